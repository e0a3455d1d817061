"""How the channels are doing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from desk import channels
from desk.models import Delivery


@dataclass(frozen=True, slots=True)
class ChannelState:
    name: str
    title: str
    waiting: int
    oldest_waiting_at: datetime | None
    paused: int
    error_code: str


def channel_states() -> list[ChannelState]:
    """Every channel that carries messages, with what waits and what was given up for now."""
    unsent = Delivery.objects.exclude(state=Delivery.State.SENT)
    counts = {
        row["channel"]: row
        for row in unsent.values("channel").annotate(
            waiting=Count("id", filter=Q(state=Delivery.State.WAITING)),
            oldest=Min("message__created_at", filter=Q(state=Delivery.State.WAITING)),
            paused=Count("id", filter=Q(state=Delivery.State.PAUSED)),
            error=Min("error_code", filter=Q(state=Delivery.State.PAUSED)),
        )
    }
    return [
        ChannelState(
            name=channel.name,
            title=channel.title,
            waiting=row.get("waiting", 0),
            oldest_waiting_at=row.get("oldest"),
            paused=row.get("paused", 0),
            error_code=row.get("error") or "",
        )
        for channel in channels.registered()
        if not channel.immediate
        for row in [counts.get(channel.name, {})]
    ]
