"""The sections of a credit file, in order. Facts are sorted into sections by nature; a floor that
knows more about an organisation adds a section of its own with `register_section`, in its `ready`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.actors import Actor
from records.models import ItemKind

Kind = ItemKind


@dataclass(frozen=True, slots=True)
class FactSection:
    key: str
    title: str
    kinds: tuple[str, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a floor's own section is made for: whose file, who reads it, and as of when. `is_past`
    when the reader turned the file back to another day or to what was known before."""

    actor: Actor
    subject_id: int
    uscc: str
    day: date
    known: datetime
    is_past: bool


Load = Callable[[Asked], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class OwnSection:
    """A section of a higher floor: `load` gives what its template shows, or None for nothing the
    reader may see. It must ask the same number of questions however much there is."""

    key: str
    title: str
    template: str
    load: Load
    after: str


FACTS: tuple[FactSection, ...] = (
    FactSection(
        "lists", "名单和异常名录", (Kind.LIST, Kind.ABNORMAL), "没有列入名单或异常名录的记录"
    ),
    FactSection("penalties", "行政处罚和强制", (Kind.PENALTY, Kind.COERCION), "没有行政处罚记录"),
    FactSection("courts", "司法裁判及执行", (Kind.COURT,), "没有司法裁判及执行记录"),
    FactSection(
        "inspections", "监督检查和责令改正", (Kind.INSPECTION, Kind.ORDER), "没有监督检查记录"
    ),
    FactSection(
        "commitments", "信用承诺和合同履行", (Kind.COMMITMENT, Kind.CONTRACT), "没有信用承诺记录"
    ),
    FactSection("grades", "信用评价结果", (Kind.EVALUATION,), "没有信用评价记录"),
    FactSection("awards", "守信荣誉和奖励", (Kind.HONOUR, Kind.REWARD), "没有荣誉和奖励记录"),
    FactSection(
        "licences", "行政许可和确认", (Kind.LICENCE, Kind.CONFIRMATION, Kind.TITLE), "没有许可记录"
    ),
    FactSection(
        "others",
        "其他信息",
        tuple(
            kind
            for kind in (
                Kind.REGISTRATION,
                Kind.LEVY,
                Kind.PAYMENT,
                Kind.RULING,
                Kind.COMPENSATION,
                Kind.COMPLIANCE,
                Kind.PROPERTY,
                Kind.VOLUNTARY,
            )
        ),
        "没有其他记录",
    ),
)
BY_KIND = {kind: section.key for section in FACTS for kind in section.kinds}
_own: dict[str, OwnSection] = {}


def register_section(key: str, title: str, template: str, load: Load, *, after: str) -> None:
    """Show a section of a higher floor after the section of facts with the key `after`."""
    keys = {section.key for section in FACTS}
    if key in _own or key in keys:
        raise ValueError(f"section {key} is registered twice")
    if after not in keys:
        raise ValueError(f"there is no section {after} to come after")
    _own[key] = OwnSection(key, title, template, load, after)


def own_sections(after: str) -> list[OwnSection]:
    return [section for section in _own.values() if section.after == after]


def find_facts(key: str) -> FactSection | None:
    return next((section for section in FACTS if section.key == key), None)
