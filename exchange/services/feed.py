"""The feed: all changes from any place on, for other systems to follow or replay."""

from dataclasses import dataclass

from core import clock, doors
from core.actors import Actor
from core.services import audit
from exchange import errors, kinds
from exchange.kinds import About
from exchange.models import Change
from exchange.queries import last_position
from exchange.sql import feed

# How many positions one answer looks at: a client that may see few kinds gets on in bounded steps.
WINDOW = 10_000


@dataclass(frozen=True, slots=True)
class FeedPage:
    """`next` is what to ask after next time; when it equals `last_position`, this is all."""

    items: list[tuple[Change, About]]
    next: int
    last_position: int


def read_feed(*, actor: Actor, after: int, limit: int) -> FeedPage:
    """The changes after a position that the client may see, and the memory that it was told.

    The same question gets the same items for ever, and following `next` skips nothing, however
    slowly writers commit: positions are given to committed changes only.
    """
    doors.require_transaction()
    if actor.id is None:
        raise RuntimeError("The feed is for API clients.")
    last = last_position()
    if after > last:
        raise errors.AFTER_AHEAD(after=after, last=last)
    visible = kinds.visible_kinds(actor)
    until = min(after + WINDOW, last)
    found = list(
        Change.objects.filter(position__gt=after, position__lte=until, kind__in=visible).order_by(
            "position"
        )[:limit]
    )
    if len(found) == limit:
        until = found[-1].position or until
    about = kinds.about(actor, found)
    items = [(change, about[change.pk]) for change in found if change.pk in about]
    feed.tell(
        client_id=actor.id,
        kinds=visible,
        after=after,
        until=until,
        hidden=[change.position or 0 for change in found if change.pk not in about],
        at=clock.now(),
        reference=actor.request_id,
    )
    if items:
        audit.record_read(
            actor=actor,
            action="exchange.read_feed",
            purpose="变更订阅",
            detail={"after": after, "until": until, "count": len(items)},
        )
    return FeedPage(items, until, last)
