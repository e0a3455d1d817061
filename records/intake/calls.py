"""Rows given in one call, by a department's system or on a form: the same way in as a file's, done
at once in the caller's transaction."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core import clock
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.errors import FieldError
from core.services import audit
from records.decisions.fields import Field
from records.intake import attesting, committing, errors, registering, settling, shelf, staging
from records.intake.batches import require_sender
from records.intake.interpreting import interpret
from records.intake.known import Interpreted
from records.intake.looking_up import load_known
from records.intake.notes import Note, Weight
from records.intake.phases import BAD, PERSONS
from records.intake.reading.cells import text_of
from records.intake.reading.columns import heading_of
from records.intake.reading.kinds import FileKind
from records.intake.reading.tables import Layout
from records.intake.settling import Candidate, Settled
from records.models import Batch
from records.quality.services.returns import close_loop
from records.sql import intake as sql
from sectors.models import OrgUnit

MOST_ROWS = 1_000
# Of what is wrong with a call and of names nobody knows, so many are said.
MOST_SAID = 50
LONGEST_NAME = 40
NAMES = {
    Batch.Channel.API: "接口推送",
    Batch.Channel.FORM: "逐条填报",
}
State, Mode = Batch.State, Batch.Mode


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What became of a row; `n` is its place in the call, from 0."""

    n: int
    outcome: str
    uscc: str
    fact_id: int | None
    remarks: Sequence[Note]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a call. Rows about persons are not among `rows`: they were counted and
    forgotten. `ignored` are names in the rows that the item has no field for."""

    batch: Batch
    rows: Sequence[RowAnswer]
    ignored: Sequence[str]

    @property
    def persons(self) -> int:
        return int(self.batch.counts.get(PERSONS, 0))


def submit_rows(
    *,
    actor: Actor,
    unit_id: int,
    item_code: str,
    rows: Sequence[object],
    attests: bool = False,
    mode: str = Mode.PARTIAL,
) -> Receipt:
    """Take rows of one item in: 1 to MOST_ROWS mappings from a field's code or any of its names to
    text, a number, a truth value or nothing.

    `partial` takes what is right, `whole` all or nothing (`intake.not_whole` says why not), `check`
    writes nothing into the ledger and can be confirmed. Where the item asks for a second person the
    rows wait for one. Only a person of the unit may say that decisions were served (`attests`).
    """
    require_transaction()
    version = require_sender(actor, unit_id, item_code)
    if attests:
        attesting.require_person(actor)
    if not 1 <= len(rows) <= MOST_ROWS:
        raise errors.ROWS_IN_CALL(limit=MOST_ROWS)
    unit = OrgUnit.objects.get(id=unit_id)
    known = load_known(version, unit, is_attested=attests)
    given, ignored = _read(rows, known.fields)
    batch = _batch(actor, unit, version.item_id, version.id, given, mode)
    batch.attests = attests
    candidates = []
    for n, values in enumerate(given):
        candidate = _candidate(interpret(values, known), n, is_register=batch.is_register)
        if candidate is not None:
            candidates.append(candidate)
    batch.save()
    staging.stage(batch.id, candidates)
    sql.mark_doubles(batch.id)
    if attests:
        batch.attestation = attesting.attest_batch(actor, batch)
    waits = mode == Mode.CHECK or version.needs_check
    settled = _settle(actor, batch, writes=not waits)
    persons = len(given) - len(candidates)
    batch.counts = {PERSONS: persons, **committing.tally(settled)}
    if mode == Mode.WHOLE:
        _require_whole(settled)
    staging.mark(batch.id, settled)
    _end(batch, given, waits=waits)
    audit.record(
        actor=actor,
        action="records.submit_rows",
        target=("batch", batch.id),
        detail={"unit": unit_id, "item": batch.item_id, "state": batch.state, **batch.counts},
    )
    return Receipt(batch, [_answer(each) for each in settled], ignored)


def _read(
    rows: Sequence[object], fields: Sequence[Field]
) -> tuple[list[dict[str, str]], list[str]]:
    """Each row as text by code of the field. What is not of the form is said all at once."""
    names = {heading: each for each in fields for heading in each.headers()}
    ignored: dict[str, None] = {}
    wrong: list[FieldError] = []
    given: list[dict[str, str]] = []
    for n, row in enumerate(rows):
        values: dict[str, str] = {}
        if not isinstance(row, Mapping):
            wrong.append(FieldError(_place(n, ""), "每行须是一个 JSON 对象。", "intake.row"))
            continue
        for name, value in row.items():
            field = names.get(heading_of(name))
            if field is None:
                ignored.setdefault(name[:LONGEST_NAME])
            elif isinstance(value, Mapping | list):
                message = f"“{field.name}”须是文字、数字、真假或空。"
                wrong.append(FieldError(_place(n, field.code), message, "intake.value"))
            elif field.code in values:
                message = f"“{field.name}”以不同写法出现了两次。"
                wrong.append(FieldError(_place(n, field.code), message, "intake.twice"))
            else:
                values[field.code] = text_of(value)
        given.append(values)
    if wrong:
        raise errors.CALL_FORM(count=len(wrong), fields=wrong[:MOST_SAID])
    return given, list(ignored)[:MOST_SAID]


def _batch(
    actor: Actor,
    unit: OrgUnit,
    item_id: int,
    version_id: int,
    given: Sequence[Mapping[str, str]],
    mode: str,
) -> Batch:
    channel = Batch.Channel.API if actor.kind is ActorKind.CLIENT else Batch.Channel.FORM
    content = _lines(given)
    now = clock.now()
    return Batch(
        unit=unit,
        item_id=item_id,
        catalogue_version_id=version_id,
        channel=channel,
        mode=Mode(mode),
        state=State.COMMITTING,
        file_name=NAMES[channel],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        shelf=uuid.uuid4(),
        layout=Layout(kind=FileKind.NDJSON).as_json(),
        rows=len(given),
        created_at=now,
        checked_at=now,
        made_by_id=actor.person_id,
    )


def _candidate(read: Interpreted, n: int, *, is_register: bool) -> Candidate | None:
    if read.is_person:
        return None
    of = registering.candidate_of if is_register else settling.candidate_of
    return of(read, n=n, line=n + 1)


def _settle(actor: Actor, batch: Batch, *, writes: bool) -> list[Settled]:
    found = staging.chunk_of(batch.id, 0)
    if batch.is_register:
        if writes:
            return registering.commit(actor=actor, batch=batch, candidates=found)
        return registering.settle(found)
    if writes:
        return committing.commit(
            actor=actor, batch=batch, version=batch.catalogue_version, candidates=found
        )
    return settling.settle(
        found,
        unit_id=batch.unit_id,
        version=batch.catalogue_version,
        fixed=committing.fixed_of(batch),
        is_attested=batch.attests,
    )


def _require_whole(settled: Iterable[Settled]) -> None:
    bad = [each for each in settled if each.outcome in BAD]
    if bad:
        said = [
            FieldError(
                f"rows[{each.candidate.n}].{note.field}".rstrip("."), note.message, note.code
            )
            for each in bad
            for note in each.candidate.remarks
            if note.weight >= Weight.HOLD
        ]
        raise errors.NOT_WHOLE(count=len(bad), fields=said[:MOST_SAID])


def _place(n: int, field: str) -> str:
    return f"rows[{n}].{field}" if field else f"rows[{n}]"


def _end(batch: Batch, given: Sequence[Mapping[str, str]], *, waits: bool) -> None:
    """In at once, or resting: then the rows are kept as a file's are, so that whoever goes on with
    the batch finds it as if it had been one."""
    if waits:
        is_check = batch.mode == Mode.CHECK
        batch.state = State.CHECKED if is_check else State.WAITING
        with shelf.Written(batch.shelf, shelf.ORIGINAL) as out:
            out.write(_lines(given))
    else:
        batch.state, batch.ended_at = State.DONE, clock.now()
    batch.save(update_fields=["state", "counts", "attestation", "ended_at"])
    if batch.state == State.DONE:
        close_loop(batch.id)


def _lines(given: Sequence[Mapping[str, str]]) -> bytes:
    lines = (json.dumps(values, ensure_ascii=False) for values in given)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _answer(settled: Settled) -> RowAnswer:
    return RowAnswer(
        n=settled.candidate.n,
        outcome=str(settled.outcome),
        uscc=settled.candidate.uscc,
        fact_id=settled.fact_id,
        remarks=sorted(settled.candidate.remarks, key=lambda note: -note.weight),
    )
