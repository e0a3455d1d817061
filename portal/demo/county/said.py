"""What an office said of an organisation, as plain values, and what happened to it later."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    REPAIRED = "repaired"
    DISPUTED = "disputed"
    AMOUNT = "amount"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Later:
    """Repaired, disputed (for some weeks, or for good), its amount corrected, or its end known."""

    kind: Kind
    week: int
    until_week: int | None = None
    amount: int | None = None
    severity: int | None = None
    text: str = ""
    ends_on: date | None = None


@dataclass(slots=True)
class Said:
    """`week` is when the platform came to know. The document's number is given when those of a
    whole block are known (county.blocks); what bears none is known by `key`. Facts with the same
    `case` belong together; what `rests` in it would not stand without its penalty."""

    number: int
    item: str
    unit: str
    week: int
    decided_on: date
    series: str = ""
    width: int = 0
    document_no: str = ""
    key: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    basis: str = ""
    behaviour: str = ""
    severity: int | None = None
    is_safety: bool = False
    outcome: str = ""
    amount: int | None = None
    confiscated: int | None = None
    performed_on: date | None = None
    fields: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    case: str = ""
    rests: bool = False
    later: Later | None = None
