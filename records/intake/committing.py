"""Settled rows into the ledger, and what cannot go there yet into its queue."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DataError, IntegrityError, transaction

from core import doors
from core import errors as core_errors
from core.actors import Actor
from records.intake import notes, queueing
from records.intake.notes import Note
from records.intake.queueing import Settler
from records.intake.settling import Candidate, Outcome, Settled, settle
from records.models import Batch, CatalogueVersion
from records.services.facts import open_facts, revise_facts
from records.sql import intake as sql

log = logging.getLogger(__name__)

WRITTEN = frozenset({Outcome.NEW, Outcome.CHANGED})
# What a row was found to be before, if it is to be written: nothing was found of it yet, or this.
EXPECTED = frozenset({Outcome.OPEN, *WRITTEN})
# Rounds of locking: organisations may turn out to be written about only while others are locked.
ROUNDS = 3
NOBODY = Settler()
Work = Callable[[Sequence[Candidate]], list[Settled]]


def commit(
    *,
    actor: Actor,
    batch: Batch,
    version: CatalogueVersion,
    candidates: Sequence[Candidate],
    for_check: bool = False,
    settler: Settler = NOBODY,
) -> list[Settled]:
    """Write one chunk. What the check found is looked at again under the locks of the
    organisations, because others may have written since. `for_check`: what could go in waits for a
    second person instead."""

    def taken(part: Sequence[Candidate]) -> list[Settled]:
        settled = _settled_under_lock(part, batch, version, is_written=not for_check)
        if not for_check:
            _write(actor, settled)
            queueing.let_go(batch, settled, settler)
        return settled

    settled = each_for_itself(candidates, taken)
    if for_check:
        for each in settled:
            if each.outcome in WRITTEN:
                each.outcome = queueing.CHECK
    queueing.queue(batch, version, settled, made_by=actor.person_id if for_check else None)
    queueing.contradict_nil(batch, settled)
    return settled


def each_for_itself(candidates: Sequence[Candidate], work: Work) -> list[Settled]:
    """Do it for all at once; where the database refuses something nobody foresaw, half by half,
    down to the rows that are to blame. They are turned away with the reason; the others go in."""
    try:
        with transaction.atomic():
            return work(candidates)
    except (IntegrityError, DataError) as error:
        if len(candidates) > 1:
            middle = len(candidates) // 2
            return [
                *each_for_itself(candidates[:middle], work),
                *each_for_itself(candidates[middle:], work),
            ]
        refusal = _refusal(error)
        # The row's number and the rule: nothing of what it says.
        log.warning("row refused", extra={"n": candidates[0].n, "code": refusal.code})
        said = {"reason": refusal.error.title, "code": refusal.code}
        candidates[0].remarks.append(Note(notes.ROW_REFUSED, values=said))
        return [Settled(candidates[0], Outcome.REJECTED)]


def tally(settled: Sequence[Settled]) -> Counter[str]:
    return Counter(str(each.outcome) for each in settled)


def fixed_of(batch: Batch) -> dict[str, Any]:
    """What every row of a batch carries."""
    fixed: dict[str, Any] = {"batch_id": batch.id}
    if batch.attestation_id is not None:
        fixed |= {"notice_basis": "attested", "attestation_id": batch.attestation_id}
    return fixed


def _settled_under_lock(
    candidates: Sequence[Candidate], batch: Batch, version: CatalogueVersion, *, is_written: bool
) -> list[Settled]:
    """As the check has found them, most are written: they are locked before they are looked at."""
    locked: set[str] = set()
    if is_written:
        locked = {each.uscc for each in candidates if each.outcome in EXPECTED}
        sql.lock_holders(locked)
    settled: list[Settled] = []
    for _ in range(ROUNDS):
        settled = settle(candidates, unit_id=batch.unit_id, version=version, fixed=fixed_of(batch))
        wanted = {each.candidate.uscc for each in settled if each.outcome in WRITTEN} - locked
        if not wanted or not is_written:
            break
        sql.lock_holders(wanted)
        locked |= wanted
    return settled


def _write(actor: Actor, settled: Sequence[Settled]) -> None:
    """Each row learns the fact it is in."""
    new = [each.fact for each in settled if each.outcome == Outcome.NEW and each.fact]
    changed = [each.fact for each in settled if each.outcome == Outcome.CHANGED and each.fact]
    written = list(open_facts(actor=actor, rows=new)) if new else []
    if changed:
        written += revise_facts(actor=actor, rows=changed).written
    facts = {each.n: each.fact_id for each in written}
    for each in settled:
        each.fact_id = facts.get(each.candidate.n, each.fact_id)


def _refusal(error: IntegrityError | DataError) -> core_errors.Refusal:
    if isinstance(error, IntegrityError):
        return doors.translate(error)
    return core_errors.CONSTRAINT()
