"""Batches from their arrival to their end, as people and systems move them on."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import clock, paging
from core import errors as core_errors
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.services import audit, jobs
from documents.decisions.names import display_name
from documents.store import Incoming
from records import errors as record_errors
from records.intake import attesting, errors, phases, shelf
from records.intake.reading.kinds import kind_of
from records.models import Batch, CatalogueVersion, StagedRow
from records.queries.access import DECIDERS, WRITERS
from records.queries.catalogue import list_catalogue, version_on

JOB = "records.take_in"
WORDING = attesting.WORDING
State, Mode = Batch.State, Batch.Mode


def receive(
    *,
    actor: Actor,
    incoming: Incoming,
    file_name: str,
    unit_id: int,
    item_code: str,
    mode: str,
    channel: str,
    attests: bool = False,
) -> Batch:
    """Take a file that has arrived and have it read. What is no table, is not of an item in force,
    or comes from a unit that does not supply the item, is refused at once."""
    require_transaction()
    version = require_sender(actor, unit_id, item_code)
    if attests:
        attesting.require_person(actor)
    if mode not in Mode.values or channel not in Batch.Channel.values:
        raise errors.FORM(name="mode")
    with incoming.open() as content:
        kind = kind_of(content, incoming.size)
    batch = Batch.objects.create(
        unit_id=unit_id,
        item_id=version.item_id,
        catalogue_version=version,
        channel=channel,
        mode=mode,
        state=State.RECEIVED,
        file_name=display_name(file_name),
        sha256=incoming.sha256,
        size=incoming.size,
        shelf=uuid.uuid4(),
        layout={"kind": kind},
        attests=attests,
        created_at=clock.now(),
        made_by_id=actor.person_id,
    )
    shelf.keep(incoming, batch.shelf)
    audit.record(
        actor=actor,
        action="records.receive_batch",
        target=("batch", batch.id),
        detail={"unit": unit_id, "item": version.item_id, "sha256": batch.sha256},
    )
    return batch


def receive_and_start(**given: Any) -> Batch:
    """The same, and a worker reads it."""
    batch = receive(**given)
    return _start(given["actor"], batch)


def confirm(*, actor: Actor, batch_id: int, mode: str, attests: bool | None = None) -> Batch:
    """What was checked goes in: at once, or where the item asks for it when a second person agrees.
    The officer's word on service is taken down here, for the days the batch speaks of; `attests`
    gives or withholds it, whatever was said when the file was sent."""
    require_transaction()
    batch = _lock(actor, batch_id, State.CHECKED)
    _require_writer(actor, batch)
    if phases.is_lost(batch):
        # The database crashed since: it is read and checked again, and confirmed after that.
        batch.state = State.RECEIVED
        batch.save(update_fields=["state"])
        return _start(actor, batch)
    if mode == Mode.WHOLE and batch.rows > phases.MOST_WHOLE:
        raise errors.WHOLE_LIMIT(limit=phases.MOST_WHOLE)
    batch.mode = Mode(mode) if mode in {Mode.PARTIAL, Mode.WHOLE} else Mode.PARTIAL
    batch.attests = batch.attests if attests is None else attests
    if batch.attests:
        batch.attestation = attesting.attest_batch(actor, batch)
    checked = batch.catalogue_version.needs_check
    batch.state = State.WAITING if checked else State.COMMITTING
    batch.save(update_fields=["mode", "attests", "attestation", "state"])
    _note(actor, batch, "records.confirm_batch")
    return batch if checked else _start(actor, batch)


def approve(*, actor: Actor, batch_id: int) -> Batch:
    """A second person of the unit has looked at the batch and lets it in."""
    require_transaction()
    batch = _lock(actor, batch_id, State.WAITING)
    if actor.person_id is None or not actor.holds(DECIDERS, unit_id=batch.unit_id):
        raise core_errors.NOT_ALLOWED()
    if actor.person_id == batch.made_by_id:
        raise errors.SAME_PERSON()
    batch.checked_by_id = actor.person_id
    batch.state = State.COMMITTING
    batch.save(update_fields=["checked_by", "state"])
    _note(actor, batch, "records.approve_batch")
    return _start(actor, batch)


def abandon(*, actor: Actor, batch_id: int) -> Batch:
    """Nothing of the batch goes in; its file is removed."""
    require_transaction()
    batch = _lock(actor, batch_id, State.CHECKED, State.WAITING)
    _require_writer(actor, batch)
    batch.state, batch.ended_at = State.ABANDONED, clock.now()
    batch.save(update_fields=["state", "ended_at"])
    transaction.on_commit(lambda: shelf.remove(batch.shelf, shelf.ORIGINAL, shelf.ROWS))
    _note(actor, batch, "records.abandon_batch")
    return batch


def require_sender(actor: Actor, unit_id: int, item_code: str) -> CatalogueVersion:
    """The item's version in force, if the unit may send it and the actor may act for the unit."""
    try:
        version = version_on(item_code, clock.today())
    except core_errors.Refusal as refusal:
        raise record_errors.NOT_IN_CATALOGUE() from refusal
    if version.item.is_system:
        raise record_errors.SYSTEM_ITEM()
    acts = (
        actor.unit_id == unit_id
        if actor.kind is ActorKind.CLIENT
        else actor.kind is ActorKind.STAFF and actor.holds(WRITERS, unit_id=unit_id)
    )
    if not acts and actor.kind is not ActorKind.SYSTEM:
        raise core_errors.NOT_ALLOWED()
    if not version.any_unit and not version.sources.filter(unit_id=unit_id).exists():
        raise record_errors.NOT_A_SENDER()
    return version


def items_of(unit_id: int, day: date) -> list[CatalogueVersion]:
    """What a unit may send in, in the order of the catalogue."""
    sent = set(
        CatalogueVersion.objects.filter(sources__unit_id=unit_id).values_list("id", flat=True)
    )
    return [
        version
        for version in list_catalogue(day)
        if not version.item.is_system and (version.any_unit or version.id in sent)
    ]


def access_batch(*, actor: Actor, batch_id: int) -> Batch:
    """The batch, or not found also when it is another unit's."""
    found = _shown(actor).filter(id=batch_id).first()
    if found is None:
        raise core_errors.NOT_FOUND()
    return found


def list_batches(
    *, actor: Actor, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> paging.Page[Batch]:
    return paging.page(_shown(actor), order=("-id",), cursor=cursor, size=size)


def list_rows(
    *,
    actor: Actor,
    batch_id: int,
    outcomes: Sequence[str] = (),
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> paging.Page[StagedRow]:
    """Rows of a batch in the file's order, with what is said about each."""
    batch = access_batch(actor=actor, batch_id=batch_id)
    rows = StagedRow.objects.filter(batch_id=batch.id)
    if outcomes:
        rows = rows.filter(outcome__in=outcomes)
    return paging.page(rows, order=("n",), cursor=cursor, size=size)


def _shown(actor: Actor) -> QuerySet[Batch]:
    return Batch.objects.visible_to(actor).select_related(
        "unit", "item", "catalogue_version", "made_by", "checked_by"
    )


def _lock(actor: Actor, batch_id: int, *states: str) -> Batch:
    found = Batch.objects.visible_to(actor).filter(id=batch_id)
    batch = found.select_for_update(of=("self",)).select_related("catalogue_version").first()
    if batch is None:
        raise core_errors.NOT_FOUND()
    if batch.state not in states:
        raise errors.NOT_CHECKED(state=batch.get_state_display())
    return batch


def _require_writer(actor: Actor, batch: Batch) -> None:
    """A person of the unit; a system of the unit where no person sent the batch, as whoever makes
    it may also go on with it. Looking it through for another is for persons."""
    if actor.kind is ActorKind.CLIENT:
        if actor.unit_id != batch.unit_id or batch.made_by_id is not None:
            raise core_errors.NOT_ALLOWED()
        return
    if actor.person_id is None or not actor.holds(WRITERS, unit_id=batch.unit_id):
        raise core_errors.NOT_ALLOWED()


def _start(actor: Actor, batch: Batch) -> Batch:
    job = jobs.start(actor=actor, kind=JOB, parameters={"batch": batch.id})
    batch.job_id = job.id
    batch.save(update_fields=["job_id"])
    return batch


def _note(actor: Actor, batch: Batch, action: str) -> None:
    audit.record(
        actor=actor, action=action, target=("batch", batch.id), detail={"unit": batch.unit_id}
    )
