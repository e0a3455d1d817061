"""How long the public sees a fact and from when repair may be asked for.

信用修复管理办法（国家发展改革委令第36号）: minor acts are in principle not shown and may be repaired
once performed; general ones are shown for three months to a year, serious ones for one to three.
Months end on the same day of the month (or its last); the shortest period has passed on the day
after; the last day is still shown; holidays move nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import add_months

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """The dated rule of one severity, as stored with the fact."""

    shown: bool
    min_months: int
    max_months: int


@dataclass(frozen=True, slots=True)
class Window:
    """`shown_from <= day < shown_before`; both None when the public never sees it.

    `repair_from` is the first day repair may be asked for; None until performance is recorded for
    an act that asks for nothing but performance.
    """

    shown_from: date | None
    shown_before: date | None
    repair_from: date | None

    @property
    def last_day_shown(self) -> date | None:
        return self.shown_before - ONE_DAY if self.shown_before else None

    def covers(self, day: date) -> bool:
        if self.shown_from is None or self.shown_before is None:
            return False
        return self.shown_from <= day < self.shown_before


def window(rule: Rule, clock_starts_on: date, performed_on: date | None) -> Window:
    if not rule.min_months:
        repair_from = performed_on
    else:
        repair_from = add_months(clock_starts_on, rule.min_months) + ONE_DAY
    if not rule.shown:
        return Window(None, None, repair_from)
    return Window(
        clock_starts_on, add_months(clock_starts_on, rule.max_months) + ONE_DAY, repair_from
    )
