"""Carrying messages out: again with growing waits, then paused until somebody looks."""

from accounts.queries.people import require_administrator
from core import bells, clock, doors
from core.actors import Actor, AdminRole
from core.errors import Refusal
from core.services import audit
from desk import channels, errors
from desk.decisions import MOST_ATTEMPTS, retry_after
from desk.models import Delivery, Message


def deliver(*, actor: Actor) -> bool:
    """Carry the delivery that has waited longest; False when none is due.

    One at a time, its row locked: a worker killed in between leaves it waiting, and the channel
    recognises it by its number when it comes again.
    """
    doors.require_transaction()
    now = clock.now()
    delivery = (
        Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=now)
        .order_by("next_at", "id")
        .select_for_update(skip_locked=True)
        .first()
    )
    if delivery is None:
        return False
    delivery.attempts += 1
    try:
        _carry(delivery)
    except Refusal as refusal:
        delivery.error_code = refusal.code
        delivery.next_at = now + retry_after(delivery.attempts)
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.state = Delivery.State.PAUSED
    else:
        delivery.state, delivery.sent_at, delivery.error_code = Delivery.State.SENT, now, ""
    delivery.save(update_fields=["state", "attempts", "next_at", "sent_at", "error_code"])
    return True


def resume_deliveries(*, actor: Actor, channel: str) -> int:
    """Try everything that was paused in a channel again; how many. Only system administrators."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    paused = Delivery.objects.filter(state=Delivery.State.PAUSED, channel=channel)
    resumed = paused.update(state=Delivery.State.WAITING, attempts=0, next_at=clock.now())
    if not resumed:
        raise errors.NOTHING_PAUSED()
    audit.record(
        actor=actor,
        action="desk.resume_deliveries",
        target=("channel", channel),
        detail={"deliveries": resumed},
    )
    bells.ring("desk.deliver")
    return resumed


def _carry(delivery: Delivery) -> None:
    channel = channels.get(delivery.channel)
    if channel is None:
        raise errors.CHANNEL_UNAVAILABLE()
    message = Message.objects.get(id=delivery.message_id)
    channel.deliver(
        channels.Parcel(
            delivery_id=delivery.id,
            message_id=message.id,
            kind=message.kind,
            title=message.title,
            body=message.body,
            receiver=message.receiver,
            receiver_id=message.person_id or message.unit_id or message.subject_id or 0,
            role=message.role,
            created_at=message.created_at,
        )
    )
