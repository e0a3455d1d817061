"""A batch on its way, step by step. Each step says where it stopped, and is committed with what it
did; a worker killed at any moment loses nothing and does nothing twice."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from django.db import transaction

from core import clock
from core.actors import Actor, ActorKind, Duty, Role
from core.errors import Refusal
from core.services import audit
from records.intake import (
    attesting,
    committing,
    errors,
    registering,
    reporting,
    settling,
    shelf,
    staging,
)
from records.intake.interpreting import Reader
from records.intake.known import Interpreted, Known
from records.intake.looking_up import in_force, load_known
from records.intake.reading.kinds import BOOKS, FileKind
from records.intake.reading.sheets import unpack_book
from records.intake.reading.tables import find_layout, layout_from, read_rows
from records.intake.settling import Candidate, Outcome, Settled
from records.models import Batch, CatalogueVersion, ItemKind, StagedRow
from records.quality.services.returns import close_loop
from records.sql import intake as sql

State = Batch.State
MOST_ROWS = 1_000_000
MOST_WHOLE = 50_000
PERSONS = "persons"
BAD = (Outcome.REJECTED, Outcome.HELD, Outcome.CONFLICT, Outcome.UNKNOWN)
Place = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a step stopped: the next phase and its place, or that the batch rests now."""

    place: Place
    done: int
    total: int | None = None
    rests: bool = False


def step(*, batch_id: int, place: Place, actor: Actor) -> Reached:
    """Do the next step of a batch."""
    batch = Batch.objects.select_for_update(of=("self",)).get(id=batch_id)
    if batch.state not in {State.RECEIVED, State.COMMITTING}:
        return Reached({}, batch.rows, batch.rows, rests=True)
    phase = str(place.get("phase", "open" if batch.state == State.RECEIVED else "commit"))
    if phase in {"check", "commit"} and is_lost(batch):
        # The database crashed and what was staged with it; what was committed stands and counts.
        # All is checked anew, so that each row has its answer; what is in already is unchanged.
        then = dict(place) if phase == "commit" else None
        place, phase = {"phase": "stage", "then": then}, "stage"
    try:
        with transaction.atomic():
            return PHASES[phase](batch, place, actor)
    except Refusal as refusal:
        if refusal.error.status >= 500:
            raise
        return _refuse(batch, refusal, actor)


def _open(batch: Batch, place: Place, actor: Actor) -> Reached:
    kind = FileKind(batch.layout["kind"])
    if kind in BOOKS and not shelf.has(batch.shelf, shelf.ROWS):
        with (
            shelf.open_part(batch.shelf, shelf.ORIGINAL) as content,
            shelf.Written(batch.shelf, shelf.ROWS) as out,
        ):
            unpack_book(content, out)
    with _content(batch) as content:
        layout = find_layout(content, kind, load_known_of(batch).fields)
    batch.layout = layout.as_json()
    batch.save(update_fields=["layout"])
    return Reached({"phase": "stage"}, 0)


def _stage(batch: Batch, place: Place, actor: Actor) -> Reached:
    """Read one chunk of rows. Rows about persons are counted and forgotten on the spot."""
    layout = layout_from(batch.layout)
    known = load_known_of(batch)
    columns = {code for _, code in layout.columns}
    reader = Reader(known, columns or None)
    n, persons = int(place.get("n", 0)), int(place.get(PERSONS, 0))
    then = place.get("then")
    staging.clear(batch.id, from_n=n)
    rows: list[Candidate] = []
    offset, line = int(place.get("offset", layout.start)), int(place.get("line", layout.line))
    ended = True
    with _content(batch) as content:
        for row in read_rows(content, layout, known.fields, offset=offset, line=line):
            if n >= MOST_ROWS:
                raise errors.TOO_MANY_ROWS(limit=MOST_ROWS)
            candidate = _candidate(reader.read(row.values), known, n, row.line)
            if candidate is None:
                persons += 1
            else:
                rows.append(candidate)
            n, offset, line = n + 1, row.after, row.next_line
            if n % staging.CHUNK == 0:
                ended = False
                break
    staging.stage(batch.id, rows)
    if not ended:
        going = {"phase": "stage", "n": n, PERSONS: persons, "offset": offset, "line": line}
        return Reached(going | ({"then": then} if then else {}), n)
    sql.mark_doubles(batch.id)
    batch.rows, batch.counts = n, {**batch.counts, PERSONS: persons}
    batch.save(update_fields=["rows", "counts"])
    going = {"phase": "check", "chunk": 0} | ({"then": then} if then else {})
    return Reached(going, 0, max(n, 1))


def _candidate(read: Interpreted, known: Known, n: int, line: int) -> Candidate | None:
    if read.is_person:
        return None
    if known.kind == ItemKind.REGISTRATION:
        return registering.candidate_of(read, n=n, line=line)
    return settling.candidate_of(read, n=n, line=line)


def _check(batch: Batch, place: Place, actor: Actor) -> Reached:
    number, then = int(place["chunk"]), place.get("then")
    staging.mark(batch.id, _settled(batch, number))
    done = min((number + 1) * staging.CHUNK, batch.rows)
    if done < batch.rows:
        going = {"phase": "check", "chunk": number + 1} | ({"then": then} if then else {})
        return Reached(going, done)
    return Reached(then or {"phase": "checked"}, done)


def _checked(batch: Batch, place: Place, actor: Actor) -> Reached:
    """All is known; whether it goes on by itself depends on how it was sent."""
    batch.counts = {PERSONS: batch.counts.get(PERSONS, 0), **sql.counts_of(batch.id)}
    batch.checked_at = clock.now()
    reporting.write(batch)
    if batch.mode == Batch.Mode.CHECK:
        batch.state = State.CHECKED
    elif batch.mode == Batch.Mode.WHOLE and _bad(batch):
        raise errors.NOT_WHOLE(count=_bad(batch))
    elif batch.catalogue_version.needs_check:
        batch.state = State.WAITING
    else:
        batch.state = State.COMMITTING
    if batch.attests and batch.state != State.CHECKED and batch.attestation_id is None:
        # Nobody confirms it: the word given with the file is taken down now.
        batch.attestation = attesting.attest_batch(officer_of(actor, batch), batch)
    batch.save(update_fields=["counts", "checked_at", "state", "attestation"])
    if batch.state == State.COMMITTING:
        return Reached({"phase": "commit", "chunk": 0, "counts": {}}, 0, max(batch.rows, 1))
    return Reached({}, batch.rows, max(batch.rows, 1), rests=True)


def _commit(batch: Batch, place: Place, actor: Actor) -> Reached:
    """One chunk into the ledger; in a batch that goes in whole, all of them at once."""
    number = int(place.get("chunk", 0))
    counts: Counter[str] = Counter(place.get("counts", {}))
    officer = officer_of(actor, batch)
    marked = int(place.get("marked", 0))
    while True:
        final = _written(batch, number, officer)
        marked += staging.mark(batch.id, final)
        counts.update(committing.tally(final))
        done = min((number + 1) * staging.CHUNK, batch.rows)
        number += 1
        if batch.mode != Batch.Mode.WHOLE or done >= batch.rows:
            break
    bad = sum(counts[str(outcome)] for outcome in BAD)
    if batch.mode == Batch.Mode.WHOLE and bad:
        raise errors.NOT_WHOLE(count=bad)
    if done < batch.rows:
        going = {"phase": "commit", "chunk": number, "counts": dict(counts), "marked": marked}
        return Reached(going, done)
    if marked or not shelf.has(batch.shelf, shelf.REPORT):
        # Otherwise each row has become what the check had said of it, and so says the report.
        reporting.write(batch)
    return _finish(batch, counts, actor)


def _written(batch: Batch, number: int, officer: Actor) -> list[Settled]:
    candidates = staging.chunk_of(batch.id, number)
    if batch.is_register:
        return registering.commit(actor=officer, batch=batch, candidates=candidates)
    version = in_force(batch.item)
    return committing.commit(actor=officer, batch=batch, version=version, candidates=candidates)


def _finish(batch: Batch, counts: Counter[str], actor: Actor) -> Reached:
    batch.counts = {PERSONS: batch.counts.get(PERSONS, 0), **counts}
    batch.state, batch.ended_at = State.DONE, clock.now()
    batch.save(update_fields=["counts", "state", "ended_at"])
    close_loop(batch.id)
    audit.record(
        actor=actor,
        action="records.commit_batch",
        target=("batch", batch.id),
        detail={"unit": batch.unit_id, "item": batch.item_id, **batch.counts},
    )
    transaction.on_commit(lambda: shelf.remove(batch.shelf, shelf.ORIGINAL, shelf.ROWS))
    return Reached({}, batch.rows, max(batch.rows, 1), rests=True)


PHASES = {
    "open": _open,
    "stage": _stage,
    "check": _check,
    "checked": _checked,
    "commit": _commit,
}


def _refuse(batch: Batch, refusal: Refusal, actor: Actor) -> Reached:
    batch.state, batch.ended_at = State.REFUSED, clock.now()
    batch.error_code, batch.error_detail = refusal.code, refusal.detail[:600]
    batch.save(update_fields=["state", "ended_at", "error_code", "error_detail"])
    audit.record(
        actor=actor,
        action="records.refuse_batch",
        target=("batch", batch.id),
        detail={"unit": batch.unit_id, "item": batch.item_id, "code": refusal.code},
    )
    transaction.on_commit(lambda: shelf.remove(batch.shelf, shelf.ORIGINAL, shelf.ROWS))
    return Reached({}, batch.rows, max(batch.rows, 1), rests=True)


def _settled(batch: Batch, number: int) -> list[Settled]:
    found = staging.chunk_of(batch.id, number)
    if batch.is_register:
        return committing.each_for_itself(found, registering.settle)
    return committing.each_for_itself(
        found,
        lambda part: settling.settle(
            part,
            unit_id=batch.unit_id,
            version=batch.catalogue_version,
            fixed=committing.fixed_of(batch),
            is_attested=batch.attests,
        ),
    )


def load_known_of(batch: Batch) -> Known:
    version = CatalogueVersion.objects.select_related("item__sector").get(
        id=batch.catalogue_version_id
    )
    return load_known(version, batch.unit, is_attested=batch.attests)


def officer_of(actor: Actor, batch: Batch) -> Actor:
    """Who sent it or let it in; the door has seen that they may. A job keeps no roles."""
    if actor.kind is ActorKind.STAFF:
        return replace(actor, duties=(Duty(unit_id=batch.unit_id, role=Role.CLERK),))
    if actor.kind is ActorKind.CLIENT:
        return replace(actor, unit_id=batch.unit_id)
    return actor


def _content(batch: Batch) -> BinaryIO:
    is_book = FileKind(batch.layout["kind"]) in BOOKS
    return shelf.open_part(batch.shelf, shelf.ROWS if is_book else shelf.ORIGINAL)


def is_lost(batch: Batch) -> bool:
    """Whether rows were staged that are no longer there."""
    staged = batch.rows - int(batch.counts.get(PERSONS, 0))
    return staged > 0 and not StagedRow.objects.filter(batch_id=batch.id).exists()


def _bad(batch: Batch) -> int:
    return sum(int(batch.counts.get(outcome, 0)) for outcome in BAD)
