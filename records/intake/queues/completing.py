"""Giving rows what they lacked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from core import errors as core_errors
from core.actors import Actor
from core.errors import FieldError
from documents.models import EvidenceFile
from documents.queries.files import access_file
from records.decisions.fields import NOWHERE
from records.decisions.queues import RESTATED, SUPPLIED
from records.intake import attesting, errors
from records.intake.interpreting import read_cell
from records.intake.judging import judge_adverse, judge_authority, judge_days
from records.intake.known import Interpreted, Known
from records.intake.looking_up import in_force, load_known
from records.intake.notes import Note, Weight
from records.intake.queues.looking import Queue, lock_queued
from records.intake.queues.taking import Taken, candidates_of, take
from records.intake.settling import Candidate, candidate_of, read_again
from records.intake.values.text import clean, is_nothing
from records.models import FactVersion, QueuedRow, Severity
from records.queries.access import DECIDERS, WRITERS

# Judged anew once something was supplied.
JUDGED = ("held.", "date.order")
COMPLETABLE = (Queue.HELD, Queue.UNKNOWN, Queue.CONFLICT)
# What an officer has spoken of who attested that decisions were served.
IDENTITY = ("document_key", "authority_key", "decided_on")
Notice = FactVersion.NoticeBasis


def supply(
    *,
    actor: Actor,
    row_id: int,
    values: Mapping[str, str],
    severity: int | None = None,
    notice_file_id: int | None = None,
) -> Taken:
    """Give a waiting row what it lacks or put right what it says: cells by the code of their field,
    how grave it is where the table cannot tell, the proof that it was served. It is read, settled
    and written as if it had come so; what it still lacks is said and it goes on waiting.

    Raises `core.invalid`, field by field, and changes nothing when a value is no good."""
    (row,) = lock_queued(actor=actor, row_ids=[row_id], roles=WRITERS, queues=COMPLETABLE)
    candidates = candidates_of([row])
    known = load_known(in_force(row.item), row.unit, is_attested=True)
    completed = _completed(candidates[row.id], values, known, severity)
    if notice_file_id is not None:
        file = _proof(actor, row, notice_file_id)
        completed.row |= {"notice_basis": Notice.DOCUMENT, "notice_evidence_id": file.id}
        completed.row.pop("attestation_id", None)
    (taken,) = take(actor=actor, rows=[row], candidates={row.id: completed})
    _require_taken(taken)
    return taken


def attest_rows(*, actor: Actor, row_ids: Collection[int]) -> list[Taken]:
    """The officer's word, for rows that wait for nothing but a proof of service (or for more): once
    for each item, for the days its rows speak of."""
    attesting.require_person(actor)
    rows = lock_queued(actor=actor, row_ids=row_ids, roles=WRITERS, queues=[Queue.HELD])
    candidates = candidates_of(rows)
    days: dict[tuple[int, int], set[date]] = {}
    for row in rows:
        if row.decided_on is not None:
            days.setdefault((row.unit_id, row.item_id), set()).add(row.decided_on)
    words = {
        (unit_id, item_id): attesting.attest_days(actor, unit_id, item_id, spoken_of)
        for (unit_id, item_id), spoken_of in days.items()
    }
    for row in rows:
        if row.decided_on is not None:
            word = words[row.unit_id, row.item_id]
            candidates[row.id].row |= {"notice_basis": Notice.ATTESTED, "attestation_id": word.id}
            candidates[row.id].row.pop("notice_evidence_id", None)
    return take(actor=actor, rows=rows, candidates=candidates)


def approve_rows(*, actor: Actor, row_ids: Collection[int]) -> list[Taken]:
    """A second person lets in what a colleague has completed, decided or entered."""
    rows = lock_queued(actor=actor, row_ids=row_ids, roles=DECIDERS, queues=[Queue.CHECK])
    if any(row.made_by_id == actor.person_id for row in rows):
        raise errors.SAME_PERSON()
    return take(actor=actor, rows=rows, candidates=candidates_of(rows), is_checked=True)


def _completed(
    candidate: Candidate, values: Mapping[str, str], known: Known, severity: int | None
) -> Candidate:
    read = read_again(candidate)
    fields = {each.code: each for each in known.fields if each.into != NOWHERE}
    unknown = sorted(set(values) - set(fields))
    if unknown:
        raise _invalid([FieldError(code, "没有这个数据项。", "unknown") for code in unknown])
    given = {code: plain for code, raw in values.items() if not is_nothing(plain := clean(raw))}
    read.remarks = [
        note
        for note in read.remarks
        if note.field not in given and not note.code.startswith(JUDGED)
    ]
    for code, plain in given.items():
        if read_cell(read, fields[code], plain, known):
            raise errors.ABOUT_PERSON()
    if severity is not None:
        if severity not in Severity.values:
            raise errors.SEVERITY()
        read.fact["severity"] = severity
    _judge(read, [fields[code].into for code in given], known)
    wrong = [note for note in read.remarks if note.weight >= Weight.REJECT]
    if wrong:
        raise _invalid([FieldError(note.field, note.message, note.code) for note in wrong])
    again = candidate_of(read, n=candidate.n, line=candidate.line)
    again.choices = candidate.choices
    if given:
        again.choices |= {SUPPLIED}
    if any(again.row.get(name) != candidate.row.get(name) for name in IDENTITY):
        again.choices |= {RESTATED}
    return again


def _judge(read: Interpreted, given: Sequence[str], known: Known) -> None:
    judge_days(read, known)
    if "authority" in given or "authority_code" in given:
        judge_authority(read, known)
    judge_adverse(read, known)


def _proof(actor: Actor, row: QueuedRow, file_id: int) -> EvidenceFile:
    """A file in the keeping of the unit that has served the decision."""
    file = access_file(actor=actor, file_id=file_id)
    if file.unit_id != row.unit_id or file.erased_at is not None:
        raise core_errors.NOT_FOUND()
    return file


def _require_taken(taken: Taken) -> None:
    worst: Note | None = max(taken.remarks, key=lambda note: note.weight, default=None)
    if worst is not None and worst.weight >= Weight.REJECT:
        raise errors.ROW_NOT_TAKEN(reason=worst.message.rstrip("。"))


def _invalid(found: Sequence[FieldError]) -> core_errors.Refusal:
    return core_errors.INVALID(count=len(found), fields=found)
