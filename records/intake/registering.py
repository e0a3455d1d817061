"""Rows of the register: organisations themselves, by the same way in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core import bells
from core.actors import Actor
from records import uscc
from records.intake.committing import each_for_itself
from records.intake.known import Interpreted
from records.intake.notes import Weight
from records.intake.settling import BESIDE, BY_WEIGHT, Candidate, Outcome, Settled
from records.models import Batch
from records.services.subjects import register_subject_versions
from records.sql import subjects as sql
from records.sql.subjects import SubjectRow

RECHECK = "records.recheck_unknown"
_DAYS = frozenset({"valid_from", "established_on"})
_KEPT = (
    "name",
    "sign",
    "status",
    "region_code",
    "industry_code",
    "address",
    "valid_from",
    "established_on",
)


def candidate_of(read: Interpreted, *, n: int, line: int) -> Candidate:
    row: dict[str, Any] = {name: read.subject[name] for name in _KEPT if name in read.subject}
    row = {name: v.isoformat() if isinstance(v, date) else v for name, v in row.items()}
    return Candidate(
        n=n,
        line=line,
        uscc=read.uscc,
        name=str(read.subject.get("name", ""))[:200],
        key=f"@{row.get('valid_from', '')}",
        row=row,
        remarks=list(read.remarks),
    )


def settle(candidates: Sequence[Candidate]) -> list[Settled]:
    """What brings something new, and what is held already."""
    for each in candidates:
        each.remarks = [note for note in each.remarks if note.code not in BESIDE]
    heavy = {each.n: BY_WEIGHT[each.weight] for each in candidates if each.weight >= Weight.REJECT}
    rows = [_row(each) for each in candidates if each.n not in heavy]
    same = {each.n for each in sql.compare(sql.packed(rows)) if each.is_same} if rows else set()
    return [
        Settled(each, heavy.get(each.n) or (Outcome.UNCHANGED if each.n in same else Outcome.NEW))
        for each in candidates
    ]


def commit(*, actor: Actor, batch: Batch, candidates: Sequence[Candidate]) -> list[Settled]:
    """Write one chunk; rows that waited for these organisations are looked at again."""

    def taken(part: Sequence[Candidate]) -> list[Settled]:
        settled = settle(part)
        rows = [_row(each.candidate) for each in settled if each.outcome == Outcome.NEW]
        if rows:
            register_subject_versions(
                actor=actor,
                rows=rows,
                catalogue_version_id=batch.catalogue_version_id,
                unit_id=batch.unit_id,
                batch_id=batch.id,
            )
        return settled

    settled = each_for_itself(candidates, taken)
    bells.ring(RECHECK)
    return settled


def _row(candidate: Candidate) -> SubjectRow:
    said: dict[str, Any] = {
        name: date.fromisoformat(value) if name in _DAYS and value else value
        for name, value in candidate.row.items()
    }
    return SubjectRow(
        n=candidate.n, uscc=candidate.uscc, kind=uscc.subject_kind(candidate.uscc), **said
    )
