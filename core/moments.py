"""Moments as the API writes them: in the time of the place, to the microsecond, so that what is
given out can be asked with again."""

from datetime import date, datetime

from django.utils.timezone import localtime


def text(moment: datetime) -> str:
    return localtime(moment).isoformat()


def text_or_none(moment: datetime | None) -> str | None:
    return text(moment) if moment else None


def day_or_none(day: date | None) -> str | None:
    return day.isoformat() if day else None
