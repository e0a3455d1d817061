"""What rows are read with, and what a row that was read is."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from records.decisions.fields import Field
from records.decisions.severity import Step
from records.intake import notes
from records.intake.notes import Note, Weight
from records.intake.values.penalties import PenaltyWord


@dataclass(frozen=True, slots=True)
class Authority:
    """A unit by one of the names it has or had."""

    key: str
    name: str
    is_former: bool


@dataclass(frozen=True, slots=True)
class Act:
    """A behaviour of the sectors' lists, as it stands today."""

    id: int
    severity: int
    is_safety: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rows of one item, sent by one unit, are read with."""

    kind: str
    polarity: str
    fields: Sequence[Field]
    today: date
    unit_key: str
    unit_name: str
    sector: str | None = None
    penalty_words: Mapping[str, PenaltyWord] = field(default_factory=dict)
    severities: Sequence[Step] = ()
    authorities: Mapping[str, Authority] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    # The unit's own people stand for it that decisions were notified and served.
    is_attested: bool = False
    # The first day a disclosure rule holds from, by field of rules and severity.
    ruled_from: Mapping[tuple[str, int], date] | None = None
    # Codes of areas and of trades; nothing is said of them where they were not looked up.
    regions: frozenset[str] | None = None
    industries: frozenset[str] | None = None
    # How grave penalties were found, by what they are: the same is asked again and again.
    graded: dict[Hashable, int | None] = field(default_factory=dict, compare=False)

    @property
    def is_adverse(self) -> bool:
        return self.polarity == "adverse"


@dataclass(slots=True)
class Interpreted:
    """A row as the ledger would take it, and everything there is to say about it. Of a row about a
    person nothing at all is kept."""

    is_person: bool = False
    remarks: list[Note] = field(default_factory=list)
    subject: dict[str, Any] = field(default_factory=dict)
    fact: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def weight(self) -> Weight:
        return max((note.weight for note in self.remarks), default=Weight.HINT)

    @property
    def uscc(self) -> str:
        return str(self.subject.get("uscc", ""))

    def add(self, cell: "Interpreted") -> None:
        """What a cell came to."""
        if cell.remarks:
            self.remarks += cell.remarks
        if cell.fact:
            self.fact.update(cell.fact)
        if cell.subject:
            self.subject.update(cell.subject)
        if cell.fields:
            self.fields.update(cell.fields)
        if cell.texts:
            self.texts.update(cell.texts)

    def say(self, kind: notes.Kind, of: Field | None = None, **values: object) -> None:
        note = Note(kind, values=values)
        self.remarks.append(note.about(of.code, of.name) if of else note)
