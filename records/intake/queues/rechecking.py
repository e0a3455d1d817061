"""Rows of organisations nobody knew, once the register has sent them."""

import logging
from itertools import groupby

from django.db import transaction

from core.actors import Actor
from core.doors import require_transaction
from core.errors import Refusal
from records.decisions.queues import SUPPLIED
from records.intake.looking_up import in_force
from records.intake.queues.looking import Queue, State
from records.intake.queues.taking import candidates_of, take
from records.intake.settling import Candidate
from records.models import QueuedRow, Subject

log = logging.getLogger(__name__)
AT_ONCE = 1_000


def recheck_unknown(*, actor: Actor, after: int = 0) -> int | None:
    """Take in what waited for an organisation that is known by now, by the way every row goes: it
    may turn out to be held or in conflict. A batch that a second person had let in needs no other;
    a row somebody has put right since is another's to send on.

    Returns the row to go on after; None when there is no more."""
    require_transaction()
    waiting = QueuedRow.objects.filter(
        state=State.WAITING,
        queue=Queue.UNKNOWN,
        id__gt=after,
        uscc__in=Subject.objects.values("uscc"),
    )
    rows = list(
        waiting.select_for_update(of=("self",), skip_locked=True)
        .select_related("batch__unit", "item__sector", "unit")
        .order_by("id")[:AT_ONCE]
    )
    by_batch = sorted(rows, key=lambda row: row.batch_id)
    for batch_id, group in groupby(by_batch, lambda row: row.batch_id):
        candidates = candidates_of(list(group))
        of_batch = [row for row in rows if _goes_on(row, candidates.get(row.id))]
        if not of_batch:
            continue
        try:
            with transaction.atomic():
                take(
                    actor=actor,
                    rows=of_batch,
                    candidates=candidates,
                    is_checked=of_batch[0].batch.checked_by_id is not None,
                )
        except Refusal as refusal:
            # The item has ended, or the unit sends it no more: they wait for a person.
            log.warning("not rechecked", extra={"batch": batch_id, "code": refusal.code})
    return rows[-1].id if len(rows) == AT_ONCE else None


def _goes_on(row: QueuedRow, candidate: Candidate | None) -> bool:
    """Of this batch, and as the batch brought it, where a second person has to look."""
    if candidate is None:
        return False
    return SUPPLIED not in candidate.choices or not in_force(row.item).needs_check
