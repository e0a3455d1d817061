"""The county's organisations: of one number and the seed, whatever else there is."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.demo.county import codes, names
from portal.demo.county.draw import Draw, Weighted
from portal.demo.county.places import BY_SIZE, COUNTY, ROADS, Town
from portal.demo.county.trades import ENTERPRISES, OTHERS, SHOPS, Trade
from portal.demo.county.weeks import FIRST_DAY, LAST_DAY, week_after

# (how the code begins, what it is)
KINDS = Weighted(
    (("91", "enterprise"), 50),
    (("92", "household"), 42),
    (("93", "cooperative"), 2.5),
    (("52", "social"), 2),
    (("51", "social"), 1.5),
    (("53", "social"), 0.2),
    (("12", "institution"), 1.8),
)
FORMS = Weighted(
    ("有限公司", 86),
    ("股份有限公司", 3),
    ("合伙企业（有限合伙）", 4),
    ("厂", 5),
    ("集团有限公司", 2),
)
REGISTERS = {"51": "mzj", "52": "mzj", "53": "mzj", "12": "bb", "92": "spj", "93": "spj"}
ENDINGS = Weighted(("cancelled", 70), ("revoked", 24), ("moved", 6))
OLDEST = date(1996, 1, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of an organisation from a day on; `week` is when the county's
    platform came to know."""

    uscc: str
    valid_from: date
    week: int
    unit: str
    name: str
    sign: str
    kind: str
    status: str
    region_code: str
    industry_code: str
    established_on: date
    address: str


@dataclass(frozen=True, slots=True)
class Organisation:
    number: int
    uscc: str
    kind: str
    trade: Trade
    town: Town
    established_on: date
    ended_on: date | None
    entries: tuple[Entry, ...]

    @property
    def week(self) -> int:
        return self.entries[0].week

    @property
    def name(self) -> str:
        return self.entries[-1].name


def organisation(number: int, seed: int) -> Organisation:
    draw = Draw(seed, "organisation", number)
    prefix, kind = draw.of(KINDS)
    town = draw.of(BY_SIZE)
    trade = _trade(draw, kind)
    established_on = _established(draw)
    sign = names.sign(number, seed)
    name, shown_sign = _named(draw, prefix, kind, sign, trade, town, number)
    road = draw.pick(ROADS)
    first = Entry(
        uscc=codes.code(number, prefix),
        valid_from=established_on,
        week=week_after(established_on),
        unit=f"{COUNTY}-{REGISTERS.get(prefix, 'scjgj')}",
        name=name,
        sign=shown_sign,
        kind=kind,
        status="active",
        region_code=town.region_code,
        industry_code=trade.industry,
        established_on=established_on,
        address=f"江阴市{town.street}{road}{draw.between(1, 280)}号",
    )
    entries = [first]
    # Renamed: what it is called now is drawn already, so what it was called before comes first.
    if kind == "enterprise" and draw.chance(0.04):
        entries = _renamed(draw, first, names.sign(number + names.SIGNS // 2, seed), sign)
    ended_on = None
    if draw.chance(0.09):
        ended_on = _day(draw, max(entries[-1].valid_from, FIRST_DAY), LAST_DAY)
        entries.append(
            replace(
                entries[-1],
                valid_from=ended_on,
                week=max(week_after(ended_on), entries[-1].week + 1),
                status=draw.of(ENDINGS),
            )
        )
    return Organisation(
        number, first.uscc, kind, trade, town, established_on, ended_on, tuple(entries)
    )


def _trade(draw: Draw, kind: str) -> Trade:
    match kind:
        case "enterprise":
            return draw.of(ENTERPRISES)
        case "household":
            return draw.of(SHOPS)
    return OTHERS[kind]


def _named(
    draw: Draw, prefix: str, kind: str, sign: str, trade: Trade, town: Town, number: int
) -> tuple[str, str]:
    """The name, and the sign over the door where there is one besides it."""
    word = draw.pick(trade.words)
    place = f"江阴市{town.name}" if draw.chance(0.35) else "江阴市"
    match prefix:
        case "91":
            shop = f"{sign[:3]}{draw.pick(('小厨', '生活馆', '工坊'))}" if draw.chance(0.08) else ""
            form = draw.of(FORMS)
            return f"{place}{sign}{word}{form}", shop
        case "92":
            if draw.chance(0.12):
                return names.operator(number), ""
            return f"江阴市{town.name}{sign}{word}", f"{sign}{word}"
        case "93":
            return f"{place}{sign}{word}专业合作社", ""
        case "52":
            return f"{place}{sign}{draw.pick(('社会工作服务中心', '幼儿园', '护理院'))}", ""
        case "53":
            return f"江阴市{sign}公益基金会", ""
        case "12":
            return f"{place}{sign}{draw.pick(('实验小学', '中学', '文化服务中心', '卫生院'))}", ""
    return f"江阴市{sign}{draw.pick(('行业协会', '商会', '志愿者协会'))}", ""


def _renamed(draw: Draw, now: Entry, former_sign: str, sign: str) -> list[Entry]:
    on = _day(draw, max(now.established_on + timedelta(days=200), FIRST_DAY), LAST_DAY)
    former = replace(now, name=now.name.replace(sign, former_sign), sign="")
    return [former, replace(now, valid_from=on, week=max(week_after(on), former.week + 1))]


def _established(draw: Draw) -> date:
    """More are young than old: half of them came within the last eleven years."""
    span = (LAST_DAY - OLDEST).days
    return LAST_DAY - timedelta(days=int(span * draw.share() ** 1.5))


def _day(draw: Draw, first: date, last: date) -> date:
    if first >= last:
        return last
    return first + timedelta(days=draw.below((last - first).days))
