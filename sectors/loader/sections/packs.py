"""Section pack: what a pack is, what it rests on, and, of a sector, its header."""

from collections.abc import Iterator, Sequence

from sectors.loader.columns import Column, Reference
from sectors.loader.load import Load
from sectors.loader.registry import Section
from sectors.loader.schema import Choice, Day, Flag, ListOf, Record, Text, Whole, code, rows
from sectors.loader.sections.codes import LEVELS, area
from sectors.loader.sections.lines import PROVINCE_LINES, SECTORS
from sectors.loader.table import Given, Table
from sectors.models import Basis, Pack

SECTOR_ONLY = ("order", "lead_unit", "determined_by", "vertical", "scope", "lines")


def _packs(load: Load) -> Iterator[Given[Pack]]:
    for file in load.files("pack"):
        row = file.row
        exclusions = [
            {
                "word": excluded["word"],
                "reason": excluded["reason"],
                "source": excluded["source"],
                "units": excluded["units"],
            }
            for lines in load.files("lines")
            if lines.pack == file.pack
            for excluded in rows(lines.row["out_of_scope"])
        ]
        values = {
            "code": row["code"],
            "name": row["name"],
            "kind": row["kind"],
            "sources": row["sources"],
            "exclusions": exclusions,
        }
        yield Given(file.pack, row["code"], row, values)


def _check_packs(load: Load, found: Sequence[Given[Pack]]) -> None:
    for given in found:
        row = given.row
        if row["kind"] == "sector":
            missing = [name for name in SECTOR_ONLY if row[name] is None]
            if missing:
                load.problem(row.problem("kind", f"行业领域缺少 {'、'.join(missing)}", "请补上。"))
        else:
            for name in SECTOR_ONLY:
                if row[name] is not None:
                    reason = f"只有行业领域才有“{name}”"
                    load.problem(row.problem(name, reason, "请删去，或把 kind 改为 sector。"))
        if row["kind"] == "county" and row["region"] is None:
            load.problem(row.problem("kind", "县（市、区）缺少 region", "请写 6 位区划代码。"))


def _bases(load: Load) -> Iterator[Given[Basis]]:
    for file in load.files("pack"):
        for order, row in enumerate(rows(file.row["basis"]), start=1):
            day = row["in_force_from"]
            values = {
                "pack": file.pack,
                "title": row["title"],
                "document_no": row["document_no"],
                "in_force_from": day.isoformat() if day else None,
                "status": row["status"] == "history",
                "mark": row["mark"],
                "verify": bool(row["verify"]),
                "remark": row["remark"],
                "order": order,
                "ended_on": None,
            }
            yield Given(file.pack, f"{file.pack} {row['title']}", row, values)


def _pack_code(row: Pack) -> str:
    return row.code


def _basis_key(row: Basis) -> str:
    return f"{row.pack_id} {row.title}"


PACKS = Table[Pack](
    name="packs",
    title="配置包",
    model=Pack,
    kind="pack",
    rows=_packs,
    check_rows=_check_packs,
    key_of=_pack_code,
    columns=lambda: [
        Column("code"),
        Column("name"),
        Column("kind"),
        Column("sources"),
        Column("exclusions"),
    ],
)
BASES = Table[Basis](
    name="bases",
    title="依据文件",
    model=Basis,
    ends="ended_on",
    rows=_bases,
    key_of=_basis_key,
    after=("packs",),
    columns=lambda: [
        Reference("pack", "pack"),
        Column("title"),
        Column("document_no"),
        Column("in_force_from"),
        Column("status", "is_history"),
        Column("mark"),
        Column("verify", "unverified"),
        Column("remark"),
        Column("order", "sort_order", quiet=True),
        Column("ended_on"),
    ],
)

BASIS = Record(
    fields={
        "title": Text(120),
        "document_no": Text(60, nullable=True),
        "in_force_from": Day(required=False),
        "status": Choice(choices=("history",), required=False),
        "mark": Choice(choices=("seed", "found", "known")),
        "verify": Flag(required=False),
        "remark": Text(200, required=False),
    }
)
LINE = Record(
    fields={
        "code": code(),
        "name": Text(50),
        "subjects": Text(200),
        "source": Text(60),
        "from_date": Day(),
        "verify": Flag(required=False),
    }
)
PACK_SECTION = Section(
    "pack",
    Record(
        fields={
            "code": code(),
            "kind": Choice(choices=("codes", "county", "sector")),
            "name": Text(50),
            "sources": ListOf(Text(100), least=1, most=50),
            "level": Choice(choices=tuple(LEVELS), required=False),
            "region": area(required=False),
            "order": Whole(required=False, least=1, most=999),
            "lead_unit": code(required=False),
            "determined_by": Choice(choices=("national", "province", "local"), required=False),
            "vertical": Flag(required=False),
            "scope": Text(300, required=False),
            "out_of_scope": Text(300, required=False),
            "basis": ListOf(BASIS, required=False, unique="title"),
            "lines": ListOf(LINE, required=False, unique="code"),
        }
    ),
    (PACKS, BASES, SECTORS, PROVINCE_LINES),
)
