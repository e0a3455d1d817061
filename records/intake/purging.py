"""Removing what intake needs no more. Files on their way in may hold rows about persons: the
original goes with the end of its batch, rows and report after a month, the counts stay."""

import time
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from core import clock
from core.actors import Actor
from core.doors import require_transaction
from core.services import audit
from records.intake import shelf
from records.models import Batch, StagedRow

State = Batch.State
# How long the answer to each row can be looked at.
KEPT = timedelta(days=30)
# Checked and never confirmed, or never read to its end: given up after this long.
PATIENCE = timedelta(days=14)
# A part no row speaks of is a crash's remains, not one whose batch is just being written.
STRAY_SECONDS = 24 * 3600
# Nobody has said yet that it goes in.
UNDECIDED = (State.CHECKED, State.WAITING)
ENDED = (State.DONE, State.REFUSED, State.ABANDONED, State.UNDONE)


def purge_next(*, actor: Actor) -> bool:
    """Give up the oldest batch nobody went on with, or clear the oldest whose time is over; whether
    there was one."""
    require_transaction()
    now = clock.now()
    unpurged = Batch.objects.filter(purged_at__isnull=True)
    batch = (
        unpurged.filter(
            Q(state__in=ENDED, ended_at__lt=now - KEPT)
            | Q(state__in=UNDECIDED, checked_at__lt=now - PATIENCE)
            | Q(state=State.RECEIVED, created_at__lt=now - PATIENCE)
        )
        .select_for_update(skip_locked=True)
        .order_by("id")
        .first()
    )
    if batch is None:
        return False
    if batch.state not in ENDED:
        batch.state, batch.ended_at = State.ABANDONED, now
        action = "records.abandon_batch"
        gone: tuple[str, ...] = (shelf.ORIGINAL, shelf.ROWS)
    else:
        batch.purged_at = now
        action = "records.purge_batch"
        gone = shelf.PARTS
        StagedRow.objects.filter(batch_id=batch.id).delete()
    batch.save(update_fields=["state", "ended_at", "purged_at"])
    audit.record(
        actor=actor, action=action, target=("batch", batch.id), detail={"unit": batch.unit_id}
    )
    transaction.on_commit(lambda: shelf.remove(batch.shelf, *gone))
    return True


def remove_strays() -> int:
    """Files a crash left behind: of no batch at all, or originals of one that has ended."""
    removed = 0
    before = time.time() - STRAY_SECONDS
    found: dict[UUID, list[str]] = {}
    for path in shelf.old_parts(before):
        found.setdefault(UUID(path.name.partition(".")[0]), []).append(path.name)
    known = dict(Batch.objects.filter(shelf__in=found).values_list("shelf", "state"))
    for of, names in found.items():
        for name in names:
            part = name.partition(".")[2]
            is_needed = of in known and (
                part == shelf.REPORT or (known[of] not in ENDED and part in shelf.PARTS)
            )
            if not is_needed:
                (shelf.folder() / name).unlink(missing_ok=True)
                removed += 1
    return removed
