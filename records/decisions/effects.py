"""What each kind of effect does to a fact."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from records.models import FactEffect

Kind = FactEffect.Kind

# Not shown, not shared, not used.
HIDING = frozenset(
    {Kind.REPAIRED, Kind.REVOKED, Kind.RETRACTED, Kind.MOVED, Kind.SUSPENDED, Kind.SHIELDED}
)
# Left out of every computation.
UNCOUNTED = HIDING | {Kind.NOT_COUNTED}
# The fact no longer stands: nothing can rest on it.
ENDING = frozenset({Kind.REPAIRED, Kind.REVOKED, Kind.RETRACTED, Kind.MOVED})
# What goes along when a fact is moved to the organisation it is really about.
CARRIED = frozenset(Kind) - {Kind.RETRACTED, Kind.MOVED}
# Begun by services of their own, never by the general one.
BY_VERB = frozenset({Kind.REPAIRED, Kind.REVOKED, Kind.RETRACTED, Kind.MOVED})

# From a withdrawal to the note that tells the public why（行政处罚法 第四十八条）.
NOTE_WORKING_DAYS = 3


@dataclass(frozen=True, slots=True)
class Effect:
    """`starts_on <= day < ends_on`; an open end is None."""

    kind: str
    starts_on: date
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def any_on(effects: Iterable[Effect], kinds: frozenset[Kind], day: date) -> bool:
    return any(effect.kind in kinds and effect.holds_on(day) for effect in effects)


def hidden_on(effects: Iterable[Effect], day: date) -> bool:
    return any_on(effects, HIDING, day)


def counts_on(effects: Iterable[Effect], day: date) -> bool:
    return not any_on(effects, UNCOUNTED, day)


def disputed_on(effects: Iterable[Effect], day: date) -> bool:
    return any_on(effects, frozenset({Kind.DISPUTED}), day)


def shown_by_exception_on(effects: Iterable[Effect], day: date) -> bool:
    return any_on(effects, frozenset({Kind.DISPLAYED}), day)
