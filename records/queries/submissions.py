"""What a unit has to do about its submissions: what it may send, what waits, what is late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from core import clock
from core.actors import Actor
from core.models import CalendarDay
from desk.decisions import days_left
from records.intake.batches import items_of
from records.models import Batch, CatalogueVersion, QueuedRow
from records.queries.access import DECIDERS, WRITERS

RECENT = 8
SOON = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the units where the actor serves. `overdue` and `soon` count held rows by the day their
    decision had to be reported on, the day itself among `soon`."""

    to_confirm: int
    to_check: int
    held: int
    conflict: int
    unknown: int
    overdue: int
    soon: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item the unit may send, and when it last did."""

    version: CatalogueVersion
    last: Batch | None
    waiting: int
    due_on: date | None
    left: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    figures: Figures
    items: list[ItemRow]
    batches: list[Batch]


def desk(*, actor: Actor, unit_id: int) -> Desk:
    """The home of intake for a unit, in a constant number of questions."""
    today = clock.today()
    shown = Batch.objects.visible_to(actor).filter(unit_id=unit_id)
    recent = shown.select_related("unit", "item", "catalogue_version", "made_by").order_by("-id")
    return Desk(
        figures(actor=actor, unit_ids=[unit_id], today=today),
        _items(unit_id, today),
        list(recent[:RECENT]),
    )


def figures(
    *, actor: Actor, unit_ids: Collection[int] | None = None, today: date | None = None
) -> Figures:
    """What waits in the units where the actor may send, or in those given."""
    day = today or clock.today()
    units = actor.units(*WRITERS) if unit_ids is None else unit_ids
    state = Batch.State
    batches = Batch.objects.filter(
        unit_id__in=units, state__in=[state.CHECKED, state.WAITING]
    ).aggregate(
        to_confirm=Count("id", filter=Q(state=state.CHECKED)),
        to_check=Count("id", filter=Q(state=state.WAITING)),
    )
    queue = QueuedRow.Queue
    rows = QueuedRow.objects.filter(unit_id__in=units, state=QueuedRow.State.WAITING).aggregate(
        held=Count("id", filter=Q(queue=queue.HELD)),
        conflict=Count("id", filter=Q(queue=queue.CONFLICT)),
        unknown=Count("id", filter=Q(queue=queue.UNKNOWN)),
        overdue=Count("id", filter=Q(queue=queue.HELD, due_on__lt=day)),
        soon=Count("id", filter=Q(queue=queue.HELD, due_on__gte=day, due_on__lte=soon_day(day))),
    )
    return Figures(**batches, **rows)


@dataclass(frozen=True, slots=True)
class ToDo:
    """What of intake waits for this person: batches to confirm or to look through, rows to go on
    with."""

    to_confirm: int
    to_check: int
    held: int
    conflict: int
    unknown: int


def count_to_do(actor: Actor) -> ToDo:
    """For the first page of a member of staff, by what their roles let them do."""
    writing, deciding = actor.units(*WRITERS), actor.units(*DECIDERS)
    state, queue = Batch.State, QueuedRow.Queue
    confirming = Q(unit_id__in=writing, state=state.CHECKED)
    checking = Q(unit_id__in=deciding, state=state.WAITING)
    batches = Batch.objects.filter(confirming | checking).aggregate(
        to_confirm=Count("id", filter=confirming),
        to_check=Count("id", filter=checking & ~Q(made_by=actor.person_id)),
    )
    rows = QueuedRow.objects.filter(unit_id__in=writing, state=QueuedRow.State.WAITING).aggregate(
        held=Count("id", filter=Q(queue=queue.HELD)),
        conflict=Count("id", filter=Q(queue=queue.CONFLICT)),
        unknown=Count("id", filter=Q(queue=queue.UNKNOWN)),
    )
    return ToDo(**batches, **rows)


def soon_day(today: date) -> date:
    """The last day of the next SOON working days; today where the calendar does not know."""
    ordinal = CalendarDay.objects.filter(day=today).values_list("ordinal", flat=True).first()
    if ordinal is None:
        return today
    found = CalendarDay.objects.filter(is_working=True, ordinal=ordinal + SOON)
    return found.values_list("day", flat=True).first() or today


def working_days_left(days: Collection[date | None], today: date) -> dict[date, int]:
    """How many working days each day is away; left out where the calendar does not know."""
    wanted = {day for day in days if day is not None}
    if not wanted:
        return {}
    known = CalendarDay.objects.filter(day__in=wanted | {today}).values_list("day", "ordinal")
    ordinals = dict(known)
    if today not in ordinals:
        return {}
    return {
        day: days_left(day, today, ordinals[day], ordinals[today])
        for day in wanted
        if day in ordinals
    }


def _items(unit_id: int, today: date) -> list[ItemRow]:
    versions = items_of(unit_id, today)
    latest = Batch.objects.filter(unit_id=unit_id).values("item_id").annotate(last=Max("id"))
    lasts = Batch.objects.filter(id__in=[each["last"] for each in latest])
    by_item = {batch.item_id: batch for batch in lasts}
    waiting = {
        each["item_id"]: each
        for each in QueuedRow.objects.filter(unit_id=unit_id, state=QueuedRow.State.WAITING)
        .values("item_id")
        .annotate(count=Count("id"), due=Min("due_on"))
    }
    left = working_days_left([each["due"] for each in waiting.values()], today)
    found = []
    for version in versions:
        queued = waiting.get(version.item_id, {"count": 0, "due": None})
        due = queued["due"]
        found.append(
            ItemRow(
                version,
                by_item.get(version.item_id),
                queued["count"],
                due,
                left.get(due) if due else None,
            )
        )
    return sorted(found, key=lambda row: row.last is None)
