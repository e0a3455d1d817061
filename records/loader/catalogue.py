"""Section catalogue: what may be recorded, on what basis, and what its rows are made of."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from records.decisions.fields import (
    CODE,
    COLUMNS,
    FIELDS,
    NOWHERE,
    TEXTS,
    Required,
    Type,
    mistakes,
    read_schema,
)
from records.loader.editions import Editions, Given
from records.models import CatalogueItem, CatalogueVersion, InfoClass, ItemKind, Polarity
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

Disclosure = CatalogueVersion.Disclosure
FIELD_CODE = re.compile(CODE)
INTO = (*COLUMNS, FIELDS, TEXTS, NOWHERE)


def _given(load: Load) -> Iterator[Given]:
    for file in load.files("catalogue"):
        templates = {row["code"]: row["fields"] for row in rows(file.row["templates"])}
        for row in rows(file.row["items"]):
            fields = row["fields"] or templates.get(row["template"], [])
            yield Given(
                pack=file.pack,
                key=row["code"],
                row=row,
                fixed={
                    "class": row["class"],
                    "kind": row["kind"],
                    "polarity": row["polarity"],
                    "sector": row["sector"],
                    "system": bool(row["system"]),
                },
                said={
                    "name": row["name"],
                    "basis": row["basis"],
                    "disclosure": row["disclosure"],
                    "shown_months": row["shown_months"],
                    "shared_with": row["shared_with"],
                    "update_cycle": row["cycle"],
                    "report_days": row["report_days"],
                    "is_priority": bool(row["priority"]),
                    "needs_check": bool(row["check"]),
                    "any_unit": bool(row["any_unit"]),
                    "data_resource": row["data_resource"],
                    "fields": [_field(field) for field in fields],
                    "source": row["source"],
                    "is_illustrative": bool(row["illustrative"]),
                    "unverified": bool(row["verify"]),
                    "is_ended": bool(row["ended"]),
                },
                valid_from=row["from_date"],
            )


def _field(row: Row) -> dict[str, Any]:
    """As stored: only what is said."""
    return {name: value for name, value in row.values.items() if value not in (None, [], False)}


def _check(load: Load, given: Given) -> None:
    row = given.row
    if row["sector"] and not load.knows("sector", row["sector"]):
        load.problem(row.problem("sector", f"没有行业 {row['sector']}", "请核对代码。"))
    if row["template"] and row["fields"]:
        load.problem(row.problem("template", "template 与 fields 只写一个", "请删去一个。"))
    if row["template"] and not given.said["fields"]:
        load.problem(row.problem("template", f"没有模板 {row['template']}", "请核对名称。"))
    if given.fixed["polarity"] == Polarity.ADVERSE and row["shown_months"] is not None:
        reason = "失信信息的公示期由公示规则决定"
        load.problem(row.problem("shown_months", reason, "请删去这一项。"))
    fields = given.said["fields"]
    assert isinstance(fields, list)
    for _, reason in mistakes(read_schema(fields)):
        load.problem(row.problem("fields", f"“{given.key}”的数据项有误：{reason}", "请更正。"))


def _read_fixed(load: Load, item: CatalogueItem) -> Mapping[str, object]:
    return {
        "class": item.info_class,
        "kind": item.kind,
        "polarity": item.polarity,
        "sector": load.code_of("sector", item.sector_id) if item.sector_id else None,
        "system": item.is_system,
    }


def _write_fixed(load: Load, given: Given) -> Mapping[str, Any]:
    sector = given.fixed["sector"]
    return {
        "info_class": given.fixed["class"],
        "kind": given.fixed["kind"],
        "polarity": given.fixed["polarity"],
        "sector_id": load.id_of("sector", str(sector)) if sector else None,
        "is_system": given.fixed["system"],
    }


CATALOGUE = Editions[CatalogueItem, CatalogueVersion](
    name="catalogue",
    title="目录条目",
    kind="item",
    identities=CatalogueItem,
    versions=CatalogueVersion,
    owner="item",
    copied=("kind", "polarity"),
    rows=_given,
    check_row=_check,
    read_fixed=_read_fixed,
    write_fixed=_write_fixed,
    after=("sectors",),
)

FIELD = Record(
    fields={
        "code": Text(40, FIELD_CODE, "以英文字母开头，只用字母、数字和 _"),
        "name": Text(60),
        "type": Choice(choices=tuple(Type)),
        "into": Choice(choices=INTO),
        "longest": Whole(required=False, least=1, most=20_000),
        "required": Choice(choices=tuple(Required), required=False),
        "when_field": Text(40, required=False),
        "when_has": ListOf(Text(40), required=False),
        "options": ListOf(Text(40), required=False),
        "aliases": ListOf(Text(60), required=False),
        "public": Flag(required=False),
        "verify": Flag(required=False),
    }
)
FIELDS_LIST = ListOf(FIELD, required=False, unique="code")
CATALOGUE_SECTION = Section(
    "catalogue",
    Record(
        fields={
            "templates": ListOf(
                Record(fields={"code": code(), "fields": ListOf(FIELD, least=1, unique="code")}),
                required=False,
                unique="code",
            ),
            "items": ListOf(
                Record(
                    fields={
                        "code": code(),
                        "class": Choice(choices=tuple(InfoClass.values)),
                        "kind": Choice(choices=tuple(ItemKind.values)),
                        "polarity": Choice(choices=tuple(Polarity.values)),
                        "sector": code(required=False),
                        "system": Flag(required=False),
                        "name": Text(120),
                        "basis": Text(500),
                        "disclosure": Choice(choices=tuple(Disclosure.values)),
                        "shown_months": Whole(required=False, least=1, most=600),
                        "shared_with": Text(200, required=False),
                        "cycle": Text(40),
                        "report_days": Whole(required=False, least=1, most=250),
                        "priority": Flag(required=False),
                        "check": Flag(required=False),
                        "any_unit": Flag(required=False),
                        "data_resource": Text(60, required=False),
                        "template": code(required=False),
                        "fields": FIELDS_LIST,
                        "source": Text(200),
                        "illustrative": Flag(required=False),
                        "verify": Flag(required=False),
                        "ended": Flag(required=False),
                        "from_date": Day(),
                    }
                ),
                unique="code",
            ),
        }
    ),
    (CATALOGUE,),
)
