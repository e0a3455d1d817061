"""Keeping the working-day calendar. What was reckoned and stored before stays as it was; only what
is reckoned from now on follows the change."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from core import bells, clock, errors
from core.actors import Actor, ActorKind, AdminRole
from core.decisions import Day, problems_of_year, usual
from core.doors import require_transaction
from core.models import CalendarDay, CalendarYear
from core.services import audit
from core.sql import calendar as sql

# A task of the floor that keeps the deadlines; it also looks by itself.
YEAR_ENTERED = "desk.resolve_deadlines"


def enter_year(
    *,
    actor: Actor,
    year: int,
    notice: str,
    exceptions: Sequence[Day],
    remark: str = "",
) -> CalendarYear:
    """Enter the year after the last known one: its notice, and the days on which it departs from
    the plain week. Years follow one another; deadlines that waited for it can be reckoned."""
    require_transaction()
    _must_keep_the_calendar(actor)
    _lock()
    last = CalendarDay.objects.order_by("-day").first()
    following = last.day.year + 1 if last else year
    if year != following:
        raise errors.CALENDAR_NOT_NEXT(year=following)
    problems = problems_of_year(year, notice, exceptions)
    if problems:
        raise errors.INVALID(count=len(problems), fields=problems)
    entered = CalendarYear.objects.create(
        year=year, notice=notice, remark=remark, recorded_at=clock.now()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql.ADD_DAYS,
            {
                "first": date(year, 1, 1),
                "last": date(year, 12, 31),
                "days": [day.day for day in exceptions],
                "working": [day.is_working for day in exceptions],
                "labels": [day.label for day in exceptions],
                "before": last.ordinal if last else 0,
            },
        )
    audit.record(
        actor=actor,
        action="core.enter_year",
        target=("calendar_year", year),
        detail={"notice": notice, "exceptions": len(exceptions)},
    )
    bells.ring(YEAR_ENTERED)
    return entered


def change_day(
    *, actor: Actor, day: date, is_working: bool, label: str = "", basis: str = ""
) -> CalendarDay:
    """Make one day a working day or a day off, as a later notice has it (`basis`)."""
    require_transaction()
    _must_keep_the_calendar(actor)
    _lock()
    row = CalendarDay.objects.filter(day=day).first()
    if row is None:
        raise errors.CALENDAR_UNKNOWN(year=day.year)
    label = label or usual(day).label
    if not is_working and not label:
        raise errors.INVALID(
            count=1, fields=[errors.FieldError("label", "放假的日子请写明名称，如“春节”。")]
        )
    before = {"is_working": row.is_working, "label": row.label}
    if before == {"is_working": is_working, "label": label}:
        return row
    with connection.cursor() as cursor:
        cursor.execute(sql.SHIFT_ORDINALS, [int(is_working) - int(row.is_working), day])
    CalendarDay.objects.filter(day=day).update(is_working=is_working, label=label)
    audit.record(
        actor=actor,
        action="core.change_day",
        target=("calendar_day", day.isoformat()),
        detail={
            "before": before,
            "after": {"is_working": is_working, "label": label},
            "basis": basis,
        },
    )
    row.refresh_from_db()
    return row


def _must_keep_the_calendar(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM and actor.admin_role is not AdminRole.SYSTEM:
        raise errors.NOT_ALLOWED()


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK)
