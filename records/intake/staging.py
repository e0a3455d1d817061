"""Rows of a batch between being read and being settled."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from records.intake.notes import Note, Weight, kind_of
from records.intake.settling import BY_WEIGHT, Candidate, Settled
from records.models import StagedRow
from records.sql import intake as sql

CHUNK = 5_000


@dataclass(slots=True)
class Kept(Candidate):
    """A row as it lies in the table, so that only what has changed is written again."""

    said: Sequence[Sequence[object]] = ()


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
                json.dumps(as_json(each.remarks), ensure_ascii=False) if each.remarks else "[]",
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
    columns = ("n", "line", "uscc", "name", "key", "row", "remarks", "outcome")
    return [
        Kept(n, line, uscc, name, key, row, from_json(said), frozenset(), outcome, said)
        for n, line, uscc, name, key, row, said, outcome in found.order_by("n").values_list(
            *columns
        )
    ]


def mark(batch_id: int, settled: Sequence[Settled]) -> int:
    """Write down what became of rows: by outcome where nothing else is new, and nothing at all
    where nothing is. How many were marked."""
    by_outcome: dict[str, list[int]] = {}
    rows = []
    for each in settled:
        candidate = each.candidate
        if isinstance(candidate, Kept) and not candidate.remarks and not candidate.said:
            if candidate.outcome != each.outcome:
                by_outcome.setdefault(str(each.outcome), []).append(candidate.n)
            continue
        remarks = as_json(candidate.remarks)
        if isinstance(candidate, Kept) and (remarks, each.outcome) == (
            candidate.said,
            candidate.outcome,
        ):
            continue
        rows.append({"n": candidate.n, "outcome": each.outcome, "remarks": remarks})
    for outcome, numbers in by_outcome.items():
        sql.mark_outcome(batch_id, outcome, numbers)
    if rows:
        sql.mark(batch_id, json.dumps(rows, ensure_ascii=False, default=str))
    return len(rows) + sum(map(len, by_outcome.values()))


def as_json(remarks: Sequence[Note]) -> list[list[object]]:
    return [
        [each.code, each.field, {name: _plain(value) for name, value in each.values.items()}]
        for each in remarks
    ]


def from_json(raw: Sequence[Sequence[object]]) -> list[Note]:
    return [Note(kind_of(str(code)), str(of), dict(values)) for code, of, values in raw]  # type: ignore[call-overload]  # as written above


def _plain(value: object) -> object:
    return value if isinstance(value, int | str) else str(value)
