"""The organisations of the stories, by number. Their names say that they are for show."""

from dataclasses import replace
from datetime import date

from portal.demo.county import codes
from portal.demo.county.places import COUNTY
from portal.demo.county.subjects import Entry
from portal.demo.county.weeks import week_after

SINCE = date(2015, 3, 1)
ADDRESS = "江阴市澄江街道拟山路{}号"


def _entry(number: int, name: str, town: str, industry: str, **other: str) -> Entry:
    prefix = other.get("prefix", "91")
    kinds = {"91": "enterprise", "92": "household", "93": "cooperative"}
    registers = {"91": "scjgj", "92": "spj", "93": "spj"}
    return Entry(
        uscc=codes.code(number, prefix),
        valid_from=SINCE,
        week=0,
        unit=f"{COUNTY}-{registers[prefix]}",
        name=name,
        sign=other.get("sign", ""),
        kind=kinds[prefix],
        status="active",
        region_code=f"{COUNTY}{town}",
        industry_code=industry,
        established_on=SINCE,
        address=ADDRESS.format(number) if town else "",
    )


def _then(entry: Entry, on: date, **changes: str) -> Entry:
    return replace(entry, valid_from=on, week=week_after(on), **changes)  # type: ignore[arg-type]  # fields of Entry


# The first six are those of docs/samples/登记信息.csv, to the letter.
SAMPLES = (
    _entry(1, "江阴市澄江演示毛纺有限公司", "", "C"),
    _entry(2, "江阴市周庄演示线材有限公司", "", "C"),
    _entry(3, "江阴市申港演示化工仓储有限公司", "", "C"),
    _entry(4, "江阴市华士演示餐饮有限公司", "", "C"),
    _entry(5, "江阴市新桥演示物业有限公司", "", "C"),
    _entry(6, "江阴市璜土演示葡萄专业合作社", "", "C", prefix="93"),
)
RENAMED = _entry(11, "江阴市演示呢绒厂", "012", "17")
MERGED, GONE = (
    _entry(12, "江阴市演示特钢集团有限公司", "012", "31"),
    _entry(13, "江阴市演示线材二厂有限公司", "012", "31"),
)
OLD_FORM, NEW_FORM = (
    _entry(14, "江阴市演示法兰厂", "008", "34"),
    _entry(15, "江阴市演示风电法兰有限公司", "008", "34"),
)
REVOKED = _entry(16, "江阴市演示塑料包材有限公司", "009", "29")
SHOP = _entry(17, "江阴市青阳演示小吃店", "009", "62", prefix="92", sign="演示老灶面馆")
NAMELESS = _entry(18, "王样甲", "016", "52", prefix="92")
PARTIES = (
    _entry(19, "江阴市演示商贸有限公司", "001", "51"),
    _entry(20, "江阴市演示传媒有限公司", "001", "72"),
    _entry(21, "江阴市演示健身有限公司", "001", "80"),
)
SEVERAL = _entry(22, "江阴市利港演示印染有限公司", "006", "17")
ANNULLED = _entry(23, "江阴市夏港演示危货运输有限公司", "004", "54")
ANNULLED_NOW = _entry(24, "江阴市南闸演示锻件有限公司", "002", "34")
MISREAD = _entry(25, "江阴市云亭演示封测有限公司", "003", "39")
FLEET = _entry(26, "江阴市临港演示航运有限公司", "018", "55")
LISTED = _entry(27, "江阴市长泾演示化工有限公司", "014", "26")
BUILDER = _entry(28, "江阴市演示建设劳务有限公司", "001", "50")
PROMISER = _entry(29, "江阴市顾山演示养老服务有限公司", "015", "85")
HONOURED = _entry(30, "江阴市演示微电子有限公司", "017", "39")
MISTAKEN = tuple(
    _entry(number, f"江阴市徐霞客演示{word}店", "010", "52", prefix="92", sign=f"演示{word}店")
    for number, word in enumerate(("水果", "五金", "花", "鞋", "文具"), 31)
)
PROVISIONAL = codes.code(40)

ENTRIES = (
    *SAMPLES,
    RENAMED,
    _then(RENAMED, date(2025, 10, 20), name="江阴市演示精纺有限公司", sign="演示精纺"),
    MERGED,
    GONE,
    _then(GONE, date(2026, 3, 16), status="cancelled"),
    OLD_FORM,
    _then(OLD_FORM, date(2026, 1, 5), status="cancelled"),
    replace(NEW_FORM, valid_from=date(2026, 1, 5), week=week_after(date(2026, 1, 5))),
    REVOKED,
    _then(REVOKED, date(2026, 6, 1), status="revoked"),
    *(SHOP, NAMELESS, *PARTIES, SEVERAL, ANNULLED, ANNULLED_NOW, MISREAD, FLEET, LISTED),
    *(BUILDER, PROMISER, HONOURED, *MISTAKEN),
)
