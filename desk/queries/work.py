"""Who has what to do, by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Count, Q, QuerySet, Subquery

from core import clock, errors
from core.actors import Actor, Role
from core.models import CalendarDay
from core.paging import DEFAULT_SIZE, page
from desk import kinds
from desk.decisions import days_left, explanation
from desk.models import Escalation, WorkItem
from desk.models.work import held
from sectors.queries.scope import scope_of

ORDER = ("sort_on", "id")
SOON = 2


class Whose(StrEnum):
    """Which of the items of one's roles: those one can act on, or a part."""

    ACTIONABLE = "actionable"
    MINE = "mine"
    FREE = "free"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An item as a list shows it. `left` counts working days (negative when overdue, None when
    the calendar does not know); `explanation` says how the day came about."""

    id: int
    kind: str
    title: str
    url: str
    subject_id: int | None
    unit: str
    role: str
    due_on: date | None
    left: int | None
    waiting_for_year: int | None
    explanation: str
    holder: str
    is_mine: bool
    may_release: bool
    escalated: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WorkPage:
    items: list[WorkRow]
    next: str | None


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """What one can act on: all, due today, overdue, due within SOON working days (today among
    them), and without a day yet."""

    open: int
    due_today: int
    overdue: int
    soon: int
    waiting: int


def list_my_work(
    actor: Actor,
    *,
    whose: Whose = Whose.ACTIONABLE,
    kind: str = "",
    overdue_only: bool = False,
    today: date | None = None,
    cursor: str | None = None,
    size: int = DEFAULT_SIZE,
) -> WorkPage:
    """Open work of the roles the actor holds today, also for absent colleagues, and what was
    escalated to them; the overdue first. Constant queries."""
    day = today or clock.today()
    items = _whose(_addressed(actor), actor, whose)
    if kind:
        items = items.filter(kind=kind)
    if overdue_only:
        items = items.filter(due_on__lt=day)
    return _page(items, actor, day, cursor, size)


def list_unit_work(
    actor: Actor,
    *,
    kind: str = "",
    today: date | None = None,
    cursor: str | None = None,
    size: int = DEFAULT_SIZE,
) -> WorkPage:
    """All open work of the units where the actor serves, whoever holds it; the overdue first."""
    items = WorkItem.visible_to(actor).filter(state=WorkItem.State.OPEN)
    if kind:
        items = items.filter(kind=kind)
    return _page(items, actor, today or clock.today(), cursor, size)


def list_unit_deadlines(
    actor: Actor,
    *,
    today: date | None = None,
    cursor: str | None = None,
    size: int = DEFAULT_SIZE,
) -> WorkPage:
    """Open work that has a deadline, also one that waits for the calendar, in the units where the
    actor serves; for a credit office in all units it looks after."""
    day = today or clock.today()
    units = actor.units()
    if actor.holds([Role.CREDIT_OFFICE]):
        units = scope_of(actor, day).units
    items = WorkItem.objects.filter(unit__in=units, state=WorkItem.State.OPEN)
    dated = items.filter(Q(due_on__isnull=False) | Q(missing_year__isnull=False))
    return _page(dated, actor, day, cursor, size)


def count_my_work(actor: Actor, *, today: date | None = None) -> WorkCounts:
    day = today or clock.today()
    found = _whose(_addressed(actor), actor, Whose.ACTIONABLE).aggregate(
        open=Count("id"),
        due_today=Count("id", filter=Q(due_on=day)),
        overdue=Count("id", filter=Q(due_on__lt=day)),
        soon=Count("id", filter=Q(due_on__gte=day, due_on__lte=_soon(day))),
        waiting=Count("id", filter=Q(missing_year__isnull=False)),
    )
    return WorkCounts(**found)


def access_item(actor: Actor, item_id: int) -> WorkItem:
    """An item of a role the actor holds, or escalated to them; others' do not exist for them."""
    item = WorkItem.objects.filter(_mine(actor), id=item_id).first()
    if item is None:
        raise errors.NOT_FOUND()
    return item


def access_item_to_release(actor: Actor, item_id: int) -> WorkItem:
    """An item as `access_item` gives it, or one of a unit whose approver the actor is: an approver
    gives back what a colleague cannot go on with, whatever role it is addressed to."""
    approved = Q(unit__in=actor.units(Role.APPROVER))
    item = WorkItem.objects.filter(_mine(actor) | approved, id=item_id).first()
    if item is None:
        raise errors.NOT_FOUND()
    return item


def lock_item(item_id: int) -> WorkItem:
    return WorkItem.objects.select_for_update().get(id=item_id)


def _mine(actor: Actor) -> Q:
    brought = Q(pk__in=[])
    for duty in actor.duties:
        brought |= Q(unit=duty.unit_id, role=duty.role.value)
    return held(actor.duties) | Q(pk__in=Escalation.objects.filter(brought).values("item"))


def _addressed(actor: Actor) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(_mine(actor), state=WorkItem.State.OPEN)


def _whose(items: QuerySet[WorkItem], actor: Actor, whose: Whose) -> QuerySet[WorkItem]:
    ours = Q(assignee__in=_represented(actor))
    match whose:
        case Whose.ACTIONABLE:
            return items.filter(Q(assignee__isnull=True) | ours)
        case Whose.MINE:
            return items.filter(ours)
        case Whose.FREE:
            return items.filter(assignee__isnull=True)
        case Whose.OTHERS:
            return items.filter(assignee__isnull=False).exclude(ours)


def _represented(actor: Actor) -> list[int]:
    """The actor and the absent colleagues the actor stands in for."""
    absent = {duty.on_behalf_of for duty in actor.duties}
    return sorted(one for one in absent | {actor.person_id} if one is not None)


def _page(
    items: QuerySet[WorkItem], actor: Actor, today: date, cursor: str | None, size: int
) -> WorkPage:
    rows = items.select_related("unit", "assignee")
    found = page(rows, order=ORDER, cursor=cursor, size=size)
    ordinals = _ordinals([today, *(item.due_on for item in found.items if item.due_on)])
    represented = _represented(actor)
    approved = actor.units(Role.APPROVER)
    brought = Escalation.objects.filter(item__in=found.items)
    escalated = set(brought.values_list("item_id", flat=True))
    return WorkPage(
        [
            _row(
                item,
                left=_left(item.due_on, today, ordinals),
                is_mine=item.assignee_id in represented,
                approves=item.unit_id in approved,
                escalated=item.id in escalated,
            )
            for item in found.items
        ],
        found.next,
    )


def _row(
    item: WorkItem, *, left: int | None, is_mine: bool, approves: bool, escalated: bool
) -> WorkRow:
    kind = kinds.find_work(item.kind)
    return WorkRow(
        id=item.id,
        kind=kind.title if kind else item.kind,
        title=item.title,
        url=kind.url(item.target_id) if kind else "",
        subject_id=item.subject_id,
        unit=item.unit.name,
        role=item.get_role_display(),
        due_on=item.due_on,
        left=left,
        waiting_for_year=item.missing_year,
        explanation=explanation(item.deadline),
        holder=item.assignee.name if item.assignee else "",
        is_mine=is_mine,
        may_release=is_mine or (approves and item.assignee_id is not None),
        escalated=escalated,
        created_at=item.created_at,
    )


def _left(due_on: date | None, today: date, ordinals: dict[date, int]) -> int | None:
    if due_on not in ordinals or today not in ordinals:
        return None
    return days_left(due_on, today, ordinals[due_on], ordinals[today])


def _ordinals(days: Iterable[date]) -> dict[date, int]:
    return dict(CalendarDay.objects.filter(day__in=set(days)).values_list("day", "ordinal"))


def _soon(today: date) -> date:
    """The last day of the next SOON working days; today when the calendar does not know."""
    ordinal = CalendarDay.objects.filter(day=today).values("ordinal")[:1]
    last = (
        CalendarDay.objects.filter(is_working=True, ordinal=Subquery(ordinal) + SOON)
        .values_list("day", flat=True)
        .first()
    )
    return last or today
