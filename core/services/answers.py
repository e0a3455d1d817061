"""Clearing away the answers kept for repeated requests."""

from datetime import timedelta

from core import clock
from core.actors import Actor
from core.doors import require_transaction
from core.models import StoredAnswer

KEPT = timedelta(days=7)


def clear_old(*, actor: Actor, limit: int = 5_000) -> int:
    """Remove some answers older than a week; how many. A key may then be used again."""
    require_transaction()
    old = StoredAnswer.objects.filter(recorded_at__lt=clock.now() - KEPT).order_by("id")
    ids = list(old.values_list("id", flat=True)[:limit])
    StoredAnswer.objects.filter(id__in=ids).delete()
    return len(ids)
