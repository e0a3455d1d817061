"""Reading jobs: one's own, those of one's unit; the administrators see all of them."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from core import clock, errors, paging
from core.actors import Actor, ActorKind
from core.models import Job
from core.paging import Page

OPEN = (Job.State.QUEUED, Job.State.RUNNING)
# A running job not heard of for so long has lost its worker or is within a step: the lock on its
# row tells which.
SILENCE = timedelta(seconds=10)


def visible_to(actor: Actor) -> QuerySet[Job]:
    """What the actor may see of the jobs."""
    jobs = Job.objects.all()
    if actor.admin_role is not None or actor.kind is ActorKind.SYSTEM:
        return jobs
    if actor.kind not in {ActorKind.STAFF, ActorKind.CLIENT, ActorKind.AGENT}:
        return jobs.none()
    mine = Q(actor_kind=actor.kind, created_by=actor.id)
    if actor.kind is ActorKind.AGENT:
        return jobs.filter(mine)
    units = set(actor.units())
    if actor.unit_id is not None:
        units.add(actor.unit_id)
    return jobs.filter(mine | Q(unit_id__in=units))


def access_job(*, actor: Actor, job_id: int) -> Job:
    """The job, or NOT_FOUND also when it is somebody else's."""
    found = visible_to(actor).filter(id=job_id).first()
    if found is None:
        raise errors.NOT_FOUND()
    return found


def list_jobs(
    *, actor: Actor, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> Page[Job]:
    """The jobs the actor may see, newest first."""
    rows = visible_to(actor).select_related("cancellation")
    return paging.page(rows, order=("-id",), cursor=cursor, size=size)


def latest_of(kind: str, count: int = 5) -> list[Job]:
    """The last few jobs of a kind."""
    return list(Job.objects.filter(kind=kind).order_by("-id")[:count])


def is_being_cancelled(job: Job) -> bool:
    return job.state in OPEN and hasattr(job, "cancellation")


def waiting() -> list[int]:
    """Jobs that somebody should take up: due ones, silent ones, cancelled ones."""
    now = clock.now()
    due = Q(state=Job.State.QUEUED, due_at__lte=now)
    silent = Q(state=Job.State.RUNNING, beat_at__lte=now - SILENCE)
    cancelled = Q(state__in=OPEN, cancellation__isnull=False)
    rows = Job.objects.filter(due | silent | cancelled).order_by("due_at", "id")
    return list(rows.values_list("id", flat=True)[:100])
