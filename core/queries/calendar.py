"""Reading the working-day calendar."""

from datetime import date, timedelta

from core.decisions import Day, Deadline, count_working_days
from core.models import CalendarDay, CalendarYear


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


def last_known_year() -> int | None:
    return CalendarYear.objects.order_by("-year").values_list("year", flat=True).first()


def days_until_unknown(today: date) -> int:
    """Days left before the calendar runs out; 0 when it already has."""
    last = last_known_year()
    return max(0, (date(last, 12, 31) - today).days) if last else 0


def _enough(working_days: int) -> timedelta:
    """No official calendar has fewer than 2 working days in any 10; spring festival is 9 off."""
    return timedelta(days=working_days * 2 + 21)
