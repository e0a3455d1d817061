"""Known time: when the ledger learned something and until when it held that for true.

`opened_at <= moment < closed_at`; an open end is null. Both are readings of the subject's ledger
clock (records.services.ledger), and the database accepts no others.
"""

from datetime import datetime

from django.db.models import F, Q

CURRENT = Q(closed_at__isnull=True)


def known_at(moment: datetime, prefix: str = "") -> Q:
    """Rows (or, with a prefix such as "version__", rows whose version) known at the moment."""
    begun = Q(**{f"{prefix}opened_at__lte": moment})
    not_over = Q(**{f"{prefix}closed_at__isnull": True}) | Q(**{f"{prefix}closed_at__gt": moment})
    return begun & not_over


def ordered() -> Q:
    """The condition of every `…_known` CHECK."""
    return Q(closed_at__isnull=True) | Q(closed_at__gt=F("opened_at"))


def days_ordered() -> Q:
    """The condition of every `…_days` CHECK: `starts_on <= day < ends_on` holds on some day."""
    return Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on"))


def written(field: str) -> Q:
    """The text says something: it is not blank."""
    return Q(**{f"{field}__regex": r"\S"})


def agreed() -> Q:
    """Points at an erasure two persons agreed to (the composite key proves it). Null is said not to
    be: to a CHECK, and to a key, null would pass for anything."""
    return Q(erasure__isnull=False, erasure_state__isnull=False, erasure_state="confirmed")


def untouched() -> Q:
    return Q(erasure__isnull=True, erasure_state__isnull=True)
