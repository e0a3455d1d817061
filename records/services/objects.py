"""Supervised objects: entering them, who holds them, and what is said of those nobody holds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core import clock
from core import errors as core_errors
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.services import audit
from records import errors
from records.models import CatalogueVersion, ObjectHolding, ObjectRecord, SupervisedObject
from records.queries.access import WRITERS, access_subject_id
from records.services import ledger


def add_object(
    *, actor: Actor, unit_id: int, kind: str, number: str, name: str
) -> SupervisedObject:
    require_transaction()
    _require_writer(actor, unit_id)
    made = SupervisedObject.objects.create(
        kind=kind,
        number=number.strip(),
        name=name.strip(),
        unit_id=unit_id,
        recorded_at=clock.now(),
    )
    _note(actor, "records.add_object", made.id)
    return made


def hold_object(
    *, actor: Actor, object_id: int, subject_id: int, role: str, valid_from: date
) -> ObjectHolding:
    """An organisation owns or runs the object from a day on. Another's holding in the same role is
    ended first, by its own act."""
    require_transaction()
    found = _access(actor, object_id)
    subject = access_subject_id(actor=actor, subject_id=subject_id)
    stamps = ledger.advance([subject.id])
    holding = ObjectHolding.objects.create(
        supervised_object=found,
        subject=subject,
        role=role,
        valid_from=valid_from,
        recorded_at=stamps[subject.id],
    )
    _note(actor, "records.hold_object", found.id, subject.id)
    return holding


def end_holding(*, actor: Actor, holding_id: int, valid_to: date) -> ObjectHolding:
    require_transaction()
    holding = ObjectHolding.objects.select_for_update().filter(id=holding_id).first()
    if holding is None:
        raise core_errors.NOT_FOUND()
    found = _access(actor, holding.supervised_object_id)
    if holding.valid_to is not None:
        raise errors.OBJECT_HELD()
    ledger.advance([holding.subject_id])
    holding.valid_to = valid_to
    holding.save(update_fields=["valid_to"])
    _note(actor, "records.end_holding", found.id, holding.subject_id)
    return holding


def record_on_object(
    *,
    actor: Actor,
    unit_id: int,
    object_id: int,
    catalogue_version_id: int,
    decided_on: date | None = None,
    document_no: str = "",
    authority: str = "",
    basis: str = "",
    outcome: str = "",
    fields: Mapping[str, Any] | None = None,
) -> ObjectRecord:
    """Keep what a unit says about an object whose owner has no code. It is no fact: not shown, and
    counting against nobody."""
    require_transaction()
    _require_writer(actor, unit_id)
    found = _access(actor, object_id)
    version = CatalogueVersion.objects.filter(id=catalogue_version_id, is_ended=False).first()
    if version is None:
        raise errors.NOT_IN_CATALOGUE()
    record = ObjectRecord.objects.create(
        supervised_object=found,
        item_id=version.item_id,
        kind=version.kind,
        polarity=version.polarity,
        catalogue_version=version,
        unit_id=unit_id,
        decided_on=decided_on,
        document_no=document_no,
        authority=authority,
        basis=basis,
        outcome=outcome,
        fields=dict(fields or {}),
        recorded_on=clock.today(),
        recorded_at=clock.now(),
    )
    _note(actor, "records.record_on_object", found.id)
    return record


def withdraw_object_record(*, actor: Actor, record_id: int, reason: str) -> ObjectRecord:
    require_transaction()
    record = ObjectRecord.objects.select_for_update().filter(id=record_id).first()
    if record is None:
        raise core_errors.NOT_FOUND()
    _require_writer(actor, record.unit_id)
    if record.withdrawn_at is not None or not reason.strip():
        raise errors.OBJECT_RECORD()
    record.withdrawn_at, record.withdrawal_reason = clock.now(), reason
    record.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    _note(actor, "records.withdraw_object_record", record.supervised_object_id)
    return record


def _access(actor: Actor, object_id: int) -> SupervisedObject:
    """Objects are known to all staff on duty who may write somewhere, and to systems."""
    if actor.kind is ActorKind.STAFF and not actor.units(*WRITERS):
        raise core_errors.NOT_ALLOWED()
    if actor.kind in {ActorKind.AGENT, ActorKind.PUBLIC}:
        raise core_errors.NOT_FOUND()
    found = SupervisedObject.objects.filter(id=object_id).first()
    if found is None:
        raise core_errors.NOT_FOUND()
    return found


def _require_writer(actor: Actor, unit_id: int) -> None:
    if actor.kind is ActorKind.CLIENT and actor.unit_id == unit_id:
        return
    if not actor.holds(WRITERS, unit_id=unit_id):
        raise core_errors.NOT_ALLOWED()


def _note(actor: Actor, action: str, object_id: int, subject_id: int | None = None) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("supervised_object", object_id),
        subject_id=subject_id,
    )
