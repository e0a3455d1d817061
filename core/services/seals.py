"""Sealing the audit log: places, links and seals, and their copy outside the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection

from core import chain, clock, roots
from core.actors import Actor
from core.doors import require_transaction
from core.models import AuditSeal
from core.sql import audit as sql

BATCH = 5_000


def seal_next(*, actor: Actor, batch: int = BATCH) -> AuditSeal | None:
    """Give the next committed events their places and links, and seal them.

    There is one sealer at a time: None when another is at work. With nothing to seal it says that:
    a seal without events. The seal is complete when no event was left over.
    """
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK)
        if not cursor.fetchone()[0]:
            return None
        # Before the look at the log: whatever was committed by now is in this seal.
        sealed_at = clock.now()
        cursor.execute(sql.UNSEALED, [batch])
        rows = cursor.fetchall()
    return _seal([dict(zip(chain.FIELDS, row, strict=True)) for row in rows], sealed_at, batch)


def write_roots(*, actor: Actor) -> int:
    """Copy the seals that the file outside the database does not have yet; how many they were."""
    return roots.append_missing()


def _seal(events: Sequence[dict[str, Any]], sealed_at: datetime, batch: int) -> AuditSeal:
    previous = AuditSeal.objects.order_by("-number").first()
    algorithm = settings.AUDIT_ALGORITHM
    hashed = chain.digest(algorithm)
    root = bytes(previous.root) if previous else chain.GENESIS
    first = previous.last_position + 1 if previous else 1
    links = []
    for values in events:
        root = chain.link(hashed, root, values)
        links.append(psycopg2.Binary(root))
    if events:
        with connection.cursor() as cursor:
            places = list(range(first, first + len(events)))
            cursor.execute(sql.PLACE, [[values["id"] for values in events], places, links])
    return AuditSeal.objects.create(
        number=previous.number + 1 if previous else 1,
        first_position=first,
        last_position=first + len(events) - 1,
        algorithm=algorithm,
        root=root,
        sealed_at=sealed_at,
        complete=len(events) < batch,
    )
