"""The rest of what offices said: entries in directories and lists, and plain acts."""

from datetime import date, timedelta

from portal.demo.county.draw import Draw
from portal.demo.county.licences import DEEDS, LISTS
from portal.demo.county.said import Kind, Later, Said
from portal.demo.county.subjects import Organisation
from portal.demo.county.weeks import BEGAN, day_of, week_after

REASONS = (
    "未在规定期限内公示年度报告",
    "通过登记的住所或者经营场所无法联系",
    "未按规定公示应当公示的企业信息",
)
BASIS = {
    "abnormal-business": "《企业信息公示暂行条例》第十七条",
    "abnormal-social": "《社会组织信用信息管理办法》第十一条",
}
ABNORMAL_SERIES = {
    "abnormal-business": ("320281-scjgj", "澄市监列异〔{year}〕{number}号"),
    "abnormal-social": ("320281-mzj", "澄民列异〔{year}〕{number}号"),
}


def abnormal(draw: Draw, of: Organisation, item: str, day: date, week: int) -> Said:
    """A state: it lasts until the organisation puts it right and is moved out."""
    unit, series = ABNORMAL_SERIES[item]
    said = Said(
        number=of.number,
        item=item,
        unit=unit,
        week=week,
        decided_on=day,
        series=series,
        basis=BASIS[item],
        severity=2,
        fields={"LRSY": draw.pick(REASONS)},
    )
    if draw.chance(0.55):
        out = day + timedelta(days=draw.between(20, 520))
        if out <= day_of(week):
            said.ends_on = out
        else:
            said.later = Later(Kind.ENDS, max(week_after(max(out, BEGAN)), week + 1), ends_on=out)
    return said


def listed(draw: Draw, of: Organisation, item: str, day: date, week: int) -> Said:
    if item == "court-defaulter":
        return Said(
            number=of.number,
            item=item,
            unit="320281-fy",
            week=week,
            decided_on=day,
            series="({year})苏0281执{number}号",
            basis="《最高人民法院关于公布失信被执行人名单信息的若干规定》第一条",
            severity=3,
            ends_on=_years_on(day, 2),
            fields={"LRSY": "有履行能力而拒不履行生效法律文书确定义务"},
        )
    listing = draw.of(LISTS)
    return Said(
        number=of.number,
        item=listing.item,
        unit=listing.office,
        week=week,
        decided_on=day,
        series=listing.series,
        basis=listing.basis,
        behaviour=listing.behaviour,
        severity=3,
        ends_on=_years_on(day, 3),
        fields={"LRSY": listing.reason},
        texts={"SM": f"因{listing.reason}，经告知并听取陈述申辩，依法列入。"},
    )


def plain(draw: Draw, of: Organisation, item: str, day: date, week: int) -> Said:
    deed = DEEDS[item]
    return Said(
        number=of.number,
        item=item,
        unit=deed.office,
        week=week,
        decided_on=day,
        series=deed.series,
        basis=deed.basis,
        outcome=deed.outcome,
        fields={"SXMC": deed.matter},
    )


def _years_on(day: date, years: int) -> date:
    """Half-open: the day after the last one."""
    last = date(day.year + years, day.month, min(day.day, 28))
    return last + timedelta(days=1)
