"""Section behaviours: the acts a sector calls a breach of trust."""

from collections.abc import Iterator, Mapping
from typing import Any

from records.loader.editions import Editions, Given
from records.models import Behaviour, BehaviourVersion
from sectors.loader.load import Load
from sectors.loader.registry import Section
from sectors.loader.schema import Choice, Day, Flag, ListOf, Record, Text, code, rows

SEVERITIES = {"minor": 1, "general": 2, "serious": 3}


def _given(load: Load) -> Iterator[Given]:
    for file in load.files("behaviours"):
        for row in rows(file.row["behaviours"]):
            yield Given(
                pack=file.pack,
                key=row["code"],
                row=row,
                fixed={"sector": row["sector"] or file.pack},
                said={
                    "name": row["name"],
                    "basis": row["basis"],
                    "severity": SEVERITIES[row["severity"]],
                    "evidence": row["evidence"],
                    "is_repairable": not row["not_repairable"],
                    "is_safety": bool(row["safety"]),
                    "source": row["source"],
                    "is_illustrative": bool(row["illustrative"]),
                    "unverified": bool(row["verify"]),
                    "is_ended": bool(row["ended"]),
                },
                valid_from=row["from_date"] or file.row["from_date"],
            )


def _check(load: Load, given: Given) -> None:
    sector = str(given.fixed["sector"])
    if not load.knows("sector", sector):
        load.problem(given.row.problem("sector", f"没有行业 {sector}", "请核对代码。"))
    if not given.key.startswith(f"{sector}-"):
        remedy = f"请以 {sector}- 开头。"
        load.problem(given.row.problem("code", f"“{given.key}”的编码不属本行业", remedy))


def _read_fixed(load: Load, behaviour: Behaviour) -> Mapping[str, object]:
    return {"sector": load.code_of("sector", behaviour.sector_id)}


def _write_fixed(load: Load, given: Given) -> Mapping[str, Any]:
    return {"sector_id": load.id_of("sector", str(given.fixed["sector"]))}


BEHAVIOURS = Editions[Behaviour, BehaviourVersion](
    name="behaviours",
    title="失信行为",
    kind="behaviour",
    identities=Behaviour,
    versions=BehaviourVersion,
    owner="behaviour",
    rows=_given,
    check_row=_check,
    read_fixed=_read_fixed,
    write_fixed=_write_fixed,
    after=("sectors",),
)
BEHAVIOURS_SECTION = Section(
    "behaviours",
    Record(
        fields={
            "from_date": Day(),
            "behaviours": ListOf(
                Record(
                    fields={
                        "code": code(),
                        "sector": code(required=False),
                        "name": Text(200),
                        "basis": Text(300),
                        "severity": Choice(choices=tuple(SEVERITIES)),
                        "evidence": Text(300),
                        "not_repairable": Flag(required=False),
                        "safety": Flag(required=False),
                        "source": Text(200),
                        "illustrative": Flag(required=False),
                        "verify": Flag(required=False),
                        "ended": Flag(required=False),
                        "from_date": Day(required=False),
                    }
                ),
                least=1,
                unique="code",
            ),
        }
    ),
    (BEHAVIOURS,),
)
