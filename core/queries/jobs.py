"""Reading jobs: one's own, those of one's unit; what runs at all for the system administrator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock, errors, paging
from core.actors import Actor, ActorKind, AdminRole, Role
from core.jobs import kind_of, registered
from core.models import Job, JobCancellation
from core.paging import Page

OPEN = (Job.State.QUEUED, Job.State.RUNNING)
# A running job not heard of for so long has lost its worker or is within a step: the lock on its
# row tells which.
SILENCE = timedelta(seconds=10)


def visible_to(actor: Actor) -> QuerySet[Job]:
    """Everybody's own jobs, for business staff and systems also those of their units. Jobs of a
    kind that an administrator keeps are seen by those administrators alone. Each comes with
    `cancelling`: whether it has been asked to stop."""
    jobs = Job.objects.annotate(
        cancelling=Exists(JobCancellation.objects.filter(job=OuterRef("pk")))
    )
    if actor.kind is ActorKind.SYSTEM:
        return jobs
    if actor.kind not in {ActorKind.STAFF, ActorKind.CLIENT, ActorKind.AGENT}:
        return jobs.none()
    seen = Q(actor_kind=actor.kind, created_by=actor.id)
    if actor.admin_role is None and actor.kind is not ActorKind.AGENT:
        units = set(actor.units())
        if actor.unit_id is not None:
            units.add(actor.unit_id)
        seen |= Q(unit_id__in=units)
    kept = [kind for kind in registered() if kind.keeper]
    others = [kind.name for kind in kept if kind.keeper is not actor.admin_role]
    own = [kind.name for kind in kept if kind.keeper is actor.admin_role]
    return jobs.filter((seen & ~Q(kind__in=others)) | Q(kind__in=own))


def may_direct(actor: Actor, job: Job) -> bool:
    """Whether somebody who sees the job may stop it and go on with it: who started it, an approver
    of its unit; a kept job every administrator who keeps it."""
    kind = kind_of(job.kind)
    if actor.kind is ActorKind.SYSTEM:
        return True
    if kind and kind.keeper:
        return actor.admin_role is kind.keeper
    if (job.actor_kind, job.created_by) == (actor.kind, actor.id):
        return True
    if actor.admin_role is not None or job.unit_id is None:
        return False
    return actor.holds([Role.APPROVER], unit_id=job.unit_id)


def access_job(*, actor: Actor, job_id: int) -> Job:
    """The job, or NOT_FOUND also when it is somebody else's."""
    found = visible_to(actor).filter(id=job_id).first()
    if found is None:
        raise errors.NOT_FOUND()
    return found


def access_job_to_direct(*, actor: Actor, job_id: int) -> Job:
    """The job, for somebody who may stop it and go on with it."""
    job = access_job(actor=actor, job_id=job_id)
    if not may_direct(actor, job):
        raise errors.NOT_ALLOWED()
    return job


def list_jobs(
    *, actor: Actor, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> Page[Job]:
    """The jobs the actor may see, newest first."""
    return paging.page(visible_to(actor), order=("-id",), cursor=cursor, size=size)


@dataclass(frozen=True, slots=True)
class Operation:
    """What running the platform needs to know of anybody's job: its kind, how it stands, how old
    it is. Not what it was asked and not what it found."""

    id: int
    kind: str
    state: Job.State
    cancelling: bool
    created_at: datetime
    ended_at: datetime | None
    mine: bool


def list_operations(
    *, actor: Actor, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> Page[Operation]:
    """All jobs, newest first, as the system administrator may know of them."""
    if actor.admin_role is not AdminRole.SYSTEM:
        raise errors.NOT_ALLOWED()
    rows = Job.objects.annotate(
        cancelling=Exists(JobCancellation.objects.filter(job=OuterRef("pk")))
    ).only("kind", "state", "created_at", "ended_at", "actor_kind", "created_by")
    found = paging.page(rows, order=("-id",), cursor=cursor, size=size)
    operations = [
        Operation(
            id=job.id,
            kind=job.kind,
            state=Job.State(job.state),
            cancelling=is_being_cancelled(job),
            created_at=job.created_at,
            ended_at=job.ended_at,
            mine=(job.actor_kind, job.created_by) == (actor.kind, actor.id),
        )
        for job in found.items
    ]
    return Page(operations, found.next)


def latest_of(kind: str, count: int = 5) -> list[Job]:
    """The last few jobs of a kind."""
    return list(Job.objects.filter(kind=kind).order_by("-id")[:count])


def is_being_cancelled(job: Job) -> bool:
    """Of a job read by one of the queries above."""
    return job.state in OPEN and bool(job.cancelling)  # type: ignore[attr-defined]  # annotated


def waiting() -> list[int]:
    """Jobs that somebody should take up: due ones, silent ones, cancelled ones."""
    now = clock.now()
    due = Q(state=Job.State.QUEUED, due_at__lte=now)
    silent = Q(state=Job.State.RUNNING, beat_at__lte=now - SILENCE)
    cancelled = Q(state__in=OPEN, cancellation__isnull=False)
    rows = Job.objects.filter(due | silent | cancelled).order_by("due_at", "id")
    return list(rows.values_list("id", flat=True)[:100])
