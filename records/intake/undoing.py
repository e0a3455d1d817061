"""Taking a batch back, in steps. What it opened and nobody has touched since goes: the content it
took the place of stands again, a fact it brought is retracted. What somebody changed stays and is
counted, and so does every effect: nothing that was repaired comes back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core import clock
from core import errors as core_errors
from core.actors import Actor, ActorKind, Duty, Role
from core.doors import require_transaction
from core.models import Job
from core.queries.jobs import OPEN
from core.services import audit, jobs
from records.intake import errors
from records.intake.phases import Reached
from records.models import Batch, Polarity
from records.queries.access import DECIDERS, WRITERS
from records.services import ledger
from records.services.names import refresh_names
from records.services.verbs import Grounds, retract
from records.sql import undoing as sql

JOB = "records.undo_batch"
CHUNK = 1_000
State = Batch.State
ENDED = frozenset({State.DONE, State.REFUSED})
GOING = frozenset({State.UNDOING, State.UNDONE})
# Names of the counts: what was put back, what went, what stays and why.
RESTORED, RETRACTED, CLOSED, QUEUED = "restored", "retracted", "closed", "queued"
CHANGED_SINCE, GONE, BLOCKED, RESTED_ON = "changed_since", "gone", "blocked", "rested_on"


def undo_batch(*, actor: Actor, batch_id: int, reason: str) -> Batch:
    """Take a whole batch back; asked again, it is taken back once. Where the item asks for a second
    person, or takes breaches of trust off the page, somebody who decides does it, and not the one
    who sent it where the item asks for two."""
    require_transaction()
    found = Batch.objects.visible_to(actor).filter(id=batch_id)
    batch = found.select_for_update(of=("self",)).select_related("catalogue_version").first()
    if batch is None:
        raise core_errors.NOT_FOUND()
    _require_undoer(actor, batch)
    if batch.state in GOING:
        return batch
    if not _is_ended(batch):
        raise errors.NOT_CHECKED(state=batch.get_state_display())
    why = reason.replace("\x00", "").strip()
    if not why or len(why) > errors.LONGEST_REASON:
        raise errors.REASON(limit=errors.LONGEST_REASON)
    batch.state, batch.undo_reason, batch.undone_by_id = State.UNDOING, why, actor.person_id
    job = jobs.start(actor=actor, kind=JOB, parameters={"batch": batch.id}, total=None)
    batch.job_id = job.id
    batch.save(update_fields=["state", "undo_reason", "undone_by", "job_id"])
    _note(actor, batch, "records.undo_batch")
    return batch


def may_undo(actor: Actor, batch: Batch) -> bool:
    """Whether the page offers it."""
    try:
        _require_undoer(actor, batch)
    except core_errors.Refusal:
        return False
    return batch.state not in GOING and _is_ended(batch)


def step(*, batch_id: int, place: Mapping[str, Any], actor: Actor) -> Reached:
    """One chunk taken back, or the end."""
    batch = Batch.objects.select_for_update(of=("self",)).get(id=batch_id)
    if batch.state != State.UNDOING:
        return Reached({}, batch.rows, rests=True)
    counts: Counter[str] = Counter(place.get("counts", {}))
    phase = str(place.get("phase", "facts"))
    done, after = int(place.get("done", 0)), int(place.get("after", 0))
    if phase == "facts":
        seen, last = _facts(batch, after, counts, _officer(actor, batch))
    else:
        seen, last = _subjects(batch, after, counts)
    going: dict[str, Any] = {"phase": phase, "after": last, "done": done + seen}
    if seen < CHUNK:
        if phase == "subjects":
            return _finish(batch, counts, actor, done + seen)
        going |= {"phase": "subjects", "after": 0}
    return Reached({**going, "counts": dict(counts)}, done + seen)


def _facts(batch: Batch, after: int, counts: Counter[str], officer: Actor) -> tuple[int, int]:
    opened = sql.opened_facts(batch.id, after, CHUNK)
    gone: list[int] = []
    formers: dict[int, int] = {}
    subjects: set[int] = set()
    for each in opened:
        if not each.stands:
            # Counted once for a fact: with the last that the batch said about it.
            counts[CHANGED_SINCE if each.is_followed else GONE] += 1
        elif each.was_moved:
            counts[CHANGED_SINCE] += 1
        elif each.former_id is None:
            gone.append(each.fact_id)
        elif each.is_blocked:
            counts[BLOCKED] += 1
        else:
            formers[each.version_id] = each.former_id
            subjects.add(each.subject_id)
    if gone:
        retract(actor=officer, fact_ids=gone, grounds=Grounds(reason=batch.undo_reason))
    if formers:
        ledger.advance(subjects)
        sql.restore_facts(formers, clock.today())
    counts.update({RETRACTED: len(gone), RESTORED: len(formers)})
    return len(opened), opened[-1].version_id if opened else after


def _subjects(batch: Batch, after: int, counts: Counter[str]) -> tuple[int, int]:
    opened = sql.opened_subjects(batch.id, after, CHUNK)
    formers: dict[int, int] = {}
    going: list[int] = []
    subjects: set[int] = set()
    for each in opened:
        if not each.stands:
            counts[CHANGED_SINCE] += 1
        elif each.former_id is not None:
            formers[each.version_id] = each.former_id
            subjects.add(each.subject_id)
        elif each.may_go:
            going.append(each.version_id)
            subjects.add(each.subject_id)
        else:
            counts[RESTED_ON] += 1
    if subjects:
        ledger.advance(subjects)
    if formers:
        sql.restore_subjects(formers, clock.today())
    if going:
        sql.close_subjects(going)
    refresh_names(subjects)
    counts.update({CLOSED: len(going), RESTORED: len(formers)})
    return len(opened), opened[-1].version_id if opened else after


def _finish(batch: Batch, counts: Counter[str], actor: Actor, done: int) -> Reached:
    counts[QUEUED] += sql.drop_queued(
        batch.id, at=clock.now(), person=batch.undone_by_id, reason=batch.undo_reason
    )
    batch.state, batch.undone_at = State.UNDONE, clock.now()
    batch.undo_counts = {name: count for name, count in sorted(counts.items()) if count}
    batch.save(update_fields=["state", "undone_at", "undo_counts"])
    _note(actor, batch, "records.end_undo_batch")
    return Reached({}, done, done, rests=True)


def _require_undoer(actor: Actor, batch: Batch) -> None:
    version = batch.catalogue_version
    decides = version.needs_check or version.polarity == Polarity.ADVERSE
    roles = DECIDERS if decides else WRITERS
    if actor.kind is not ActorKind.STAFF or not actor.holds(roles, unit_id=batch.unit_id):
        raise core_errors.NOT_ALLOWED()
    if version.needs_check and actor.person_id == batch.made_by_id:
        raise errors.SAME_PERSON()


def _is_ended(batch: Batch) -> bool:
    """Done, or stopped on its way: refused, or given up by whoever cancelled its job."""
    if batch.state in ENDED:
        return True
    if batch.state != State.COMMITTING or batch.job_id is None:
        return False
    return not Job.objects.filter(id=batch.job_id, state__in=OPEN).exists()


def _officer(actor: Actor, batch: Batch) -> Actor:
    """Who asked for it; the door has seen that they may. A job keeps no roles."""
    return replace(actor, duties=(Duty(unit_id=batch.unit_id, role=Role.REVIEWER),))


def _note(actor: Actor, batch: Batch, action: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("batch", batch.id),
        detail={"unit": batch.unit_id, "item": batch.item_id, **batch.undo_counts},
    )
