"""Sections regions and industries: the code tables shared by every pack."""

import re
from collections.abc import Iterator, Sequence

from sectors.loader.columns import Column
from sectors.loader.load import Load
from sectors.loader.registry import Section
from sectors.loader.schema import Choice, Flag, ListOf, Record, Text, rows
from sectors.loader.table import Given, Table
from sectors.models import Industry, Region

AREA = re.compile(r"[0-9]{6}([0-9]{3})?")
INDUSTRY = re.compile(r"[A-T]|[0-9]{2}")
LEVELS = {"province": 1, "city": 2, "county": 3, "town": 4}


def place_of(area: str) -> tuple[int, str | None]:
    """The level an area code stands for and the code of what the area lies in."""
    if len(area) == 9:
        return 4, area[:6]
    if area.endswith("0000"):
        return 1, None
    if area.endswith("00"):
        return 2, f"{area[:2]}0000"
    return 3, f"{area[:4]}00"


def _regions(load: Load) -> Iterator[Given[Region]]:
    for file in load.files("regions"):
        for row in rows(file.row["regions"]):
            values = {
                "name": row["name"],
                "level": LEVELS[row["level"]],
                "parent": row["parent"],
                "scheme": row["scheme"] or "national",
                "zone": bool(row["zone"]),
                "verify": bool(row["verify"]),
                "code": row["code"],
                "ended_on": None,
            }
            yield Given(file.pack, row["code"], row, values)


def _check_regions(load: Load, found: Sequence[Given[Region]]) -> None:
    for given in found:
        level, parent = place_of(given.key)
        row = given.row
        if row["level"] not in LEVELS or LEVELS[row["level"]] != level:
            load.problem(row.problem("level", f"区划代码 {given.key} 不是这一层级", "请核对代码。"))
        elif row["parent"] != parent:
            remedy = f"应为 {parent or 'null'}。"
            load.problem(row.problem("parent", f"{given.key} 的上级不对", remedy))
        elif parent and not load.knows("region", parent):
            load.problem(row.problem("parent", f"没有上级区划 {parent}", "请先写上级。"))
        if row["scheme"] == "local" and level != 4:
            load.problem(row.problem("scheme", "只有乡镇可用本地编码", "请删去 scheme。"))


def _industries(load: Load) -> Iterator[Given[Industry]]:
    for file in load.files("industries"):
        for row in rows(file.row["industries"]):
            values = {
                "code": row["code"],
                "name": row["name"],
                "level": row["level"],
                "parent": row["parent"],
                "ended_on": None,
            }
            yield Given(file.pack, row["code"], row, values)


def _check_industries(load: Load, found: Sequence[Given[Industry]]) -> None:
    for given in found:
        row, parent = given.row, given.row["parent"]
        is_section = given.key.isalpha()
        if (row["level"] == "section") != is_section:
            reason = f"行业代码 {given.key} 不是这一层级"
            load.problem(row.problem("level", reason, "门类用字母，大类用两位数字。"))
        elif is_section != (parent is None):
            load.problem(
                row.problem("parent", f"{given.key} 的上级不对", "大类写门类，门类写 null。")
            )
        elif parent and not (parent.isalpha() and load.knows("industry", parent)):
            load.problem(row.problem("parent", f"没有门类 {parent}", "请先写门类。"))


def _region_code(row: Region) -> str:
    return row.code


def _industry_code(row: Industry) -> str:
    return row.code


def area(**options: bool) -> Text:
    return Text(9, AREA, "区划代码为 6 位数字（乡镇 9 位），加引号", **options)


REGIONS = Table[Region](
    name="regions",
    title="区划",
    model=Region,
    kind="region",
    ends="ended_on",
    rows=_regions,
    check_rows=_check_regions,
    key_of=_region_code,
    columns=lambda: [
        Column("code"),
        Column("name"),
        Column("level"),
        Column("parent", "parent_id"),
        Column("scheme"),
        Column("zone", "is_zone"),
        Column("verify", "unverified"),
        Column("ended_on"),
    ],
)
INDUSTRIES = Table[Industry](
    name="industries",
    title="行业",
    model=Industry,
    kind="industry",
    ends="ended_on",
    rows=_industries,
    check_rows=_check_industries,
    key_of=_industry_code,
    columns=lambda: [
        Column("code"),
        Column("name"),
        Column("level"),
        Column("parent", "parent_id"),
        Column("ended_on"),
    ],
)

REGIONS_SECTION = Section(
    "regions",
    Record(
        fields={
            "regions": ListOf(
                Record(
                    fields={
                        "code": area(),
                        "name": Text(50),
                        "level": Choice(choices=tuple(LEVELS)),
                        "parent": area(nullable=True),
                        "scheme": Choice(choices=("local",), required=False),
                        "zone": Flag(required=False),
                        "verify": Flag(required=False),
                    }
                ),
                unique="code",
            )
        }
    ),
    (REGIONS,),
)
INDUSTRIES_SECTION = Section(
    "industries",
    Record(
        fields={
            "standard": Text(40),
            "industries": ListOf(
                Record(
                    fields={
                        "code": Text(2, INDUSTRY, "门类为 A 至 T，大类为两位数字，加引号"),
                        "name": Text(50),
                        "level": Choice(choices=("section", "division")),
                        "parent": Text(1, INDUSTRY, "写门类的字母", nullable=True),
                    }
                ),
                unique="code",
            ),
        }
    ),
    (INDUSTRIES,),
)
