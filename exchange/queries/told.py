"""Who was told what about a subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.models import Told


@dataclass(frozen=True, slots=True)
class Telling:
    """A receiver knows a thing; how and when it last heard of it."""

    receiver_kind: str
    receiver_id: int
    what_kind: str
    what_ref: int
    told_at: datetime
    channel: str
    reference: str


def who_was_told(
    subject_id: int, kinds: Sequence[str], refs: Sequence[int] | None = None
) -> list[Telling]:
    """Each receiver once for each thing it was given, with the last time it was.

    For reaching everyone who may still act on what is repaired, revoked or corrected; `refs`
    narrows the kinds to some of their things.
    """
    told = Told.objects.filter(subject_id=subject_id, what_kind__in=kinds)
    if refs is not None:
        told = told.filter(what_ref__in=refs)
    once = ("receiver_kind", "receiver_id", "what_kind", "what_ref")
    latest = told.order_by(*once, "-told_at", "-id").distinct(*once)
    return [Telling(*row) for row in latest.values_list(*once, "told_at", "channel", "reference")]
