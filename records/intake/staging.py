"""Rows of a batch between being read and being settled."""

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO

from records.intake.notes import Note, Weight, kind_of
from records.intake.settling import BY_WEIGHT, Candidate, Settled
from records.models import StagedRow
from records.sql import intake as sql

CHUNK = 5_000


def stage(batch_id: int, candidates: Iterable[Candidate]) -> None:
    """Write rows that were read; whatever of the same numbers was left there goes before."""
    target = StringIO()
    writer = csv.writer(target)
    for each in candidates:
        outcome = BY_WEIGHT.get(each.weight) if each.weight >= Weight.REJECT else None
        writer.writerow(
            [
                batch_id,
                each.n,
                each.line,
                outcome or StagedRow.Outcome.OPEN,
                each.uscc,
                each.name,
                each.key,
                json.dumps(as_json(each.remarks), ensure_ascii=False),
                json.dumps(each.row, ensure_ascii=False, default=str),
            ]
        )
    target.seek(0)
    sql.copy_staged(target)


def clear(batch_id: int, *, from_n: int = 0) -> None:
    StagedRow.objects.filter(batch_id=batch_id, n__gte=from_n).delete()


def chunk_of(batch_id: int, number: int) -> list[Candidate]:
    """The rows of a chunk; chunks are cut by number, so they stay the same however often read."""
    first = number * CHUNK
    found = StagedRow.objects.filter(batch_id=batch_id, n__gte=first, n__lt=first + CHUNK)
    return [
        Candidate(
            n=each.n,
            line=each.line,
            uscc=each.uscc,
            name=each.name,
            key=each.key,
            row=each.row,
            remarks=from_json(each.remarks),
        )
        for each in found.order_by("n")
    ]


def mark(batch_id: int, settled: Sequence[Settled]) -> None:
    rows = [
        {
            "n": each.candidate.n,
            "outcome": each.outcome,
            "remarks": as_json(each.candidate.remarks),
        }
        for each in settled
    ]
    sql.mark(batch_id, json.dumps(rows, ensure_ascii=False, default=str))


def as_json(remarks: Sequence[Note]) -> list[list[object]]:
    return [
        [each.code, each.field, {name: _plain(value) for name, value in each.values.items()}]
        for each in remarks
    ]


def from_json(raw: Sequence[Sequence[object]]) -> list[Note]:
    return [Note(kind_of(str(code)), str(of), dict(values)) for code, of, values in raw]  # type: ignore[call-overload]  # as written above


def _plain(value: object) -> object:
    return value if isinstance(value, int | str) else str(value)
