"""Snapshots: jobs of one kind, each for the system that asked for it."""

from django.db.models import QuerySet

from core import errors as core_errors
from core import paging
from core.actors import Actor, ActorKind
from core.models import Job
from core.queries.jobs import OPEN

KIND = "records.snapshot"


def access_snapshot(*, actor: Actor, snapshot_id: int) -> Job:
    """One's own snapshot, or not found: another system of the unit may be allowed less."""
    found = _own(actor).filter(id=snapshot_id).first()
    if found is None:
        raise core_errors.NOT_FOUND()
    return found


def list_snapshots(
    *, actor: Actor, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> paging.Page[Job]:
    return paging.page(_own(actor), order=("-id",), cursor=cursor, size=size)


def open_snapshot(actor: Actor) -> Job | None:
    return _own(actor).filter(state__in=OPEN).first()


def _own(actor: Actor) -> QuerySet[Job]:
    if actor.kind is not ActorKind.CLIENT:
        return Job.objects.none()
    return Job.objects.filter(kind=KIND, actor_kind=actor.kind, created_by=actor.id)
