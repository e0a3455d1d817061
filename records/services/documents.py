"""The decision itself, as a file, beside the fact it made."""

from core import clock
from core import errors as core_errors
from core.actors import Actor
from core.doors import require_transaction
from core.services import audit
from documents.models import EvidenceFile
from documents.queries.files import access_file
from documents.services.files import attach_file
from records import errors
from records.models import Fact, FactDocument, FactVersion, Subject
from records.queries.access import WRITERS, access_facts

TARGET = "fact"


def attach_document(*, actor: Actor, fact_id: int, file_id: int) -> FactDocument:
    """Tie a PDF the unit keeps to the standing version of a fact as the decision it tells of. A
    better copy takes the place of the former one, which stays on record. Readable from now on by
    whoever may read the fact (`documents` asks `may_read_document`)."""
    require_transaction()
    (version,) = access_facts(actor=actor, fact_ids=[fact_id], roles=WRITERS)
    file = access_file(actor=actor, file_id=file_id)
    if file.media_type != EvidenceFile.MediaType.PDF:
        raise errors.DOCUMENT_PDF()
    # One writer at a time; no clock moves, as nothing the ledger says changes.
    Subject.objects.select_for_update(no_key=True).get(id=version.subject_id)
    now = clock.now()
    current = FactDocument.objects.filter(
        subject_id=version.subject_id, fact_id=fact_id, removed_at__isnull=True
    ).first()
    if current is not None and current.file_id == file_id:
        return current
    if current is not None:
        _remove(current, actor)
    attach_file(
        actor=actor, file_id=file_id, target=(TARGET, fact_id), subject_id=version.subject_id
    )
    document = FactDocument.objects.create(
        subject_id=version.subject_id,
        fact_id=fact_id,
        version_id=version.id,
        file_id=file_id,
        attached_by_id=actor.person_id,
        attached_at=now,
    )
    _note(actor, document, "records.attach_document")
    return document


def remove_document(*, actor: Actor, document_id: int) -> FactDocument:
    """It was the wrong file. The file stays in the unit's keeping."""
    require_transaction()
    found = FactDocument.objects.select_for_update().filter(id=document_id).first()
    if found is None:
        raise core_errors.NOT_FOUND()
    access_facts(actor=actor, fact_ids=[found.fact_id], roles=WRITERS)
    if found.removed_at is not None:
        return found
    _remove(found, actor)
    _note(actor, found, "records.remove_document")
    return found


def document_of(*, actor: Actor, fact_id: int) -> FactDocument | None:
    """The decision's document, for who may read the fact."""
    fact = Fact.objects.filter(id=fact_id).first()
    if fact is None or not _may_read_fact(actor, fact.subject_id, fact_id):
        raise core_errors.NOT_FOUND()
    return (
        FactDocument.objects.filter(
            subject_id=fact.subject_id, fact_id=fact_id, removed_at__isnull=True
        )
        .select_related("file")
        .first()
    )


def may_read_document(actor: Actor, subject_id: int | None, fact_id: str) -> bool:
    """Whether a file kept for a fact is shown to the actor: as the fact is, while it is its
    document."""
    if subject_id is None or not fact_id.isdecimal():
        return False
    current = FactDocument.objects.filter(
        subject_id=subject_id, fact_id=int(fact_id), removed_at__isnull=True
    )
    return current.exists() and _may_read_fact(actor, subject_id, int(fact_id))


def _may_read_fact(actor: Actor, subject_id: int, fact_id: int) -> bool:
    return (
        FactVersion.objects.visible_to(actor)
        .filter(subject_id=subject_id, fact_id=fact_id)
        .exists()
    )


def _remove(document: FactDocument, actor: Actor) -> None:
    document.removed_by_id, document.removed_at = actor.person_id, clock.now()
    document.save(update_fields=["removed_by", "removed_at"])


def _note(actor: Actor, document: FactDocument, action: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("fact", document.fact_id),
        subject_id=document.subject_id,
        detail={"document": document.id, "file": document.file_id},
    )
