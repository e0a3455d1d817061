"""Organisations: what the register says of them, what a clerk may enter before it does, and what
becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core import clock
from core import errors as core_errors
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.services import audit
from records import errors, uscc
from records.models import CatalogueSource, CatalogueVersion, ItemKind, Subject, Succession
from records.queries.access import WRITERS
from records.services import ledger
from records.services.names import refresh_names
from records.sql import subjects as sql
from records.sql.subjects import SubjectRow


@dataclass(frozen=True, slots=True)
class Registered:
    """How many rows brought something new, and the numbers of those that did not."""

    written: int
    unchanged: tuple[int, ...]


def register_subject_versions(
    *,
    actor: Actor,
    rows: Sequence[SubjectRow],
    catalogue_version_id: int,
    unit_id: int,
    batch_id: int | None = None,
) -> Registered:
    """Record what the register says, of many subjects in a constant number of statements.

    New codes become subjects; provisional ones are confirmed, and what a clerk had entered about
    them gives way. A row that says what is held already writes nothing. Codes have been read with
    `records.uscc` before: what is no code, or the number of a person, is refused.
    """
    require_transaction()
    _require_register(actor, catalogue_version_id, unit_id)
    given = sql.packed(replace(row, oddities=_oddities(row.uscc)) for row in rows)
    sql.ensure(given)
    compared = sql.compare(given)
    subjects = sorted({row.subject_id for row in compared if not row.is_same})
    unchanged = tuple(row.n for row in compared if row.is_same)
    if not subjects:
        return Registered(0, unchanged)
    ledger.advance(subjects)
    written = sql.write(
        given,
        catalogue_version_id=catalogue_version_id,
        unit_id=unit_id,
        batch_id=batch_id,
        today=clock.today(),
    )
    refresh_names(subjects)
    audit.record(
        actor=actor,
        action="records.register_subject_versions",
        subject_id=subjects[0] if len(subjects) == 1 else None,
        detail={"count": written, "subjects": len(subjects), "unit": unit_id},
    )
    return Registered(written, unchanged)


def add_provisional_subject(*, actor: Actor, unit_id: int, row: SubjectRow) -> Subject:
    """Enter a subject the register has not sent yet: not public, not graded, until it does."""
    require_transaction()
    if not actor.holds(WRITERS, unit_id=unit_id):
        raise core_errors.NOT_ALLOWED()
    row = replace(row, uscc=row.uscc.strip().upper())
    row = replace(row, oddities=_oddities(row.uscc))
    if Subject.objects.filter(uscc=row.uscc).exists():
        raise errors.SUBJECT_EXISTS()
    given = sql.packed([row])
    sql.ensure(given)
    subject = Subject.objects.get(uscc=row.uscc)
    ledger.advance([subject.id])
    sql.write(given, catalogue_version_id=None, unit_id=unit_id, batch_id=None, today=clock.today())
    refresh_names([subject.id])
    audit.record(
        actor=actor,
        action="records.add_provisional_subject",
        target=("subject", subject.id),
        subject_id=subject.id,
        detail={"unit": unit_id},
    )
    return Subject.objects.get(id=subject.id)


def record_succession(
    *,
    actor: Actor,
    predecessor_id: int,
    successor_id: int,
    kind: str,
    effective_on: date,
    basis: str,
    unit_id: int,
) -> Succession:
    """A subject was merged, split or converted. Facts stay with whom they were said about."""
    require_transaction()
    if actor.kind is not ActorKind.SYSTEM and not actor.holds(WRITERS, unit_id=unit_id):
        raise core_errors.NOT_ALLOWED()
    if Subject.objects.filter(id__in={predecessor_id, successor_id}).count() < 2:
        raise errors.SUCCESSION()
    stamps = ledger.advance([predecessor_id, successor_id])
    succession = Succession.objects.create(
        predecessor_id=predecessor_id,
        successor_id=successor_id,
        kind=kind,
        effective_on=effective_on,
        basis=basis,
        recorded_at=stamps[predecessor_id],
        unit_id=unit_id,
    )
    audit.record(
        actor=actor,
        action="records.record_succession",
        target=("succession", succession.id),
        subject_id=predecessor_id,
        detail={"successor": successor_id, "kind": kind},
    )
    return succession


def _oddities(code: str) -> list[str]:
    reading = uscc.read(code)
    if not reading.code:
        raise errors.SUBJECT_CODE()
    return [oddity.value for oddity in reading.oddities]


def _require_register(actor: Actor, catalogue_version_id: int, unit_id: int) -> None:
    """The item is the register's, and the unit keeps the register."""
    version = CatalogueVersion.objects.filter(id=catalogue_version_id).first()
    if version is None or version.kind != ItemKind.REGISTRATION or version.is_ended:
        raise errors.NOT_IN_CATALOGUE()
    is_of_unit = actor.kind is ActorKind.SYSTEM or (
        actor.unit_id == unit_id
        if actor.kind is ActorKind.CLIENT
        else actor.holds(WRITERS, unit_id=unit_id)
    )
    keeps = CatalogueSource.objects.filter(version=version, unit_id=unit_id).exists()
    if not is_of_unit or not (keeps or version.any_unit):
        raise errors.REGISTER_ONLY()
