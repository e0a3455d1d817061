"""Reading drafts and issued papers."""

import io
from dataclasses import dataclass

from core import clock, errors, paging
from core.actors import Actor, Role
from documents import policies, store
from documents.decisions.numbering import as_written
from documents.decisions.verification import Paper as Told
from documents.models import IssuedDocument, PaperDraft
from documents.papers import registry
from documents.papers.registry import Paper
from documents.queries.files import WRITERS
from sectors.queries.units import unit_name


@dataclass(frozen=True, slots=True)
class OpenDocument:
    document: IssuedDocument
    content: io.BufferedReader


def access_document(*, actor: Actor, document_id: int) -> IssuedDocument:
    """A paper of a unit where the actor serves, or of a procedure that concerns the actor."""
    found = IssuedDocument.objects.filter(id=document_id)
    document = found.select_related("unit", "issued_by", "drafted_by", "superseded_by").first()
    if document is None or not policies.admits(actor, document):
        raise errors.NOT_FOUND()
    return document


def open_document(*, actor: Actor, document_id: int) -> OpenDocument:
    document = access_document(actor=actor, document_id=document_id)
    return OpenDocument(document, store.open_bytes(document.sha256))


def list_documents(
    *,
    actor: Actor,
    unit_id: int,
    kind: str = "",
    year: int | None = None,
    number: str = "",
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> paging.Page[IssuedDocument]:
    """What a unit issued, the newest first. `number` is the running number or the whole text."""
    rows = IssuedDocument.objects.visible_to(actor).filter(unit_id=unit_id)
    if kind:
        rows = rows.filter(kind=kind)
    if year is not None:
        rows = rows.filter(year=year)
    if number.isascii() and number.isdigit() and len(number) <= 9:
        rows = rows.filter(number=int(number))
    elif number:
        rows = rows.filter(number_text=as_written(number))
    return paging.page(rows, order=["-id"], cursor=cursor, size=size)


def may_issue(actor: Actor, paper: Paper, unit_id: int) -> bool:
    return actor.holds(paper.issuers, unit_id=unit_id)


def may_write(actor: Actor, unit_id: int) -> bool:
    return actor.holds(WRITERS, unit_id=unit_id)


def access_draft(*, actor: Actor, draft_id: int) -> PaperDraft:
    found = PaperDraft.objects.visible_to(actor).filter(id=draft_id)
    draft = found.select_related("unit", "drafted_by", "decided_by", "document").first()
    if draft is None:
        raise errors.NOT_FOUND()
    return draft


def list_drafts(
    *,
    actor: Actor,
    unit_id: int,
    state: str = "",
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> paging.Page[PaperDraft]:
    """Drafts of a unit the actor may see: own ones, and all that were submitted."""
    rows = PaperDraft.objects.visible_to(actor).filter(unit_id=unit_id)
    if state:
        rows = rows.filter(state=state)
    return paging.page(rows.select_related("drafted_by"), order=["-id"], cursor=cursor, size=size)


def count_to_issue(actor: Actor) -> int:
    """Submitted drafts the actor may issue: of the units where they approve, not their own."""
    waiting = PaperDraft.objects.filter(
        state=PaperDraft.State.SUBMITTED, unit_id__in=actor.units(Role.APPROVER)
    )
    return waiting.exclude(drafted_by_id=actor.person_id).count()


def count_returned(actor: Actor) -> int:
    """The actor's own drafts that were given back and wait to be changed."""
    returned = PaperDraft.objects.visible_to(actor).filter(state=PaperDraft.State.RETURNED)
    return returned.filter(drafted_by_id=actor.person_id).count()


def lock_draft(*, actor: Actor, draft_id: int, version: int) -> PaperDraft:
    """The draft as the actor saw it; core.conflict when someone changed it meanwhile."""
    access_draft(actor=actor, draft_id=draft_id)
    draft = PaperDraft.objects.select_for_update().get(id=draft_id)
    if draft.version != version:
        raise errors.CONFLICT()
    return draft


def lock_document(document_id: int) -> IssuedDocument:
    return IssuedDocument.objects.select_for_update().get(id=document_id)


def find_by_code(code: str) -> IssuedDocument | None:
    found = IssuedDocument.objects.filter(code=code)
    return found.select_related("superseded_by").first()


def as_told(document: IssuedDocument) -> Told:
    """What of a paper the public is told: its unit as it was called when it went out."""
    ended = document.ended_at
    return Told(
        title=registry.get(document.kind).title,
        unit=unit_name(document.unit_id, document.issued_on),
        number=document.number_text,
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        state=document.state,
        ended_on=ended.astimezone(clock.SHANGHAI).date() if ended else None,
        successor=document.superseded_by.number_text if document.superseded_by else "",
    )


def find_by_sha256(sha256: str) -> IssuedDocument | None:
    found = IssuedDocument.objects.filter(sha256=sha256)
    return found.select_related("superseded_by").first()
