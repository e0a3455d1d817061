"""Writing down what was done, what was read and what was refused: ids and hashes, no content."""

from collections.abc import Mapping
from typing import Any

from core import clock
from core.actors import Actor
from core.models import AuditEvent

Target = tuple[str, object]


def record(
    *,
    actor: Actor,
    action: str,
    target: Target | None = None,
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """A change was made. Called by the service that made it, in the same transaction."""
    return _write(AuditEvent.Kind.CHANGE, actor, action, target, subject_id, "", detail)


def record_read(
    *,
    actor: Actor,
    action: str,
    purpose: str,
    target: Target | None = None,
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Non-public data was read. The purpose is never empty: the database refuses it."""
    return _write(AuditEvent.Kind.READ, actor, action, target, subject_id, purpose, detail)


def record_denial(*, actor: Actor, action: str, code: str) -> AuditEvent:
    return _write(AuditEvent.Kind.DENIAL, actor, action, None, None, "", {"code": code})


def _write(
    kind: AuditEvent.Kind,
    actor: Actor,
    action: str,
    target: Target | None,
    subject_id: int | None,
    purpose: str,
    detail: Mapping[str, Any] | None,
) -> AuditEvent:
    return AuditEvent.objects.create(
        kind=kind,
        recorded_at=clock.true_now(),
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.id,
        person_id=actor.person_id,
        unit_id=actor.unit_id,
        target_kind=target[0] if target else "",
        target_id=str(target[1]) if target else "",
        subject_id=subject_id,
        purpose=purpose,
        request_id=actor.request_id,
        detail=dict(detail or {}),
    )
