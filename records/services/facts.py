"""Taking facts in: opening new ones and changing those that stand, many in a constant number of
statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core import clock
from core import errors as core_errors
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.services import audit
from records import errors
from records.models import Attestation
from records.queries.access import WRITERS
from records.queries.units import answering_for
from records.services import ledger
from records.sql import facts as sql
from records.sql.facts import Written
from records.sql.rows import FactRow, Source, of_rows

Rows = Source | Sequence[FactRow]


@dataclass(frozen=True, slots=True)
class Revised:
    """What became of rows about facts that stood: new versions, and those that said the same."""

    written: tuple[Written, ...]
    unchanged: tuple[int, ...]


def open_facts(*, actor: Actor, rows: Rows, by_procedure: bool = False) -> list[Written]:
    """Record facts that did not stand before.

    Rows are checked and typed by the caller; the database still refuses what lacks an element, and
    a second fact of one decision. Items that procedures end in are taken only `by_procedure`.
    """
    require_transaction()
    source, today = _source(rows), clock.today()
    _require_senders(actor, rows, today, by_procedure)
    ledger.advance(_subjects(rows, today))
    written = sql.open_rows(source, today)
    _note(actor, "records.open_facts", written)
    return written


def revise_facts(*, actor: Actor, rows: Rows, by_procedure: bool = False) -> Revised:
    """Record what sources now say of facts that stand: where it differs, one version closes and the
    next opens in one statement; where it does not, nothing is written and no clock moves.

    Effects stay as they are, whatever is sent. Raises `records.fact_gone` when a row's fact was
    retracted or moved, `records.fact_of_other_unit` when another unit said it.
    """
    require_transaction()
    source, today = _source(rows), clock.today()
    _require_senders(actor, rows, today, by_procedure)
    compared = sql.compare_rows(source, today)
    if any(row.version_id is None for row in compared):
        raise errors.FACT_GONE()
    _require_own({(row.unit_id, row.former_unit_id) for row in compared})
    differing = [row for row in compared if not row.is_same]
    unchanged = tuple(row.n for row in compared if row.is_same)
    if not differing:
        return Revised((), unchanged)
    ledger.advance(row.subject_id for row in differing)
    written = sql.revise_rows(source.narrowed(row.n for row in differing), today)
    _note(actor, "records.revise_facts", written)
    return Revised(tuple(written), unchanged)


def attest(
    *,
    actor: Actor,
    unit_id: int,
    item_id: int,
    wording: str,
    decided_from: date,
    decided_to: date,
) -> Attestation:
    """An officer of the source unit states, once for a batch, that its decisions of an item were
    notified and served. The wording and the officer are kept."""
    require_transaction()
    if actor.person_id is None or not actor.holds(WRITERS, unit_id=unit_id):
        raise core_errors.NOT_ALLOWED()
    attestation = Attestation.objects.create(
        unit_id=unit_id,
        item_id=item_id,
        officer_id=actor.person_id,
        wording=wording,
        decided_from=decided_from,
        decided_to=decided_to,
        attested_at=clock.now(),
    )
    audit.record(
        actor=actor,
        action="records.attest",
        target=("attestation", attestation.id),
        detail={"unit": unit_id, "item": item_id},
    )
    return attestation


def _source(rows: Rows) -> Source:
    return rows if isinstance(rows, Source) else of_rows(rows)


def _subjects(rows: Rows, today: date) -> Iterable[int]:
    return sql.subjects(rows, today) if isinstance(rows, Source) else {r.subject_id for r in rows}


def _require_senders(actor: Actor, rows: Rows, today: date, by_procedure: bool) -> None:
    """Every row is of an item in force, sent by a unit the catalogue names and the actor is of."""
    if isinstance(rows, Source):
        pairs = sql.sendings(rows, today)
    else:
        pairs = list({(row.unit_id, row.catalogue_version_id) for row in rows})
    for sender in sql.senders(pairs, today):
        if not sender.is_in_force:
            raise errors.NOT_IN_CATALOGUE()
        if sender.is_system and not by_procedure:
            raise errors.SYSTEM_ITEM()
        if not sender.is_sender and not (sender.is_system and by_procedure):
            raise errors.NOT_A_SENDER()
        if not _is_of(actor, sender.unit_id):
            raise errors.NOT_A_SENDER()


def _is_of(actor: Actor, unit_id: int) -> bool:
    match actor.kind:
        case ActorKind.SYSTEM:
            return True
        case ActorKind.CLIENT:
            return actor.unit_id == unit_id
        case ActorKind.STAFF:
            return actor.holds(WRITERS, unit_id=unit_id)
    return False


def _require_own(units: Iterable[tuple[int, int | None]]) -> None:
    """A unit changes what it said itself, or what a unit said whose duties came to it."""
    others = {(unit, former) for unit, former in units if former is not None and former != unit}
    if others:
        answering = answering_for(former for _, former in others)
        if not all(unit in answering[former] for unit, former in others):
            raise errors.FACT_OF_OTHER_UNIT()


def _note(actor: Actor, action: str, written: Sequence[Written]) -> None:
    """One event for the whole: which facts, by their first and last, and of one organisation when
    they are of one only."""
    if not written:
        return
    subjects = {row.subject_id for row in written}
    facts = [row.fact_id for row in written]
    audit.record(
        actor=actor,
        action=action,
        target=("fact", facts[0]) if len(facts) == 1 else None,
        subject_id=subjects.pop() if len(subjects) == 1 else None,
        detail={"count": len(facts), "first": min(facts), "last": max(facts)},
    )
