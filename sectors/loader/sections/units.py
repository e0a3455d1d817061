"""Section units: public bodies, their divisions, and what became of whom."""

from collections.abc import Iterator, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter

from sectors.loader.columns import Column, Reference, Stamp
from sectors.loader.load import Load
from sectors.loader.registry import Section
from sectors.loader.schema import (
    Choice,
    Day,
    Flag,
    ListOf,
    Record,
    Row,
    Text,
    Whole,
    code,
    rows,
)
from sectors.loader.sections.codes import LEVELS, area
from sectors.loader.sections.spans import Names
from sectors.loader.table import Given, Table
from sectors.models import Division, OrgUnit, UnitSuccession

KINDS = tuple(OrgUnit.Kind.values)


def _units(load: Load) -> Iterator[Given[OrgUnit]]:
    order = 0
    for file in load.files("units"):
        for row in rows(file.row["units"]):
            order += 10
            values = {
                "code": row["code"],
                "short_name": row["short_name"],
                "level": LEVELS[row["level"]],
                "kind": row["kind"],
                "region": row["region"],
                "parent": row["parent"],
                "vertical_parent": row["vertical_parent"],
                "valid_from": _iso(row["valid_from"]),
                "valid_to": _iso(row["valid_to"]),
                "c1_seq": row["c1_seq"],
                "printed_as": row["printed_as"],
                "verify": bool(row["verify"]),
                "remark": row["remark"],
                "order": order,
                "names": [
                    [name["name"], _iso(name["from"]), _iso(name["to"]), bool(name["verify"])]
                    for name in rows(row["names"])
                ],
            }
            yield Given(file.pack, row["code"], row, values)


def _check_units(load: Load, found: Sequence[Given[OrgUnit]]) -> None:
    units = {given.key: given.row for given in found}
    standing = dict(OrgUnit.objects.values_list("code", "level"))
    for given in found:
        row = given.row
        if not load.knows("region", row["region"]):
            load.problem(row.problem("region", f"没有区划 {row['region']}", "请先写入区划。"))
        for name in ("parent", "vertical_parent"):
            _check_parent(load, row, name, units, standing)
        if row["valid_from"] and row["valid_to"] and row["valid_from"] >= row["valid_to"]:
            load.problem(row.problem("valid_to", "停用日期不晚于启用日期", "请核对日期。"))
        else:
            _check_names(load, row)
    _check_circles(load, found)


def _check_parent(
    load: Load, row: Row, name: str, units: dict[str, Row], standing: dict[str, int]
) -> None:
    parent = row[name]
    if parent is None:
        return
    if not load.knows("unit", parent):
        load.problem(row.problem(name, f"没有上级机构 {parent}", "请核对代码，或先写上级。"))
        return
    level = LEVELS[units[parent]["level"]] if parent in units else standing[parent]
    if level > LEVELS[row["level"]]:
        load.problem(row.problem(name, f"上级 {parent} 的层级更低", "请核对层级和上级。"))


def _check_names(load: Load, row: Row) -> None:
    """One after another, without gap or overlap: the end of each is the beginning of the next."""
    before: date | None = None
    for position, name in enumerate(names := list(rows(row["names"]))):
        begins, ends = name["from"], name["to"]
        if position and begins is None:
            load.problem(name.problem("from", "名称的时间与前一个重叠", "请写明启用日期。"))
        elif position and before is None:
            load.problem(name.problem("from", "名称的时间与前一个重叠", "请写明前一个的停用日期。"))
        elif position and before and begins != before:
            word = "重叠" if begins < before else "有间断"
            reason = f"名称的时间与前一个{word}"
            load.problem(name.problem("from", reason, f"应自 {before.isoformat()} 起。"))
        if begins and ends and ends <= begins:
            load.problem(name.problem("to", "名称的停用日期不晚于启用日期", "请核对日期。"))
        before = ends
    if names and names[0]["from"] != row["valid_from"] and row["valid_from"] is not None:
        load.problem(names[0].problem("from", "第一个名称与启用日期不一致", "请写同一天。"))
    if names and names[-1]["to"] != row["valid_to"]:
        load.problem(names[-1].problem("to", "最后一个名称与停用日期不一致", "请写同一天。"))


def _check_circles(load: Load, found: Sequence[Given[OrgUnit]]) -> None:
    above: dict[str, set[str]] = {}
    standing = OrgUnit.objects.values_list("code", "parent__code", "vertical_parent__code")
    for unit, parent, vertical in standing:
        above[unit] = {each for each in (parent, vertical) if each}
    for given in found:
        both = (given.row["parent"], given.row["vertical_parent"])
        above[given.key] = {each for each in both if each}
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        circle = set(error.args[1])
        given = next(each for each in found if each.key in circle)
        path = " → ".join(error.args[1])
        load.problem(given.row.problem("parent", f"上级关系成环：{path}", "请改正其中一个上级。"))


def _divisions(load: Load) -> Iterator[Given[Division]]:
    order = 0
    for file in load.files("units"):
        for row in rows(file.row["divisions"]):
            order += 10
            values = {
                "code": row["code"],
                "unit": row["unit"],
                "name": row["name"],
                "short_name": row["short_name"],
                "credit_office": bool(row["credit_office"]),
                "illustrative": bool(row["illustrative"]),
                "source": row["source"],
                "verify": bool(row["verify"]),
                "remark": row["remark"],
                "order": order,
                "valid_to": None,
            }
            yield Given(file.pack, row["code"], row, values)


def _check_divisions(load: Load, found: Sequence[Given[Division]]) -> None:
    for given in found:
        unit = given.row["unit"]
        if not load.knows("unit", unit):
            load.problem(given.row.problem("unit", f"没有机构 {unit}", "请核对代码。"))


def _successions(load: Load) -> Iterator[Given[UnitSuccession]]:
    for file in load.files("units"):
        for row in rows(file.row["successions"]):
            values = {
                "from": row["from"],
                "to": row["to"],
                "kind": row["kind"],
                "effective_on": _iso(row["effective_on"]),
                "basis": row["basis"],
                "verify": bool(row["verify"]),
                "remark": row["remark"],
                "recorded_at": None,
            }
            key = f"{row['from']} {row['kind']} {row['to']} {row['effective_on']}"
            yield Given(file.pack, key, row, values)


def _check_successions(load: Load, found: Sequence[Given[UnitSuccession]]) -> None:
    for given in found:
        row = given.row
        for name in ("from", "to"):
            if not load.knows("unit", row[name]):
                load.problem(row.problem(name, f"没有机构 {row[name]}", "请核对代码。"))
        if (row["kind"] == "rename") != (row["from"] == row["to"]):
            reason = "更名的前后应是同一机构，其他方式应是两个机构"
            load.problem(row.problem("kind", reason, "请核对 kind、from 和 to。"))
        for line in row["lines"] or ():
            if not load.knows("line", line):
                load.problem(row.problem("lines", f"没有条线 {line}", "请核对代码。"))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _unit_code(row: OrgUnit) -> str:
    return row.code


def _division_code(row: Division) -> str:
    return row.code


def _succession_key(row: UnitSuccession) -> str:
    return f"{row.from_unit.code} {row.kind} {row.to_unit.code} {row.effective_on}"


UNITS = Table[OrgUnit](
    name="units",
    title="机构",
    model=OrgUnit,
    kind="unit",
    ends="valid_to",
    rows=_units,
    check_rows=_check_units,
    key_of=_unit_code,
    after=("regions",),
    columns=lambda: [
        Column("code"),
        Column("short_name"),
        Column("level"),
        Column("kind"),
        Reference("region", "region"),
        Reference("parent", "unit", late=True),
        Reference("vertical_parent", "unit", late=True),
        Column("valid_from"),
        Column("valid_to"),
        Column("c1_seq", "printed_order"),
        Column("printed_as"),
        Column("verify", "unverified"),
        Column("remark"),
        Column("order", "sort_order", quiet=True),
        Names("names"),
    ],
)
DIVISIONS = Table[Division](
    name="divisions",
    title="处室",
    model=Division,
    kind="division",
    ends="valid_to",
    rows=_divisions,
    check_rows=_check_divisions,
    key_of=_division_code,
    after=("units",),
    columns=lambda: [
        Column("code"),
        Reference("unit", "unit"),
        Column("name"),
        Column("short_name"),
        Column("credit_office", "is_credit_office"),
        Column("illustrative", "is_illustrative"),
        Column("source"),
        Column("verify", "unverified"),
        Column("remark"),
        Column("order", "sort_order", quiet=True),
        Column("valid_to"),
    ],
)
SUCCESSIONS = Table[UnitSuccession](
    name="successions",
    title="机构沿革",
    model=UnitSuccession,
    rows=_successions,
    check_rows=_check_successions,
    key_of=_succession_key,
    after=("units", "lines"),
    columns=lambda: [
        Reference("from", "unit", "from_unit_id"),
        Reference("to", "unit", "to_unit_id"),
        Column("kind"),
        Column("effective_on"),
        Column("basis"),
        Column("verify", "unverified"),
        Column("remark"),
        Stamp("recorded_at"),
    ],
)

NAME = Record(
    fields={
        "name": Text(100),
        "from": Day(required=False, nullable=True),
        "to": Day(required=False, nullable=True),
        "verify": Flag(required=False),
    }
)
UNITS_SECTION = Section(
    "units",
    Record(
        fields={
            "units": ListOf(
                Record(
                    fields={
                        "code": code(),
                        "level": Choice(choices=tuple(LEVELS)),
                        "kind": Choice(choices=KINDS),
                        "region": area(),
                        "parent": code(nullable=True),
                        "vertical_parent": code(required=False, nullable=True),
                        "short_name": Text(30),
                        "names": ListOf(NAME, least=1, most=50),
                        "valid_from": Day(required=False, nullable=True),
                        "valid_to": Day(required=False, nullable=True),
                        "c1_seq": Whole(required=False, least=1, most=999),
                        "printed_as": Text(50, required=False),
                        "verify": Flag(required=False),
                        "remark": Text(200, required=False),
                    }
                ),
                required=False,
                unique="code",
            ),
            "divisions": ListOf(
                Record(
                    fields={
                        "code": code(),
                        "unit": code(),
                        "name": Text(60),
                        "short_name": Text(30, required=False),
                        "credit_office": Flag(required=False),
                        "illustrative": Flag(required=False),
                        "source": Text(60, required=False),
                        "verify": Flag(required=False),
                        "remark": Text(200, required=False),
                    }
                ),
                required=False,
                unique="code",
            ),
            "successions": ListOf(
                Record(
                    fields={
                        "from": code(),
                        "to": code(),
                        "kind": Choice(choices=tuple(UnitSuccession.Kind.values)),
                        "effective_on": Day(),
                        "lines": ListOf(code(), required=False),
                        "basis": Text(200),
                        "verify": Flag(required=False),
                        "remark": Text(200, required=False),
                    }
                ),
                required=False,
            ),
        }
    ),
    (UNITS, DIVISIONS, SUCCESSIONS),
)
