"""The day and the time. Every rule takes the day as a parameter; this is where it comes from."""

import calendar
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    return datetime.now(SHANGHAI)


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
