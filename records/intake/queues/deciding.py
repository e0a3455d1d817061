"""Rows in conflict, and rows that stay out."""

from dataclasses import replace

from core import errors as core_errors
from core.actors import Actor
from core.services import audit
from records.decisions.queues import STAYING_OUT, Choice
from records.intake import errors
from records.intake.queueing import Settler, put_out
from records.intake.queues.looking import Queue, choices_of, lock_queued
from records.intake.queues.taking import Taken, candidates_of, take
from records.models import QueuedRow, Subject
from records.queries.access import DECIDERS, WRITERS
from records.services.moving import move_fact
from records.services.verbs import Grounds


def accept_conflict(*, actor: Actor, row_id: int, decision: str, reason: str) -> Taken:
    """Decide about a row in conflict; only what `choices_of` names is lawful. Whatever changes the
    ledger takes a person who decides, and where the item asks for it another one after that; a row
    may be left out by who sent it."""
    choice = Choice(decision) if decision in Choice.values else None
    roles = WRITERS if choice in STAYING_OUT else DECIDERS
    (row,) = lock_queued(actor=actor, row_ids=[row_id], roles=roles, queues=[Queue.CONFLICT])
    if choice is None or choice not in choices_of(row):
        raise errors.CHOICE()
    why = _reason(reason)
    _note(actor, row, choice)
    if choice in STAYING_OUT:
        put_out(row, Settler(actor.person_id, f"{choice.label}：{why}"))
        return Taken(row.id, QueuedRow.State.DROPPED, row.fact_id, ())
    candidate = candidates_of([row])[row.id]
    if choice is Choice.MOVE:
        _move(actor, row, why)
    elif choice in {Choice.SEPARATE, Choice.REPLACE}:
        candidate = replace(candidate, row={**candidate.row, "source_key": ""})
    candidate.choices |= {choice.value}
    (taken,) = take(actor=actor, rows=[row], candidates={row.id: candidate}, reason=why)
    return taken


def drop(*, actor: Actor, row_id: int, reason: str) -> QueuedRow:
    """The row never goes in; why is kept, its content is not."""
    (row,) = lock_queued(actor=actor, row_ids=[row_id], roles=WRITERS)
    put_out(row, Settler(actor.person_id, _reason(reason)))
    _note(actor, row, Choice.KEEP)
    return row


def _move(actor: Actor, row: QueuedRow, why: str) -> None:
    subject = Subject.objects.filter(uscc=row.uscc).first()
    if subject is None or row.fact_id is None:
        raise core_errors.NOT_FOUND()
    move_fact(
        actor=actor, fact_id=row.fact_id, to_subject_id=subject.id, grounds=Grounds(reason=why)
    )


def _reason(reason: str) -> str:
    plain = reason.replace("\x00", "").strip()
    if not plain or len(plain) > errors.LONGEST_REASON:
        raise errors.REASON(limit=errors.LONGEST_REASON)
    return plain


def _note(actor: Actor, row: QueuedRow, choice: Choice) -> None:
    audit.record(
        actor=actor,
        action="records.decide_queued",
        target=("queued_row", row.id),
        detail={"unit": row.unit_id, "item": row.item_id, "choice": choice.value},
    )
