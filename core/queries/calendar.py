"""Reading the working-day calendar."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core import errors
from core.decisions import Day, Deadline, chinese, count_working_days
from core.models import CalendarDay, CalendarYear

NOTICE_DAYS = 60


def deadline(starts_on: date, working_days: int) -> Deadline:
    """When so many working days after `starts_on` end, with the days not counted and why."""
    following = list(
        CalendarDay.objects.filter(day__gt=starts_on, day__lte=starts_on + _enough(working_days))
        .order_by("day")
        .values_list("day", "is_working", "label")
    )
    known = [Day(*row) for row in following]
    if known and known[0].day != starts_on + timedelta(days=1):
        known = []
    return count_working_days(starts_on, working_days, known)


def working_days_between(first: date, last: date) -> int | None:
    """How many working days lie after `first` up to and including `last`, negative when `last`
    is the earlier one; None when the calendar does not cover both."""
    ordinals = dict(CalendarDay.objects.filter(day__in=[first, last]).values_list("day", "ordinal"))
    if first not in ordinals or last not in ordinals:
        return None
    return ordinals[last] - ordinals[first]


def working_days_left(today: date, days: Collection[date]) -> dict[date, int | None]:
    """The same from today to each of many days, in one question."""
    asked = {today, *days}
    ordinals = dict(CalendarDay.objects.filter(day__in=asked).values_list("day", "ordinal"))
    start = ordinals.get(today)
    return {
        day: ordinals[day] - start if start is not None and day in ordinals else None
        for day in days
    }


def last_known_year() -> int | None:
    return CalendarYear.objects.order_by("-year").values_list("year", flat=True).first()


def days_until_unknown(today: date) -> int:
    """Days left before the calendar runs out; 0 when it already has."""
    last = last_known_year()
    return max(0, (date(last, 12, 31) - today).days) if last else 0


@dataclass(frozen=True, slots=True)
class CalendarWarning:
    """The calendar runs out, or has: `is_out` when deadlines of today can no longer be reckoned."""

    is_out: bool
    last_day: date | None
    days_left: int
    missing_year: int
    text: str


def warning(today: date) -> CalendarWarning | None:
    """From 60 days before the calendar runs out (1 November of its last year) until the next year
    has been entered."""
    last = last_known_year()
    if last is None:
        text = f"工作日历是空的，期限一律待日历。请系统管理员录入 {today.year} 年的放假安排。"
        return CalendarWarning(True, None, 0, today.year, text)
    end = date(last, 12, 31)
    left = (end - today).days
    if left > NOTICE_DAYS:
        return None
    if left < 0:
        text = f"工作日历只到{chinese(end)}，此后的期限待日历。"
    else:
        text = f"工作日历将于{chinese(end)}用尽（还有 {left} 天），此后的期限待日历。"
    text += f"请系统管理员按国务院办公厅通知录入 {last + 1} 年的放假安排。"
    return CalendarWarning(left < 0, end, max(left, 0), last + 1, text)


def days_of(year: int) -> list[Day]:
    """Every day of a known year, in order."""
    rows = CalendarDay.objects.filter(year_id=year).order_by("day")
    days = [Day(*row) for row in rows.values_list("day", "is_working", "label")]
    if not days:
        raise errors.CALENDAR_UNKNOWN(year=year)
    return days


def differing(days: Sequence[Day]) -> list[Day]:
    """Those of the days that the calendar has otherwise, or does not have."""
    rows = CalendarDay.objects.filter(day__in=[day.day for day in days])
    known = dict(rows.values_list("day", "is_working"))
    return [day for day in days if known.get(day.day) != day.is_working]


def known_years() -> list[CalendarYear]:
    return list(CalendarYear.objects.order_by("year"))


def _enough(working_days: int) -> timedelta:
    """No official calendar has fewer than 2 working days in any 10; spring festival is 9 off."""
    return timedelta(days=working_days * 2 + 21)
