"""How often an item is to be reported: the catalogue's words as periods with a last day each.

What happens when it happens (实时, so many working days after a decision) is accounted for by
month: what was decided in it, or that nothing was (零报告). How many working days after a period
its report is due is set by no law; these are the platform's own terms.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.clock import add_months

ONE_DAY = timedelta(days=1)


class Cycle(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


SATURDAY = 5
MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.YEAR: 12}
# Working days after the last day of a period.
TERMS = {Cycle.DAY: 1, Cycle.WEEK: 2, Cycle.MONTH: 5, Cycle.QUARTER: 10, Cycle.YEAR: 20}
WORDS = (
    (r"每日|每天|每个?工作日", Cycle.DAY),
    (r"每周", Cycle.WEEK),
    (r"每季", Cycle.QUARTER),
    (r"每年|年度", Cycle.YEAR),
)
IN_MONTH = re.compile(r"每年(1[0-2]|[1-9])月")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`by_month`: due by the end of that month of the year itself, as yearly results often are."""

    cycle: Cycle
    by_month: int | None = None

    def explanation(self) -> str:
        if self.by_month is not None:
            return f"每年{self.by_month}月底前"
        name = {"day": "每日", "week": "每周", "month": "每月", "quarter": "每季度", "year": "每年"}
        return f"{name[self.cycle]}，期满后{TERMS[self.cycle]}个工作日内"


@dataclass(frozen=True, slots=True)
class Period:
    """`starts_on <= day < ends_on`. Due so many working days after its last day, or on a day."""

    starts_on: date
    ends_on: date
    working_days: int | None = None
    due_on: date | None = None

    @property
    def last_day(self) -> date:
        return self.ends_on - ONE_DAY


def rhythm_of(words: str) -> Rhythm:
    """What the catalogue's words for an item's cycle mean."""
    found = IN_MONTH.search(words)
    if found:
        return Rhythm(Cycle.YEAR, by_month=int(found[1]))
    for pattern, cycle in WORDS:
        if re.search(pattern, words):
            return Rhythm(cycle)
    return Rhythm(Cycle.MONTH)


def period_with(rhythm: Rhythm, day: date) -> Period:
    """The period a day lies in."""
    starts_on = _start(rhythm.cycle, day)
    if rhythm.cycle in MONTHS:
        ends_on = add_months(starts_on, MONTHS[rhythm.cycle])
    else:
        ends_on = starts_on + (ONE_DAY if rhythm.cycle is Cycle.DAY else 7 * ONE_DAY)
    if rhythm.by_month is not None:
        return Period(starts_on, ends_on, due_on=add_months(starts_on, rhythm.by_month) - ONE_DAY)
    return Period(starts_on, ends_on, working_days=TERMS[rhythm.cycle])


def periods(rhythm: Rhythm, since: date, through: date) -> Iterator[Period]:
    """The periods that have begun by a day, from the one `since` lies in. Nothing is owed for
    Saturdays and Sundays."""
    day = since
    while day <= through:
        period = period_with(rhythm, day)
        if rhythm.cycle is not Cycle.DAY or day.weekday() < SATURDAY:
            yield period
        day = period.ends_on


def said(starts_on: date, ends_on: date) -> str:
    """A period in words."""
    last = ends_on - ONE_DAY
    length = (ends_on - starts_on).days
    if length == 1:
        return f"{starts_on.year}年{starts_on.month}月{starts_on.day}日"
    if length == 7:
        return f"{starts_on.month}月{starts_on.day}日至{last.month}月{last.day}日当周"
    if length <= 31:
        return f"{starts_on.year}年{starts_on.month}月"
    if length <= 92:
        return f"{starts_on.year}年第{(starts_on.month + 2) // 3}季度"
    return f"{starts_on.year}年度"


def _start(cycle: Cycle, day: date) -> date:
    if cycle is Cycle.DAY:
        return day
    if cycle is Cycle.WEEK:
        return day - day.weekday() * ONE_DAY
    months = MONTHS[cycle]
    return date(day.year, (day.month - 1) // months * months + 1, 1)
