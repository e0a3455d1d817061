"""The fixed words of the language."""

from enum import StrEnum


class Mark(StrEnum):
    """How sure a citation is."""

    VERIFIED = "verified"
    # Seen in a public source, not compared with the official text.
    FOUND = "found"
    # Made up to show how it works; says so wherever it is shown.
    ILLUSTRATIVE = "illustrative"


class Purpose(StrEnum):
    OFFICIAL = "official"
    # A model of what somebody else determines: never a grade, always marked.
    SIMULATION = "simulation"


class DeterminedBy(StrEnum):
    NATIONAL = "national"
    PROVINCE = "province"
    LOCAL = "local"


class Visibility(StrEnum):
    PUBLIC = "public"
    # The public sees the best grade only; authorities and the organisation see all.
    BEST_GRADE = "best_grade"
    AUTHORITIES = "authorities"
    SELF = "self"
    # The determining unit and the credit office.
    INTERNAL = "internal"


class Disputed(StrEnum):
    COUNTED = "counted"
    NOT_COUNTED = "not_counted"


class Kind(StrEnum):
    """As records.models.SubjectVersion.Kind."""

    ENTERPRISE = "enterprise"
    HOUSEHOLD = "household"
    COOPERATIVE = "cooperative"
    SOCIAL = "social"
    INSTITUTION = "institution"
    ORGAN = "organ"
    OTHER = "other"


class Status(StrEnum):
    ACTIVE = "active"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    MOVED = "moved"


class Severity(StrEnum):
    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"

    @property
    def number(self) -> int:
        return 1 + list(Severity).index(self)


class Intent(StrEnum):
    WILFUL = "wilful"
    NEGLIGENT = "negligent"
    UNINTENDED = "unintended"


class Anchor(StrEnum):
    """The day of a fact its window is counted from."""

    # The decision, or where there was none the day it took effect.
    DECIDED = "decided"
    STARTED = "started"
    # When the platform first had it.
    RECORDED = "recorded"
    PERFORMED = "performed"
    # From which its display to the public is counted.
    CLOCK = "clock"


class ByWord(StrEnum):
    ITEM = "item"
    BEHAVIOUR = "behaviour"
    SEVERITY = "severity"
    INTENT = "intent"
    OUTCOME = "outcome"
    FIELD = "field"


class ByAmount(StrEnum):
    FINE = "fine"
    CONFISCATED = "confiscated"
    BOTH = "fine_and_confiscated"


class ByNumber(StrEnum):
    # The n-th of the facts the rule selects, within the rule's `occurrences`.
    OCCURRENCE = "occurrence"
    DAYS_TO_PERFORM = "days_to_perform"
    FIELD = "field"


class Take(StrEnum):
    ALL = "all"
    LATEST = "latest"
    LOWEST = "lowest"
    HIGHEST = "highest"


class Rounding(StrEnum):
    WHOLE = "1"
    TENTH = "0.1"
    HUNDREDTH = "0.01"

    @property
    def hundredths(self) -> int:
        return {"1": 100, "0.1": 10, "0.01": 1}[self.value]


class EffectKind(StrEnum):
    """As records.models.FactEffect.Kind, of which those that bear on ratings."""

    REPAIRED = "repaired"
    REVOKED = "revoked"
    RETRACTED = "retracted"
    MOVED = "moved"
    SUSPENDED = "suspended"
    SHIELDED = "shielded"
    NOT_COUNTED = "not_counted"
    DISPUTED = "disputed"
