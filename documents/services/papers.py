"""Issuing papers, and ending them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core import clock, doors, errors
from core.actors import Actor, ActorKind, Role
from core.services import audit
from documents import errors as document_errors
from documents import store
from documents.decisions import codes
from documents.models import IssuedDocument
from documents.papers import registry, render
from documents.queries import files, papers
from documents.services.numbers import take_number
from sectors.queries.units import unit_name


def issue(
    *,
    actor: Actor,
    kind: str,
    unit_id: int,
    data: Mapping[str, Any],
    subject_id: int | None = None,
    target: tuple[str, object] | None = None,
    valid_until: date | None = None,
    drafted_by_id: int | None = None,
    replaces_id: int | None = None,
) -> IssuedDocument:
    """Issue a paper of a unit: number, verification code and PDF, all in this transaction.

    Staff need one of the paper's issuing roles in the unit; where the paper needs a draft, its
    drafter is another person. A paper that is replaced ends in the same transaction. Raises
    core.invalid for data the paper's schema does not accept, documents.no_number_pattern where the
    unit has not said how it writes its numbers.
    """
    doors.require_transaction()
    paper = registry.get(kind)
    if actor.kind is not ActorKind.SYSTEM and not papers.may_issue(actor, paper, unit_id):
        raise errors.NOT_ALLOWED()
    if paper.needs_draft and drafted_by_id is None:
        raise ValueError(f"{kind} is drafted by one person and issued by another")
    if drafted_by_id is not None and drafted_by_id == actor.person_id:
        raise document_errors.SAME_PERSON()
    checked = paper.checked(data)
    now, today = clock.now(), clock.today()
    unit = unit_name(unit_id, today)
    if not unit:
        raise errors.NOT_FOUND()
    taken = take_number(actor=actor, unit_id=unit_id, kind=kind, day=today)
    code = codes.new_code()
    title = str(checked.get("title", paper.title))
    frame = render.frame(
        unit=unit,
        title=title,
        number=taken.text,
        issued_on=today,
        valid_until=valid_until,
        code=code,
    )
    given = render.inputs(frame, checked)
    content = render.pdf(paper, given, now)
    document = IssuedDocument.objects.create(
        kind=kind,
        unit_id=unit_id,
        year=taken.year,
        number=taken.number,
        number_text=taken.text,
        title=title,
        code=code,
        issued_on=today,
        valid_until=valid_until,
        issued_at=now,
        drafted_by_id=drafted_by_id,
        issued_by_id=actor.person_id,
        subject_id=subject_id,
        target_kind=target[0] if target else "",
        target_id=str(target[1]) if target else "",
        template_version=paper.version,
        sha256=_keep(content),
        size=len(content),
        data_sha256=_keep(given),
    )
    if replaces_id is not None:
        _supersede(actor, replaces_id, document)
    audit.record(
        actor=actor,
        action="documents.issue",
        target=("document", document.id),
        subject_id=subject_id,
        detail={"kind": kind, "number": taken.text, "sha256": document.sha256},
    )
    return document


def revoke_document(*, actor: Actor, document_id: int, reason: str) -> IssuedDocument:
    """End a paper with a reason. Its number stays used, its code answers 已作废 from now on."""
    doors.require_transaction()
    document = papers.access_document(actor=actor, document_id=document_id)
    if not actor.holds([Role.APPROVER], unit_id=document.unit_id):
        raise errors.NOT_ALLOWED()
    document = papers.lock_document(document_id)
    if document.state != IssuedDocument.State.VALID:
        raise document_errors.DOCUMENT_ENDED()
    _end(actor, document, IssuedDocument.State.REVOKED, reason, None)
    return document


def _supersede(actor: Actor, document_id: int, successor: IssuedDocument) -> None:
    document = papers.lock_document(document_id)
    if (document.unit_id, document.kind) != (successor.unit_id, successor.kind):
        raise errors.NOT_FOUND()
    if document.state != IssuedDocument.State.VALID:
        raise document_errors.DOCUMENT_ENDED()
    reason = f"由{successor.number_text}代替"
    _end(actor, document, IssuedDocument.State.SUPERSEDED, reason, successor)


def _end(
    actor: Actor,
    document: IssuedDocument,
    state: IssuedDocument.State,
    reason: str,
    successor: IssuedDocument | None,
) -> None:
    document.state = state
    document.ended_at = clock.now()
    document.ended_by_id = actor.person_id
    document.end_reason = reason
    document.superseded_by = successor
    document.save(update_fields=["state", "ended_at", "ended_by", "end_reason", "superseded_by"])
    audit.record(
        actor=actor,
        action="documents.end_document",
        target=("document", document.id),
        subject_id=document.subject_id,
        detail={"state": state, "successor": successor.id if successor else None},
    )


def _keep(content: bytes) -> str:
    with store.Incoming() as incoming:
        incoming.write(content)
        incoming.finish()
        files.lock_bytes(incoming.sha256)
        store.place(incoming)
        return incoming.sha256
