"""Decisions whose time to report is nearly over or has passed while they wait to become facts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from core import paging
from core.actors import Actor
from core.models import CalendarDay
from records.models import QueuedRow
from sectors.queries.scope import scope_of

SOON = 2


@dataclass(frozen=True, slots=True)
class DueCounts:
    """Rows that reach the last day within SOON working days, and those beyond it."""

    soon: int
    overdue: int


def count_due(actor: Actor, *, today: date) -> DueCounts:
    """Of the units where the actor serves."""
    found = _waiting(actor.units(), _last_day(today)).aggregate(
        soon=Count("id", filter=Q(due_on__gte=today)),
        overdue=Count("id", filter=Q(due_on__lt=today)),
    )
    return DueCounts(**found)


def list_due(
    *, actor: Actor, today: date, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> paging.Page[QueuedRow]:
    """Of all units the actor looks after, the most urgent first."""
    rows = _waiting(scope_of(actor, today).units, _last_day(today)).select_related("unit")
    return paging.page(rows, order=["due_on", "id"], cursor=cursor, size=size)


def _waiting(units: frozenset[int], until: date) -> QuerySet[QueuedRow]:
    return QueuedRow.objects.filter(
        unit_id__in=units, state=QueuedRow.State.WAITING, due_on__lte=until
    )


def _last_day(today: date) -> date:
    """The last of the next SOON working days; today where the calendar does not know."""
    ordinal = CalendarDay.objects.filter(day=today).values_list("ordinal", flat=True).first()
    if ordinal is None:
        return today
    days = CalendarDay.objects.filter(is_working=True, ordinal=ordinal + SOON)
    return days.values_list("day", flat=True).first() or today
