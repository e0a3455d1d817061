"""Reading the audit log and its seals."""

from datetime import datetime
from typing import NamedTuple

from core.models import AuditEvent, AuditSeal


class Root(NamedTuple):
    """What the log amounts to: shown with every "data as of"."""

    root: str
    sealed_at: datetime
    algorithm: str


def latest_root() -> Root | None:
    """The newest root of the chain; None before the first seal."""
    seal = AuditSeal.objects.order_by("-number").first()
    return Root(bytes(seal.root).hex(), seal.sealed_at, seal.algorithm) if seal else None


def oldest_waiting() -> datetime | None:
    """When the oldest event without a place in the chain was recorded."""
    return (
        AuditEvent.objects.filter(position=None)
        .order_by("id")
        .values_list("recorded_at", flat=True)
        .first()
    )
