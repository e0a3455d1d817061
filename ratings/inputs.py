"""What a grade is reckoned from, and what comes out. Plain values: the same for the reference, for
the compiled statement over given rows, and for what the statement over the ledger returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFact:
    """A fact as known then. Of a combination rulebook: a grade, with the line as its item."""

    subject_id: int
    fact_id: int
    item: int
    starts_on: date
    ends_on: date | None = None
    decided_on: date | None = None
    recorded_on: date | None = None
    clock_starts_on: date | None = None
    performed_on: date | None = None
    behaviour: int | None = None
    severity: int | None = None
    intent: str = ""
    outcome: str = ""
    fine: int | None = None
    confiscated: int | None = None
    fields: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    # The day this row itself may become another one.
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenEffect:
    subject_id: int
    fact_id: int
    kind: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenSubject:
    """What the register says on the day, and the day from which it will say something else."""

    subject_id: int
    kind: str
    status: str
    region: str = ""
    industry: str = ""
    established_on: date | None = None
    changes_on: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    subjects: Sequence[GivenSubject]
    facts: Sequence[GivenFact] = ()
    effects: Sequence[GivenEffect] = ()


@dataclass(frozen=True, slots=True)
class Codes:
    """The numbers the ledger has for what a rulebook names by code."""

    items: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    behaviours: Mapping[str, int] = field(default_factory=dict)
    # The behaviours of each sector's list.
    sectors: Mapping[str, Sequence[int]] = field(default_factory=dict)


class EntryKind(StrEnum):
    """The steps of a grade, in their order."""

    FACT = "fact"
    INDICATOR_CAP = "indicator_cap"
    GROUP_CAP = "group_cap"
    START = "start"
    CLAMP = "clamp"
    ROUNDING = "rounding"
    GRADE = "grade"
    FLOOR = "floor"
    CEILING = "ceiling"
    REQUIRE = "require"
    OUTSIDE = "outside"
    VETO = "veto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step that changed something. `value` is in hundred-thousandths of a point; the values of
    a grade add up to its score. From FACT to ROUNDING a step changes the score, from GRADE on the
    grade."""

    kind: EntryKind
    code: str = ""
    fact_id: int | None = None
    points: int | None = None
    weight: int | None = None
    value: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The grade of an organisation on a day, and the first later day it may be another. Outside
    the rulebook's scope there is no grade and no score."""

    subject_id: int
    in_scope: bool
    grade: str = ""
    score: int | None = None
    next_boundary_on: date | None = None
    entries: tuple[Entry, ...] = ()
