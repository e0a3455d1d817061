"""Opening and ending work, keeping its deadlines right, bringing the overdue to somebody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import clock, doors, errors
from core.actors import Actor, ActorKind, Role
from core.decisions import Deadline, chinese
from core.queries import calendar
from core.services import audit
from desk import kinds
from desk.decisions import FixedDay
from desk.models import WorkItem
from desk.models.work import NO_DATE
from desk.services.messages import Draft, ToRole, send
from desk.sql import escalation, work

WORKERS = frozenset(Role) - {Role.READER}


@dataclass(frozen=True, slots=True)
class NewItem:
    """Work for a role in a unit. The title names the matter, never a natural person."""

    kind: str
    target: tuple[str, int]
    unit_id: int
    role: Role
    title: str
    deadline: Deadline | FixedDay | None = None
    subject_id: int | None = None
    division_id: int | None = None


def open_items(*, actor: Actor, items: Sequence[NewItem]) -> int:
    """Open work, any number at once; how many were new. Called by a procedure, which has checked
    that this actor may move it on; who takes part in no procedure is refused all the same.

    What is already open for the same kind, target, unit and role stays as it is, so a caller may
    ask again. Two callers at once open it once.
    """
    doors.require_transaction()
    _require_procedure(actor)
    if not items:
        return 0
    opened = work.insert([_row(item) for item in items], at=clock.now())
    if opened:
        audit.record(
            actor=actor,
            action="desk.open_items",
            detail={"kinds": dict(Counter(item.kind for item in items)), "opened": opened},
        )
    return opened


def complete(
    *,
    actor: Actor,
    kind: str,
    target_kind: str,
    target_ids: Sequence[int],
    unit_id: int | None = None,
) -> int:
    """The work of this kind about these targets is done, whoever held it; how many items."""
    return _end(actor, WorkItem.State.DONE, kind, target_kind, target_ids, unit_id, "")


def cancel(
    *,
    actor: Actor,
    kind: str,
    target_kind: str,
    target_ids: Sequence[int],
    reason: str,
    unit_id: int | None = None,
) -> int:
    """The work is no longer needed, and why; how many items."""
    return _end(actor, WorkItem.State.CANCELLED, kind, target_kind, target_ids, unit_id, reason)


def escalate(*, actor: Actor, today: date) -> int:
    """Bring what is overdue to the next role by the rules of its kind, each step once, with a
    message; how many steps were taken. The platform does this by itself, nobody else."""
    doors.require_transaction()
    _require_platform(actor)
    taken = escalation.escalate(kinds.all_work(), day=today, at=clock.now())
    if not taken:
        return 0
    send(
        actor=actor,
        messages=[
            Draft(
                to=ToRole(item.unit_id, Role(item.role)),
                kind="desk.escalated",
                title=f"逾期待办：{item.title}",
                body=f"{item.unit_name}的这件待办应于{chinese(item.due_on)}办结，至今未办结，"
                "请督促或协调办理。",
                link=("work", item.item_id),
            )
            for item in taken
        ],
    )
    audit.record(
        actor=actor,
        action="desk.escalate",
        detail={"day": today.isoformat(), "items": sorted({item.item_id for item in taken})},
    )
    return len(taken)


def resolve_open_deadlines(*, actor: Actor) -> int:
    """Reckon the deadlines that wait for a year of the calendar (待日历); how many are further on.

    A day once given stays, whatever is changed in the calendar later. The platform does this by
    itself, nobody else.
    """
    doors.require_transaction()
    _require_platform(actor)
    waiting = WorkItem.objects.filter(state=WorkItem.State.OPEN, missing_year__isnull=False)
    moved = 0
    for stored in waiting.values_list("deadline", flat=True).order_by("deadline").distinct():
        starts_on = date.fromisoformat(stored["starts_on"])
        reckoned = calendar.deadline(starts_on, stored["working_days"])
        if reckoned.as_json() == stored:
            continue
        changed = waiting.filter(deadline=stored).update(**_columns(reckoned))
        moved += changed
        audit.record(
            actor=actor,
            action="desk.resolve_open_deadlines",
            detail={
                "starts_on": stored["starts_on"],
                "working_days": stored["working_days"],
                "due_on": reckoned.as_json()["due_on"],
                "items": changed,
            },
        )
    return moved


def _require_procedure(actor: Actor) -> None:
    """Who can move a procedure on: the platform, staff who do more than read, a unit's system, an
    organisation's agent. Administrators handle no cases, the public none of others."""
    match actor.kind:
        case ActorKind.SYSTEM | ActorKind.AGENT:
            return
        case ActorKind.STAFF if actor.admin_role is None and actor.holds(WORKERS):
            return
        case ActorKind.CLIENT if actor.unit_id is not None:
            return
    raise errors.NOT_ALLOWED()


def _require_platform(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        raise errors.NOT_ALLOWED()


def _row(item: NewItem) -> WorkItem:
    kinds.work(item.kind)
    return WorkItem(
        kind=item.kind,
        target_kind=item.target[0],
        target_id=item.target[1],
        subject_id=item.subject_id,
        unit_id=item.unit_id,
        division_id=item.division_id,
        role=item.role.value,
        title=item.title,
        **_columns(item.deadline),
    )


def _columns(deadline: Deadline | FixedDay | None) -> dict[str, Any]:
    due_on = deadline.due_on if deadline else None
    return {
        "due_on": due_on,
        "deadline": deadline.as_json() if deadline else {},
        "missing_year": deadline.missing_year if isinstance(deadline, Deadline) else None,
        "sort_on": due_on or NO_DATE,
    }


def _end(
    actor: Actor,
    state: WorkItem.State,
    kind: str,
    target_kind: str,
    target_ids: Sequence[int],
    unit_id: int | None,
    reason: str,
) -> int:
    doors.require_transaction()
    _require_procedure(actor)
    ended = WorkItem.objects.filter(
        state=WorkItem.State.OPEN,
        kind=kind,
        target_kind=target_kind,
        target_id__in=target_ids,
    )
    if unit_id is not None:
        ended = ended.filter(unit=unit_id)
    # Locked in one order, so that two who end overlapping work wait instead of deadlocking.
    found = list(ended.order_by("id").select_for_update().values_list("id", flat=True))
    if not found:
        return 0
    count = WorkItem.objects.filter(id__in=found).update(
        state=state,
        ended_at=clock.now(),
        ended_by_kind=actor.kind.value,
        ended_by=actor.person_id if actor.kind is ActorKind.STAFF else None,
        reason=reason,
    )
    audit.record(
        actor=actor,
        action="desk.complete" if state == WorkItem.State.DONE else "desk.cancel",
        detail={"kind": kind, "target_kind": target_kind, "items": found},
    )
    return count
