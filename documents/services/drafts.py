"""Drafts: one person writes, another issues."""

from collections.abc import Mapping
from typing import Any

from core import clock, doors, errors
from core.actors import Actor
from core.services import audit
from documents import errors as document_errors
from documents.models import IssuedDocument, PaperDraft
from documents.papers import registry
from documents.queries import papers as queries
from documents.services import papers as issuing

State = PaperDraft.State
OPEN = (State.DRAFT, State.RETURNED)


def add_draft(*, actor: Actor, kind: str, unit_id: int, data: Mapping[str, Any]) -> PaperDraft:
    """Begin a paper. It is its drafter's own until submitted."""
    doors.require_transaction()
    if actor.person_id is None or not queries.may_write(actor, unit_id):
        raise errors.NOT_ALLOWED()
    paper = registry.get(kind)
    checked = paper.checked(data)
    now = clock.now()
    draft = PaperDraft.objects.create(
        kind=kind,
        unit_id=unit_id,
        title=str(checked.get("title", paper.title)),
        data=checked,
        drafted_by_id=actor.person_id,
        drafted_at=now,
        changed_at=now,
    )
    _record(actor, draft, "documents.add_draft")
    return draft


def change_draft(
    *, actor: Actor, draft_id: int, version: int, data: Mapping[str, Any]
) -> PaperDraft:
    doors.require_transaction()
    draft = _own(actor, draft_id, version)
    paper = registry.get(draft.kind)
    draft.data = paper.checked(data)
    draft.title = str(draft.data.get("title", paper.title))
    _move(actor, draft, draft.state, "documents.change_draft", "data", "title")
    return draft


def submit_draft(*, actor: Actor, draft_id: int, version: int) -> PaperDraft:
    """Hand a draft to whoever may issue it; from then on the drafter cannot change it."""
    doors.require_transaction()
    draft = _own(actor, draft_id, version)
    _move(actor, draft, State.SUBMITTED, "documents.submit_draft")
    return draft


def discard_draft(*, actor: Actor, draft_id: int, version: int) -> PaperDraft:
    doors.require_transaction()
    draft = _own(actor, draft_id, version)
    _move(actor, draft, State.DISCARDED, "documents.discard_draft")
    return draft


def return_draft(*, actor: Actor, draft_id: int, version: int, reason: str) -> PaperDraft:
    """Give a submitted draft back with what should change."""
    doors.require_transaction()
    draft = _submitted(actor, draft_id, version)
    draft.decided_by_id = actor.person_id
    draft.decided_at = clock.now()
    draft.return_reason = reason
    fields = ("decided_by", "decided_at", "return_reason")
    _move(actor, draft, State.RETURNED, "documents.return_draft", *fields)
    return draft


def issue_draft(*, actor: Actor, draft_id: int, version: int) -> IssuedDocument:
    """Issue a submitted draft as it stands. The drafter cannot, whatever the role."""
    doors.require_transaction()
    draft = _submitted(actor, draft_id, version)
    document = issuing.issue(
        actor=actor,
        kind=draft.kind,
        unit_id=draft.unit_id,
        data=draft.data,
        subject_id=draft.subject_id,
        target=(draft.target_kind, draft.target_id) if draft.target_kind else None,
        drafted_by_id=draft.drafted_by_id,
    )
    draft.decided_by_id = actor.person_id
    draft.decided_at = clock.now()
    draft.document = document
    # The text lives in the paper now; a second copy here would outlive its erasure.
    draft.data = {}
    fields = ("decided_by", "decided_at", "document", "data")
    _move(actor, draft, State.ISSUED, "documents.issue_draft", *fields)
    return document


def _own(actor: Actor, draft_id: int, version: int) -> PaperDraft:
    draft = queries.lock_draft(actor=actor, draft_id=draft_id, version=version)
    if draft.drafted_by_id != actor.person_id or not queries.may_write(actor, draft.unit_id):
        raise errors.NOT_ALLOWED()
    if draft.state not in OPEN:
        raise document_errors.DRAFT_STATE(state=draft.get_state_display())
    return draft


def _submitted(actor: Actor, draft_id: int, version: int) -> PaperDraft:
    draft = queries.lock_draft(actor=actor, draft_id=draft_id, version=version)
    if not queries.may_issue(actor, registry.get(draft.kind), draft.unit_id):
        raise errors.NOT_ALLOWED()
    if draft.state != State.SUBMITTED:
        raise document_errors.DRAFT_STATE(state=draft.get_state_display())
    if draft.drafted_by_id == actor.person_id:
        raise document_errors.SAME_PERSON()
    return draft


def _move(actor: Actor, draft: PaperDraft, state: str, action: str, *fields: str) -> None:
    draft.state = state
    draft.version += 1
    draft.changed_at = clock.now()
    draft.save(update_fields=[*fields, "state", "version", "changed_at"])
    _record(actor, draft, action)


def _record(actor: Actor, draft: PaperDraft, action: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("paper_draft", draft.id),
        subject_id=draft.subject_id,
        detail={"state": draft.state, "version": draft.version},
    )
