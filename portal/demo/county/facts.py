"""What the county's offices said of one organisation: how much is drawn with a long tail, and what,
by what kind of organisation it is."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from core import clock
from portal.demo.county.draw import Draw, Weighted
from portal.demo.county.licences import CHECKS, HONOURS, LICENCES
from portal.demo.county.others import abnormal, listed, plain
from portal.demo.county.penalties import penalty
from portal.demo.county.said import Said
from portal.demo.county.subjects import Organisation
from portal.demo.county.weeks import BEGAN, FIRST_DAY, LAST_DAY, week_after

MEAN, MOST = 12.0, 400
GENERAL = "general"
FIRST_YEAR, LAST_YEAR = 2018, 2025

BUSINESS = Weighted(
    ("licence", 26),
    ("inspection", 24),
    ("annual-report", 12),
    ("evaluation-tax", 12),
    ("commitment", 7),
    ("penalty", 3),
    ("evaluation-national", 2.5),
    ("confirmation", 2.5),
    ("honour", 2.5),
    ("property", 2),
    ("levy", 1.5),
    ("payment", 1.5),
    ("evaluation-risk", 1.2),
    ("contract", 1),
    ("evaluation-environment", 0.8),
    ("abnormal-business", 0.7),
    ("reward", 0.6),
    ("tax-arrears", 0.4),
    ("court-defaulter", 0.02),
    ("list", 0.006),
)
SHOP = Weighted(
    ("licence", 40),
    ("inspection", 36),
    ("commitment", 9),
    ("annual-report", 8),
    ("penalty", 3.5),
    ("confirmation", 2),
    ("abnormal-business", 0.4),
)
BODY = Weighted(
    ("inspection", 42),
    ("commitment", 12),
    ("confirmation", 12),
    ("payment", 9),
    ("licence", 8),
    ("honour", 4),
    ("penalty", 1.2),
)
ASSOCIATION = Weighted(
    ("inspection", 50),
    ("commitment", 14),
    ("confirmation", 14),
    ("payment", 9),
    ("honour", 4),
    ("penalty", 1.5),
    ("abnormal-social", 1.2),
)
MIXES = {"enterprise": BUSINESS, "cooperative": BUSINESS, "household": SHOP, "social": ASSOCIATION}
TAX_GRADES = Weighted(("A", 9), ("B", 55), ("M", 22), ("C", 10), ("D", 4))
NATIONAL = Weighted(("优", 22), ("良", 48), ("中", 24), ("差", 6))
GREEN = Weighted(("绿", 12), ("蓝", 70), ("黄", 14), ("红", 3), ("黑", 1))
RISKS = Weighted(("A", 30), ("B", 52), ("C", 14), ("D", 4))
RESULTS = Weighted(
    ("未发现问题", 86), ("责令改正", 10), ("查无下落", 1.5), ("其他问题", 2), ("已停业", 0.5)
)
WAYS = ("双随机", "双随机", "专项检查", "日常巡查", "投诉举报")
PROMISES = Weighted(
    (("容缺受理型", "补齐申请材料", "履约"), 30),
    (("审批替代型", "告知承诺制办理许可", "履约"), 25),
    (("证明事项型", "无需提交证明的事项属实", "履约"), 20),
    (("主动公示型", "诚信经营", ""), 20),
    (("行业自律型", "遵守行业公约", ""), 5),
)


def facts_of(of: Organisation, seed: int) -> Iterator[Said]:
    draw = Draw(seed, "facts", of.number)
    mix = MIXES.get(of.kind, BODY)
    wanted = min(draw.exponential(MEAN), MOST)
    last = min(of.ended_on or LAST_DAY, LAST_DAY)
    first = max(of.established_on, FIRST_DAY)
    if first >= last:
        return
    years: set[tuple[str, int]] = set()
    made = place = 0
    while made < wanted:
        place += 1
        item = draw.of(mix)
        for said in _said(draw, of, item, place, (first, last), years):
            made += 1
            yield said


def _said(
    draw: Draw,
    of: Organisation,
    item: str,
    place: int,
    span: tuple[date, date],
    years: set[tuple[str, int]],
) -> Iterator[Said]:
    if item in YEARLY:
        year = draw.between(FIRST_YEAR, LAST_YEAR)
        said = YEARLY[item](draw, of, year)
        begun = of.established_on.year <= year and said.decided_on < span[1]
        if begun and (item, year) not in years:
            years.add((item, year))
            yield said
            return
        item = "inspection" if draw.chance(0.5) else "licence"
    day = _day(draw, *span)
    week = _week(draw, of, day)
    match item:
        case "licence":
            yield _licence(draw, of, day, week)
        case "inspection":
            yield _inspection(draw, of, day, week, place)
        case "penalty":
            yield from penalty(draw, of, day, week, f"{of.number}-{place}")
        case "commitment":
            yield _commitment(draw, of, day, week, place)
        case "honour":
            yield _honour(draw, of, day, week, place)
        case "abnormal-business" | "abnormal-social":
            yield abnormal(draw, of, item, day, week)
        case "list" | "court-defaulter":
            yield listed(draw, of, item, day, week)
        case _:
            yield plain(draw, of, item, day, week)


def _day(draw: Draw, first: date, last: date) -> date:
    """A working day as a rule, more often of late than long ago."""
    day = last - timedelta(days=1 + int((last - first).days * draw.share() ** 1.2))
    return max(day - timedelta(days=max(0, day.weekday() - 4)), first)


def _week(draw: Draw, of: Organisation, day: date) -> int:
    """Mostly the Monday after; some are late, a few very late, of those before it began as well."""
    week, share = max(week_after(day), of.week), draw.share()
    if day < BEGAN:
        return week if share < 0.97 else max(week, draw.between(1, 60))
    if share < 0.8:
        return week
    if share < 0.93:
        return week + 1
    return week + (3 if share < 0.98 else draw.between(5, 16))


def _licence(draw: Draw, of: Organisation, day: date, week: int) -> Said:
    licence = LICENCES[draw.pick(of.trade.licences) if of.trade.licences else GENERAL]
    return Said(
        number=of.number,
        item="licence",
        unit=licence.office,
        week=week,
        decided_on=day,
        series=licence.series,
        starts_on=day,
        ends_on=clock.add_months(day, 12 * licence.years),
        outcome="1",
        fields={
            "XK_XKWS": licence.paper,
            "XK_XKLB": licence.category,
            "XK_XKZS": licence.certificate,
            "XK_XKBH": f"JY{of.number:07d}{day:%y%m}",
        },
        texts={"XK_NR": licence.text},
    )


def _inspection(draw: Draw, of: Organisation, day: date, week: int, place: int) -> Said:
    check = CHECKS[draw.pick(of.trade.checks)]
    result = draw.of(RESULTS)
    found = result in {"责令改正", "其他问题"}
    return Said(
        number=of.number,
        item="inspection",
        unit=check.office,
        week=week,
        decided_on=day,
        key=f"JC{day:%Y%m}-{of.number}-{place}",
        outcome=result,
        fields={"JCSX": check.matter, "JCLX": draw.pick(WAYS)},
        texts={"WT": f"{check.matter}方面存在需要整改的问题。"} if found else {},
    )


def _commitment(draw: Draw, of: Organisation, day: date, week: int, place: int) -> Said:
    kind, matter, result = draw.of(PROMISES)
    return Said(
        number=of.number,
        item="commitment",
        unit=draw.pick(("320281-spj", "320281-scjgj", of.town.office)),
        week=week,
        decided_on=day,
        key=f"CN{day:%Y}-{of.number}-{place}",
        ends_on=clock.add_months(day, 2) if kind == "容缺受理型" else None,
        outcome=result,
        fields={"CNLX": kind, "CNSX": matter},
    )


def _honour(draw: Draw, of: Organisation, day: date, week: int, place: int) -> Said:
    honour = draw.pick(HONOURS)
    return Said(
        number=of.number,
        item=honour.item,
        unit=honour.office,
        week=week,
        decided_on=day,
        key=f"RY-{of.number}-{place}",
        starts_on=day,
        ends_on=clock.add_months(day, 12 * honour.years),
        fields={"RYMC": honour.name},
    )


def _annual_report(draw: Draw, of: Organisation, year: int) -> Said:
    day = date(year + 1, 1, 10) + timedelta(days=draw.below(170))
    return Said(
        number=of.number,
        item="annual-report",
        unit="320281-scjgj",
        week=_week(draw, of, day),
        decided_on=day,
        key=f"NB-{of.number}-{year}",
        outcome="已公示",
        fields={"SXMC": f"{year}年度报告"},
    )


def _evaluation(
    item: str, unit: str, grades: Weighted[str], month: int
) -> Callable[[Draw, Organisation, int], Said]:
    """A grade as determined elsewhere: imported, never computed here."""

    def made(draw: Draw, of: Organisation, year: int) -> Said:
        day = date(year + 1, month, 8) + timedelta(days=draw.below(18))
        return Said(
            number=of.number,
            item=item,
            unit=unit,
            week=_week(draw, of, day),
            decided_on=day,
            key=f"PJ-{of.number}-{year}",
            starts_on=day,
            ends_on=date(year + 2, month, 28),
            outcome=draw.of(grades),
            fields={"PJND": f"{year}"},
        )

    return made


YEARLY: dict[str, Callable[[Draw, Organisation, int], Said]] = {
    "annual-report": _annual_report,
    "evaluation-tax": _evaluation("evaluation-tax", "320281-shuiwj", TAX_GRADES, 4),
    "evaluation-national": _evaluation("evaluation-national", "320281-fgw", NATIONAL, 6),
    "evaluation-environment": _evaluation("evaluation-environment", "320281-sthjj", GREEN, 3),
    "evaluation-risk": _evaluation("evaluation-risk", "320281-scjgj", RISKS, 9),
}
