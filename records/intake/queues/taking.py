"""Rows from a queue into the ledger, by the way every row goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.actors import Actor
from core.services import audit
from records.intake import committing, errors
from records.intake.looking_up import in_force
from records.intake.notes import Note
from records.intake.queueing import IN_LEDGER, Settler, candidate_of
from records.intake.settling import Candidate, waiting_key
from records.models import QueuedRow


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a row that waited: `outcome` as in a batch; `remarks` say what it still lacks
    where it goes on waiting."""

    row_id: int
    outcome: str
    fact_id: int | None
    remarks: tuple[Note, ...]

    @property
    def is_in(self) -> bool:
        return self.outcome in IN_LEDGER


def candidates_of(rows: Sequence[QueuedRow]) -> dict[int, Candidate]:
    """By the row's id."""
    return {row.id: candidate_of(row, n) for n, row in enumerate(rows)}


def take(
    *,
    actor: Actor,
    rows: Sequence[QueuedRow],
    candidates: Mapping[int, Candidate],
    is_checked: bool = False,
    reason: str = "",
) -> list[Taken]:
    """Settle and write rows the caller has locked. What could go in waits for a second person where
    the item asks for one and none has looked (`is_checked`)."""
    taken: list[Taken] = []
    settler = Settler(actor.person_id, reason)
    for _, group in groupby(sorted(rows, key=lambda row: (row.batch_id, row.id)), _of_batch):
        of_batch = list(group)
        version = in_force(of_batch[0].item)
        for row in of_batch:
            _rename(row, candidates[row.id])
        settled = committing.commit(
            actor=actor,
            batch=of_batch[0].batch,
            version=version,
            candidates=[candidates[row.id] for row in of_batch],
            for_check=version.needs_check and not is_checked,
            settler=settler,
        )
        after = QueuedRow.objects.in_bulk([row.id for row in of_batch])
        taken += [
            Taken(row.id, each.outcome, after[row.id].fact_id, tuple(each.candidate.remarks))
            for row, each in zip(of_batch, settled, strict=True)
        ]
    audit.record(
        actor=actor,
        action="records.take_queued",
        target=("queued_row", rows[0].id) if len(rows) == 1 else None,
        detail={
            "rows": [each.row_id for each in taken][:100],
            "in": sum(each.is_in for each in taken),
        },
    )
    return taken


def _of_batch(row: QueuedRow) -> int:
    return row.batch_id


def _rename(row: QueuedRow, candidate: Candidate) -> None:
    """A row whose code or number was put right waits under what it says now."""
    key = waiting_key(candidate)
    if key == row.waiting_key:
        return
    others = QueuedRow.objects.filter(
        unit_id=row.unit_id, item_id=row.item_id, waiting_key=key
    ).exclude(id=row.id)
    if others.exists():
        raise errors.WAITS_ALREADY()
    row.waiting_key, row.uscc = key, candidate.uscc
    row.save(update_fields=["waiting_key", "uscc"])
