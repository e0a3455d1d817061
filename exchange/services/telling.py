"""Writing down who was given what."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import clock, doors
from core.actors import Actor
from exchange.models import Told

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
