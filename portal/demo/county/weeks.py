"""When the county's platform learned things: all that was on the day it began, then week by week.

The county's time is told between two fixed days. What lies after the day of loading has not
happened yet and is left out.
"""

from datetime import date, datetime, time, timedelta

from core import clock

FIRST_DAY = date(2019, 1, 1)
LAST_DAY = date(2026, 12, 31)
BEGAN = date(2025, 7, 7)
REGISTERED_AT, REPORTED_AT, DECIDED_AT = time(7, 30), time(9, 30), time(15, 0)


def day_of(week: int) -> date:
    """A Monday; week 0 is the day the platform began."""
    return BEGAN + timedelta(weeks=week)


def week_after(day: date) -> int:
    """The first week whose Monday comes after the day; before the platform began, its first day."""
    return max(0, (day - BEGAN).days // 7 + 1)


def last_week(today: date) -> int:
    """The last one that has come by the end of the day before; -1 before the platform began."""
    return (today - timedelta(days=1) - BEGAN).days // 7


def moment(week: int, at: time) -> datetime:
    return datetime.combine(day_of(week), at, clock.SHANGHAI)
