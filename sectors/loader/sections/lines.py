"""Section lines and the lines of a sector's pack: what is supervised, and by which unit when."""

from collections.abc import Iterator, Sequence
from datetime import date

from sectors.loader.columns import Column, Reference
from sectors.loader.load import Load
from sectors.loader.registry import Section
from sectors.loader.schema import Choice, Day, Flag, ListOf, Record, Row, Text, code, rows
from sectors.loader.sections.spans import Owners
from sectors.loader.table import Given, Table
from sectors.models import Line, OrgUnit, Sector


def _sectors(load: Load) -> Iterator[Given[Sector]]:
    for file in load.files("pack"):
        if file.row["kind"] == "sector":
            row = file.row
            yield Given(file.pack, row["code"], row, _province_sector(row))
    for file in load.files("lines"):
        region = load.header(file.pack).row["region"]
        for order, row in enumerate(rows(file.row["sectors"]), start=1):
            values = {
                "code": row["code"],
                "name": row["name"],
                "pack": file.pack,
                "order": None,
                "region": region,
                "lead_unit": None,
                "determined_by": row["determined_by"],
                "vertical": False,
                "scope": None,
                "out_of_scope": None,
                "source": row["source"],
                "verify": bool(row["verify"]),
                "place": 1000 + order * 10,
                "ended_on": None,
            }
            yield Given(file.pack, row["code"], row, values)


def _province_sector(row: Row) -> dict[str, object]:
    lead = row["lead_unit"] or ""
    return {
        "code": row["code"],
        "name": row["name"],
        "pack": row["code"],
        "order": row["order"],
        "region": lead.split("-")[0] if lead[:6].isdigit() else None,
        "lead_unit": row["lead_unit"],
        "determined_by": row["determined_by"],
        "vertical": bool(row["vertical"]),
        "scope": row["scope"],
        "out_of_scope": row["out_of_scope"],
        "source": "、".join(row["sources"]),
        "verify": False,
        "place": (row["order"] or 0) * 10,
        "ended_on": None,
    }


def _check_sectors(load: Load, found: Sequence[Given[Sector]]) -> None:
    numbers: dict[int, str] = {}
    for given in found:
        row, lead = given.row, given.values["lead_unit"]
        if lead and not load.knows("unit", str(lead)):
            load.problem(row.problem("lead_unit", f"没有机构 {lead}", "请核对代码。"))
        number = given.values["order"]
        if isinstance(number, int):
            first = numbers.setdefault(number, given.key)
            if first != given.key:
                reason = f"序号 {number} 已被 {first} 使用"
                load.problem(row.problem("order", reason, "请改用别的序号。"))


def _province_lines(load: Load) -> Iterator[Given[Line]]:
    for file in load.files("pack"):
        owner = file.row["lead_unit"]
        if owner is None:
            continue
        for order, row in enumerate(rows(file.row["lines"]), start=1):
            begins = row["from_date"].isoformat()
            values = {
                "code": row["code"],
                "name": row["name"],
                "sector": file.pack,
                "adopts": None,
                "subjects": row["subjects"],
                "printed_as": None,
                "added": False,
                "source": row["source"],
                "verify": bool(row["verify"]),
                "from_date": begins,
                "to_date": None,
                "order": order * 10,
                "owners": [[owner, begins, None]],
            }
            yield Given(file.pack, row["code"], row, values)


def _county_lines(load: Load) -> Iterator[Given[Line]]:
    moves = _moves(load)
    order = 0
    for file in load.files("lines"):
        for row in rows(file.row["lines"]):
            order += 10
            values = {
                "code": row["code"],
                "name": row["name"],
                "sector": row["sector"],
                "adopts": row["adopts"],
                "subjects": row["subjects"],
                "printed_as": row["printed_as"],
                "added": bool(row["added"]),
                "source": row["source"],
                "verify": bool(row["verify"]),
                "from_date": row["from_date"].isoformat(),
                "to_date": None,
                "order": order,
                "owners": _owners(row, moves.get(row["code"])),
            }
            yield Given(file.pack, row["code"], row, values)


def _moves(load: Load) -> dict[str, Row]:
    """Which succession moved a line, by the line's code."""
    return {
        line: row
        for file in load.files("units")
        for row in rows(file.row["successions"])
        for line in row["lines"] or ()
    }


def _owners(row: Row, move: Row | None) -> list[list[str | None]]:
    begins = row["from_date"].isoformat()
    if move is None:
        return [[row["unit"], begins, None]]
    moved = move["effective_on"].isoformat()
    return [[move["from"], begins, moved], [move["to"], moved, None]]


def _check_lines(load: Load, found: Sequence[Given[Line]]) -> None:
    spans = _unit_spans(load)
    for given in found:
        row = given.row
        if not load.knows("sector", str(given.values["sector"])):
            reason = f"没有行业领域 {given.values['sector']}"
            load.problem(row.problem("sector", reason, "请核对代码。"))
        owners = given.values["owners"]
        assert isinstance(owners, list)
        for unit, begins, ends in owners:
            _check_owner(load, row, unit, begins, ends, spans)


def _check_owner(
    load: Load,
    row: Row,
    unit: str,
    begins: str,
    ends: str | None,
    spans: dict[str, tuple[str, str]],
) -> None:
    if not load.knows("unit", unit):
        load.problem(row.problem("unit", f"没有机构 {unit}", "请核对代码。"))
        return
    first, last = spans[unit]
    if begins < first or (ends or "9999") > last:
        reason = f"归口单位 {unit} 在此期间未设立或已停用"
        load.problem(row.problem("unit", reason, "请改归口单位，或用 successions 写明划转。"))


def _unit_spans(load: Load) -> dict[str, tuple[str, str]]:
    """From and to of every unit as text, so that open ends compare."""

    def span(begins: date | None, ends: date | None) -> tuple[str, str]:
        return begins.isoformat() if begins else "", ends.isoformat() if ends else "9999"

    spans = {
        unit: span(begins, ends)
        for unit, begins, ends in OrgUnit.objects.values_list("code", "valid_from", "valid_to")
    }
    for file in load.files("units"):
        for row in rows(file.row["units"]):
            spans[row["code"]] = span(row["valid_from"], row["valid_to"])
    return spans


def _check_province_lines(load: Load, found: Sequence[Given[Line]]) -> None:
    """A lead unit nobody knows has been told once, with its sector."""
    known = [given for given in found if load.knows("unit", _lead_of(load, given))]
    _check_lines(load, known)


def _lead_of(load: Load, given: Given[Line]) -> str:
    return str(load.header(given.pack).row["lead_unit"])


def _check_county_lines(load: Load, found: Sequence[Given[Line]]) -> None:
    _check_lines(load, found)
    moves = _moves(load)
    for given in found:
        row, move = given.row, moves.get(given.key)
        adopts = row["adopts"]
        if adopts and (adopts == given.key or not load.knows("line", adopts)):
            load.problem(row.problem("adopts", f"没有省级条线 {adopts}", "请核对代码。"))
        if move is None and row["printed_unit"] is not None:
            reason = "写了 printed_unit，但没有沿革说明何时划转"
            load.problem(row.problem("printed_unit", reason, "请在 successions 的 lines 里写上。"))
        if move and (move["to"] != row["unit"] or move["from"] != row["printed_unit"]):
            reason = "归口单位与沿革（successions）不一致"
            load.problem(row.problem("unit", reason, f"见 {move.file} 第 {move.line} 行。"))


def _sector_code(row: Sector) -> str:
    return row.code


def _line_code(row: Line) -> str:
    return row.code


def _end_line(load: Load, line: Line) -> None:
    """A line that ends belongs to nobody from then on."""
    for spans in (line.owners, line.routes):
        spans.filter(valid_to__isnull=True).update(valid_to=load.day)


def _line_columns() -> list[Column[Line]]:
    return [
        Column("code"),
        Column("name"),
        Reference("sector", "sector"),
        Reference("adopts", "line", late=True),
        Column("subjects"),
        Column("printed_as"),
        Column("added", "is_added"),
        Column("source"),
        Column("verify", "unverified"),
        Column("from_date", "valid_from"),
        Column("to_date", "valid_to"),
        Column("order", "sort_order", quiet=True),
        Owners("owners"),
    ]


SECTORS = Table[Sector](
    name="sectors",
    title="行业领域",
    model=Sector,
    kind="sector",
    ends="ended_on",
    rows=_sectors,
    check_rows=_check_sectors,
    key_of=_sector_code,
    after=("packs", "units"),
    columns=lambda: [
        Column("code"),
        Column("name"),
        Reference("pack", "pack"),
        Column("order", "number"),
        Reference("region", "region"),
        Reference("lead_unit", "unit"),
        Column("determined_by"),
        Column("vertical", "is_vertical"),
        Column("scope"),
        Column("out_of_scope"),
        Column("source"),
        Column("verify", "unverified"),
        Column("place", "sort_order", quiet=True),
        Column("ended_on"),
    ],
)
PROVINCE_LINES = Table[Line](
    name="province_lines",
    title="条线",
    model=Line,
    kind="line",
    ends="valid_to",
    rows=_province_lines,
    check_rows=_check_province_lines,
    on_end=_end_line,
    key_of=_line_code,
    after=("sectors",),
    columns=_line_columns,
)
COUNTY_LINES = Table[Line](
    name="lines",
    title="条线",
    model=Line,
    kind="line",
    ends="valid_to",
    rows=_county_lines,
    check_rows=_check_county_lines,
    on_end=_end_line,
    key_of=_line_code,
    after=("sectors", "province_lines"),
    columns=_line_columns,
)

LINES_SECTION = Section(
    "lines",
    Record(
        fields={
            "sectors": ListOf(
                Record(
                    fields={
                        "code": code(),
                        "name": Text(50),
                        "determined_by": Choice(choices=("national", "province", "local")),
                        "source": Text(100),
                        "verify": Flag(required=False),
                    }
                ),
                required=False,
                unique="code",
            ),
            "lines": ListOf(
                Record(
                    fields={
                        "code": code(),
                        "sector": code(),
                        "unit": code(),
                        "printed_unit": code(required=False),
                        "name": Text(50),
                        "printed_as": Text(50, required=False),
                        "adopts": code(required=False),
                        "subjects": Text(200, required=False),
                        "source": Text(60),
                        "from_date": Day(),
                        "added": Flag(required=False),
                        "verify": Flag(required=False),
                    }
                ),
                unique="code",
            ),
            "out_of_scope": ListOf(
                Record(
                    fields={
                        "word": Text(50),
                        "reason": Text(100),
                        "source": Text(60),
                        "units": ListOf(code()),
                    }
                ),
                required=False,
            ),
        }
    ),
    (COUNTY_LINES,),
)
