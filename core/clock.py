"""The day and the time. Every rule takes the day as a parameter; this is where it comes from."""

import calendar
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
_past: ContextVar[datetime | None] = ContextVar("past", default=None)


def now() -> datetime:
    return _past.get() or true_now()


def true_now() -> datetime:
    """The machine's time, also while a demonstration is told its past: when a row of the audit log
    was written cannot be invented."""
    return datetime.now(SHANGHAI)


def past() -> datetime | None:
    """The moment of the past that is being told; None when the time is the machine's."""
    return _past.get()


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """Inside the block it is a moment of the past: how a demonstration comes to have a history. In
    production time is not for anybody to choose, and this refuses."""
    if not settings.DEMO:
        raise RuntimeError("The clock can only be set back in a demonstration.")
    if moment > true_now():
        raise ValueError("What is to come cannot be told.")
    token = _past.set(moment)
    try:
        yield
    finally:
        _past.reset(token)


def today() -> date:
    """The day in Shanghai, whatever the zone of the machine or the database."""
    return now().date()


def add_months(anchor: date, months: int) -> date:
    """The same day `months` later, or the month's last day where there is no such day.

    The twin of SQL `core_add_months`. Windows are made forward from their anchor once and stored;
    subtracting from the day asked about gives other answers around the ends of months.
    """
    ordinal = anchor.year * 12 + anchor.month - 1 + months
    year, month = divmod(ordinal, 12)
    month += 1
    return date(year, month, min(anchor.day, calendar.monthrange(year, month)[1]))
