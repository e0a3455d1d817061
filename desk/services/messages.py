"""Telling people, and remembering that they read it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from core import bells, clock, doors, errors
from core.actors import Actor, Role
from core.services import audit
from desk import channels, kinds
from desk.models import Delivery, Message, ReadMark
from desk.models.messages import unread_by

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class ToPerson:
    person_id: int


@dataclass(frozen=True, slots=True)
class ToRole:
    """Whoever holds the role in the unit when they look."""

    unit_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class ToSubject:
    """The agents of an organisation."""

    subject_id: int


@dataclass(frozen=True, slots=True)
class Draft:
    """`link` names a thing as (kind, id); the message's kind knows its address. Nothing personal
    in the title."""

    to: ToPerson | ToRole | ToSubject
    kind: str
    title: str
    body: str = ""
    link: tuple[str, int] | None = None


def send(*, actor: Actor, messages: Sequence[Draft]) -> list[int]:
    """Send messages, any number at once; their ids in the order given.

    They are in the inbox as soon as this transaction commits; other channels follow soon after.
    """
    doors.require_transaction()
    if not messages:
        return []
    at = clock.now()
    rows = Message.objects.bulk_create([_row(draft) for draft in messages], batch_size=AT_ONCE)
    Delivery.objects.bulk_create(
        [
            Delivery(
                message=row,
                channel=channel.name,
                next_at=at,
                state=Delivery.State.SENT if channel.immediate else Delivery.State.WAITING,
                sent_at=at if channel.immediate else None,
            )
            for row in rows
            for channel in channels.registered()
        ],
        batch_size=AT_ONCE,
    )
    audit.record(
        actor=actor,
        action="desk.send",
        detail={"kinds": dict(Counter(draft.kind for draft in messages))},
    )
    bells.ring("desk.deliver")
    return [row.id for row in rows]


def mark_read(*, actor: Actor, message_ids: Sequence[int]) -> int:
    """The actor has read these; how many were new. Ids of others' messages are passed by."""
    doors.require_transaction()
    return _mark(actor, Message.visible_to(actor).filter(id__in=message_ids))


def mark_all_read(*, actor: Actor) -> int:
    """The actor has seen all there is; how many were new."""
    doors.require_transaction()
    return _mark(actor, Message.visible_to(actor))


def _mark(actor: Actor, messages: QuerySet[Message]) -> int:
    person_id = actor.person_id
    if person_id is None:
        raise errors.NOT_ALLOWED()
    at = clock.now()
    unread = messages.filter(unread_by(person_id)).values_list("id", flat=True)
    marks = [ReadMark(message_id=one, person_id=person_id, read_at=at) for one in unread]
    ReadMark.objects.bulk_create(marks, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(marks)


def _row(draft: Draft) -> Message:
    kinds.message(draft.kind)
    row = Message(
        kind=draft.kind,
        title=draft.title,
        body=draft.body,
        link_kind=draft.link[0] if draft.link else "",
        link_id=draft.link[1] if draft.link else None,
        created_at=clock.now(),
    )
    match draft.to:
        case ToPerson(person_id):
            row.receiver, row.person_id = Message.Receiver.PERSON, person_id
        case ToRole(unit_id, role):
            row.receiver, row.unit_id, row.role = Message.Receiver.ROLE, unit_id, role.value
        case ToSubject(subject_id):
            row.receiver, row.subject_id = Message.Receiver.SUBJECT, subject_id
    return row
