"""Settled rows into the ledger, and what cannot go there yet into its queue."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from core import clock
from core.actors import Actor
from core.queries.calendar import deadline
from records.intake.settling import Candidate, Outcome, Settled, settle, waiting_key
from records.intake.staging import as_json
from records.models import Batch, CatalogueVersion, QueuedRow
from records.services.facts import open_facts, revise_facts
from records.sql import intake as sql

QUEUES = {
    Outcome.HELD: QueuedRow.Queue.HELD,
    Outcome.CONFLICT: QueuedRow.Queue.CONFLICT,
    Outcome.UNKNOWN: QueuedRow.Queue.UNKNOWN,
}


WRITTEN = frozenset({Outcome.NEW, Outcome.CHANGED})
# Rounds of locking: organisations may turn out to be written about only while others are locked.
ROUNDS = 3


def commit(
    *,
    actor: Actor,
    batch: Batch,
    version: CatalogueVersion,
    candidates: Sequence[Candidate],
    extra: Mapping[str, Any] | None = None,
    accept_retracted: bool = False,
) -> list[Settled]:
    """Write one chunk. What the check found is looked at again under the locks of the
    organisations, because others may have written since. What was written says which fact it is."""
    locked: set[str] = set()
    for _ in range(ROUNDS):
        settled = settle(
            candidates,
            unit_id=batch.unit_id,
            catalogue_version_id=version.id,
            fixed=fixed_of(batch) | dict(extra or {}),
            accept_retracted=accept_retracted,
        )
        wanted = {each.candidate.uscc for each in settled if each.outcome in WRITTEN} - locked
        if not wanted:
            break
        sql.lock_holders(wanted)
        locked |= wanted
    facts = _write(actor, settled)
    for each in settled:
        if each.fact and each.candidate.n in facts:
            each.fact = replace(each.fact, fact_id=facts[each.candidate.n])
    _let_go(batch, settled, facts)
    _queue(batch, version, settled)
    return settled


def _write(actor: Actor, settled: Sequence[Settled]) -> dict[int, int]:
    """The facts by number of the row."""
    new = [each.fact for each in settled if each.outcome == Outcome.NEW and each.fact]
    changed = [each.fact for each in settled if each.outcome == Outcome.CHANGED and each.fact]
    facts: dict[int, int] = {}
    if new:
        facts = {each.n: each.fact_id for each in open_facts(actor=actor, rows=new)}
    if changed:
        revised = revise_facts(actor=actor, rows=changed)
        facts |= {each.n: each.fact_id for each in revised.written}
    return facts


def tally(settled: Sequence[Settled]) -> Counter[str]:
    return Counter(str(each.outcome) for each in settled)


def fixed_of(batch: Batch) -> dict[str, Any]:
    """What every row of a batch carries."""
    fixed: dict[str, Any] = {"batch_id": batch.id}
    if batch.attestation_id is not None:
        fixed |= {"notice_basis": "attested", "attestation_id": batch.attestation_id}
    return fixed


def _let_go(batch: Batch, settled: Sequence[Settled], facts: Mapping[int, int]) -> None:
    """Rows that waited and have now come in complete wait no longer."""
    by_key = {
        waiting_key(each.candidate): facts.get(each.candidate.n)
        for each in settled
        if each.outcome in {*WRITTEN, Outcome.UNCHANGED}
    }
    waiting = QueuedRow.objects.filter(
        unit_id=batch.unit_id, item_id=batch.item_id, waiting_key__in=list(by_key)
    )
    now = clock.now()
    for row in waiting:
        fact_id = by_key[str(row.waiting_key)]
        row.state, row.settled_at, row.fact_id = QueuedRow.State.TAKEN, now, fact_id
        row.waiting_key, row.row, row.name = None, {}, ""
        row.save(update_fields=["state", "settled_at", "fact_id", "waiting_key", "row", "name"])


def _queue(batch: Batch, version: CatalogueVersion, settled: Sequence[Settled]) -> None:
    due: dict[date, date | None] = {}
    now = clock.now()
    waiting: dict[str, QueuedRow] = {}
    for each in settled:
        if each.outcome not in QUEUES:
            continue
        said = each.candidate
        raw = said.row.get("decided_on")
        decided_on = date.fromisoformat(raw) if raw else None
        if decided_on and decided_on not in due and version.report_days:
            due[decided_on] = deadline(decided_on, version.report_days).due_on
        key = waiting_key(said)
        waiting[key] = QueuedRow(
            batch_id=batch.id,
            unit_id=batch.unit_id,
            item_id=batch.item_id,
            queue=QUEUES[Outcome(each.outcome)],
            waiting_key=key,
            uscc=said.uscc,
            name=said.name,
            document_no=str(said.row.get("document_no", "")),
            decided_on=decided_on,
            due_on=due.get(decided_on) if decided_on else None,
            remarks=as_json(said.remarks),
            row={**said.row, "key": said.key},
            queued_at=now,
        )
    QueuedRow.objects.bulk_create(
        waiting.values(),
        update_conflicts=True,
        unique_fields=["unit", "item", "waiting_key"],
        update_fields=["queue", "name", "remarks", "row", "batch", "document_no", "decided_on"],
        batch_size=1_000,
    )
