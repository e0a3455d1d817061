"""Writing down who was given what."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock, doors
from core.actors import Actor, ActorKind
from exchange.models import Told
from exchange.sql import told

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Given:
    """A receiver is given a thing: what_kind and what_ref name it, as in ("fact", 12)."""

    subject_id: int
    receiver_kind: Told.Receiver
    receiver_id: int
    what_kind: str
    what_ref: int


def tell(*, actor: Actor, given: Sequence[Given], channel: str, reference: str = "") -> int:
    """Remember what is being given, in the transaction that gives it; how many.

    `channel` says by what way (screening, push, report …), `reference` the number of the answer.
    Any number of rows costs a statement for each AT_ONCE.
    """
    doors.require_transaction()
    at = clock.now()
    rows = [
        Told(
            subject_id=item.subject_id,
            receiver_kind=item.receiver_kind,
            receiver_id=item.receiver_id,
            what_kind=item.what_kind,
            what_ref=item.what_ref,
            told_at=at,
            channel=channel,
            reference=reference,
        )
        for item in given
    ]
    Told.objects.bulk_create(rows, batch_size=AT_ONCE)
    return len(rows)


def tell_client_once(
    *, actor: Actor, what_kind: str, given: Sequence[tuple[int, int]], channel: str
) -> int:
    """Remember that a system was given things (pairs of organisation and thing), as far as it had
    not been before: who asks for the same file every day is told of each fact once. How many were
    new to it; one statement whatever their number."""
    doors.require_transaction()
    if actor.kind is not ActorKind.CLIENT or actor.id is None:
        raise RuntimeError("Only API clients are told by this way.")
    return told.tell_once(
        receiver_kind=Told.Receiver.CLIENT,
        receiver_id=actor.id,
        what=what_kind,
        given=given,
        at=clock.now(),
        channel=channel,
        reference=actor.request_id,
    )
