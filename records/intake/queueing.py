"""Rows that are no facts yet, into their queue and out of it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import clock
from core.queries.calendar import deadline
from records.intake.settling import Candidate, Outcome, Settled, waiting_key
from records.intake.staging import as_json, from_json
from records.models import Batch, CatalogueVersion, NilReport, QueuedRow
from records.sql import intake as sql

# What becomes of a complete row that waits for a second person; never of one of a file, which
# waits as a whole.
CHECK = QueuedRow.Queue.CHECK.value
QUEUES: dict[str, QueuedRow.Queue] = {
    Outcome.HELD: QueuedRow.Queue.HELD,
    Outcome.CONFLICT: QueuedRow.Queue.CONFLICT,
    Outcome.UNKNOWN: QueuedRow.Queue.UNKNOWN,
    CHECK: QueuedRow.Queue.CHECK,
}
IN_LEDGER = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED})
# What a row that is sent again while it waits brings anew; who had completed it has to do so again.
RENEWED = [
    "queue",
    "name",
    "remarks",
    "row",
    "batch",
    "document_no",
    "decided_on",
    "fact_id",
    "made_by",
]


@dataclass(frozen=True, slots=True)
class Settler:
    """Who lets rows out of a queue, and why; nobody where a file brings them once more."""

    person_id: int | None = None
    reason: str = ""


def let_go(batch: Batch, settled: Sequence[Settled], settler: Settler) -> None:
    """Rows that waited and have now come in complete wait no longer; their content goes."""
    by_key = {
        waiting_key(each.candidate): each.fact_id for each in settled if each.outcome in IN_LEDGER
    }
    if by_key:
        sql.let_go(
            batch.unit_id,
            batch.item_id,
            by_key,
            at=clock.now(),
            person_id=settler.person_id,
            reason=settler.reason,
        )


def put_out(row: QueuedRow, settler: Settler) -> None:
    """It never goes in, and its content goes."""
    row.state, row.settled_at = QueuedRow.State.DROPPED, clock.now()
    row.settled_by_id, row.reason = settler.person_id, settler.reason
    row.waiting_key, row.row, row.name = None, {}, ""
    row.save()


def queue(
    batch: Batch,
    version: CatalogueVersion,
    settled: Sequence[Settled],
    *,
    made_by: int | None = None,
) -> None:
    """Put each row where it waits; one that waits already is there once."""
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
            queue=QUEUES[each.outcome],
            waiting_key=key,
            uscc=said.uscc,
            name=said.name,
            document_no=str(said.row.get("document_no", "")),
            decided_on=decided_on,
            due_on=due.get(decided_on) if decided_on else None,
            remarks=as_json(said.remarks),
            row={
                **said.row,
                "key": said.key,
                "line": said.line,
                "choices": sorted(said.choices),
            },
            fact_id=each.other_fact_id,
            queued_at=now,
            made_by_id=made_by if each.outcome == CHECK else None,
        )
    QueuedRow.objects.bulk_create(
        waiting.values(),
        update_conflicts=True,
        unique_fields=["unit", "item", "waiting_key"],
        update_fields=RENEWED,
        batch_size=1_000,
    )


def candidate_of(row: QueuedRow, n: int) -> Candidate:
    """A waiting row as it was when it came."""
    said = dict(row.row)
    choices = frozenset(said.pop("choices", ()))
    return Candidate(
        n=n,
        line=int(said.pop("line", 0)),
        uscc=row.uscc,
        name=row.name,
        key=str(said.pop("key", "")),
        row=said,
        remarks=from_json(row.remarks),
        choices=choices,
    )


def contradict_nil(batch: Batch, settled: Sequence[Settled]) -> None:
    """The unit had said that it decided nothing in a month, and now has sent something of it."""
    months = {
        f"{str(each.candidate.row['decided_on'])[:7]}-01"
        for each in settled
        if (each.outcome in QUEUES or each.outcome in IN_LEDGER)
        and each.candidate.row.get("decided_on")
    }
    if not months:
        return
    sql.share_reporting(batch.unit_id, batch.item_id)
    NilReport.objects.standing().filter(
        unit_id=batch.unit_id, item_id=batch.item_id, month__in=sorted(months)
    ).update(contradicted_at=clock.now(), contradicted_by=batch)
