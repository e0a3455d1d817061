"""Reading the audit log and its seals."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from django.db.models import F

from core import clock, errors, paging
from core.actors import Actor, AdminRole
from core.models import AuditEvent, AuditSeal, Job
from core.paging import Page


class Root(NamedTuple):
    """What the log amounts to: shown with every "data as of"."""

    root: str
    sealed_at: datetime
    algorithm: str


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What an auditor looks for. The days are those of Shanghai, both included."""

    first_day: date
    last_day: date
    kind: str = ""
    person_id: int | None = None
    unit_id: int | None = None
    subject_id: int | None = None
    action: str = ""
    target_kind: str = ""
    target_id: str = ""

    def as_json(self) -> dict[str, str | int]:
        """What was looked for, for the log: only what was given."""
        given = {name: value for name, value in asdict(self).items() if value not in (None, "")}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in given.items()
        }


def latest_root() -> Root | None:
    """The newest root of the chain; None before the first seal."""
    seal = AuditSeal.objects.order_by("-number").first()
    return Root(bytes(seal.root).hex(), seal.sealed_at, seal.algorithm) if seal else None


def oldest_waiting() -> datetime | None:
    """When the oldest event without a place in the chain was recorded."""
    return (
        AuditEvent.objects.filter(position=None)
        .order_by("id")
        .values_list("recorded_at", flat=True)
        .first()
    )


def must_audit(actor: Actor) -> None:
    """The log is read by the audit administrator alone."""
    if actor.admin_role is not AdminRole.AUDIT:
        raise errors.NOT_ALLOWED()


def list_events(
    *,
    actor: Actor,
    chosen: EventFilter,
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> Page[AuditEvent]:
    """The events sought, newest first."""
    must_audit(actor)
    rows = AuditEvent.objects.filter(
        recorded_at__gte=start_of(chosen.first_day),
        recorded_at__lt=start_of(chosen.last_day + timedelta(days=1)),
    )
    if chosen.action:
        rows = rows.filter(action__startswith=chosen.action)
    for name in ("kind", "person_id", "unit_id", "subject_id", "target_kind", "target_id"):
        value = getattr(chosen, name)
        if value not in (None, ""):
            rows = rows.filter(**{name: value})
    return paging.page(rows, order=("-recorded_at", "-id"), cursor=cursor, size=size)


def access_event(*, actor: Actor, event_id: int) -> AuditEvent:
    must_audit(actor)
    found = AuditEvent.objects.filter(id=event_id).first()
    if found is None:
        raise errors.NOT_FOUND()
    return found


def seal_of(event: AuditEvent) -> AuditSeal | None:
    """The seal over an event; None while it waits for one."""
    if event.position is None:
        return None
    covering = AuditSeal.objects.filter(last_position__gte=event.position)
    return covering.order_by("last_position", "number").first()


def list_seals(
    *,
    actor: Actor,
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
    with_events: bool = True,
) -> Page[AuditSeal]:
    """The seals, newest first; those of quiet minutes only when wanted."""
    must_audit(actor)
    rows = AuditSeal.objects.all()
    if with_events:
        rows = rows.filter(last_position__gte=F("first_position"))
    return paging.page(rows, order=("-number",), cursor=cursor, size=size)


def access_export(*, actor: Actor, job_id: int, file: Path) -> Path:
    """The file of a finished export."""
    must_audit(actor)
    done = Job.objects.filter(id=job_id, kind="core.export_audit", state=Job.State.DONE)
    if not done.exists() or not file.exists():
        raise errors.NOT_FOUND()
    return file


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.SHANGHAI)
