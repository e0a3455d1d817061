"""The papers an act on a fact rests on, kept with the fact."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from core import errors as core_errors
from core.actors import Actor
from core.doors import require_transaction
from documents.models import EvidenceFile
from documents.services.files import add_file
from documents.store import Incoming
from records.models import Fact, FactDocument, FactVersion
from records.queries.access import WRITERS, access_facts, acting_unit, require_answering
from records.services.documents import attach_document

T = TypeVar("T")
TARGET = "fact_grounds"


def act_on_papers(
    *, actor: Actor, act: Callable[..., T], about: int, papers: Sequence[Incoming], **given: Any
) -> T:
    """One of the verbs and the papers for it, together or not at all. The papers stay with the
    fact they are `about` as it was, whatever becomes of it."""
    require_transaction()
    for incoming in papers:
        attach_paper(actor=actor, fact_id=about, incoming=incoming)
    return act(actor=actor, **given)


def attach_decision(*, actor: Actor, fact_id: int, incoming: Incoming) -> FactDocument:
    """The decision itself, as it came with a form: kept by the unit and tied to the fact."""
    require_transaction()
    (version,) = access_facts(actor=actor, fact_ids=[fact_id], roles=WRITERS)
    file = add_file(
        actor=actor,
        incoming=incoming,
        name=incoming.name,
        unit_id=acting_unit(actor, version.unit_id),
        retention=EvidenceFile.Retention.CASE,
    )
    return attach_document(actor=actor, fact_id=fact_id, file_id=file.id)


def attach_papers(*, actor: Actor, fact_id: int, papers: Sequence[Incoming]) -> list[EvidenceFile]:
    return [attach_paper(actor=actor, fact_id=fact_id, incoming=each) for each in papers]


def attach_paper(*, actor: Actor, fact_id: int, incoming: Incoming) -> EvidenceFile:
    """A proof of service, a ruling, notes of an inquiry: kept by the unit that answers for the
    fact. Opened once it has been scanned."""
    require_transaction()
    subjects = Fact.objects.filter(id=fact_id).values("subject_id")
    seen = FactVersion.objects.visible_to(actor).filter(subject_id__in=subjects, fact_id=fact_id)
    version = seen.order_by("-id").first()
    if version is None:
        raise core_errors.NOT_FOUND()
    require_answering(actor, {version.unit_id}, WRITERS)
    return add_file(
        actor=actor,
        incoming=incoming,
        name=incoming.name,
        unit_id=acting_unit(actor, version.unit_id),
        retention=EvidenceFile.Retention.CASE,
        target=(TARGET, fact_id),
        subject_id=version.subject_id,
    )
