"""The moves of the job engine. Each is one transaction of its own; core.runner strings them
together.

The row of the job is locked while a step runs, so two workers never do the same step; the number
of the attempt tells a worker that another one has taken over meanwhile.
"""

from dataclasses import dataclass
from datetime import timedelta

from core import clock, errors
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.jobs import Kind, Work, kind_of
from core.models import Job, JobCancellation
from core.queries.jobs import OPEN, SILENCE

# Refusals that another time may not be refused.
PASSING = frozenset({429, 503})
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's claim to the next step of a job, on behalf of who started it."""

    job_id: int
    attempt: int
    actor: Actor


def take_over(*, actor: Actor, job_id: int) -> Lease | None:
    """Begin where the job stands. None when there is nothing to do: it is ended, not due yet, or
    in the hands of a worker."""
    require_transaction()
    now = clock.now()
    job = _lock(job_id)
    if job is None:
        return None
    if JobCancellation.objects.filter(job=job).exists():
        _end(job, Job.State.CANCELLED)
        return None
    if job.state == Job.State.QUEUED and job.due_at > now:
        return None
    if job.state == Job.State.RUNNING and job.beat_at and job.beat_at > now - SILENCE:
        return None
    kind = kind_of(job.kind)
    if kind is None:
        _fail(job, errors.JOB_UNKNOWN())
        return None
    if job.attempts >= kind.attempts:
        _fail(job, errors.JOB_FAILED(attempts=job.attempts))
        return None
    job.state = Job.State.RUNNING
    job.attempts += 1
    job.beat_at = now
    job.save(update_fields=["state", "attempts", "beat_at"])
    return Lease(job.id, job.attempts, _actor_of(job))


def take_step(*, actor: Actor, lease: Lease) -> Lease | None:
    """Do the next step: its effect, the place reached and the progress are one commit. Returns the
    lease of the step after it, or None when the job has ended or is in other hands."""
    require_transaction()
    job = _lock(lease.job_id)
    if job is None or job.state != Job.State.RUNNING or job.attempts != lease.attempt:
        return None
    if JobCancellation.objects.filter(job=job).exists():
        _end(job, Job.State.CANCELLED)
        return None
    progress = _kind(job).step(Work(job.id, actor, job.parameters, job.place, job.done, job.total))
    job.place, job.done = dict(progress.place), progress.done
    job.total = progress.total if progress.total is not None else job.total
    job.attempts = 1
    job.beat_at = clock.now()
    job.save(update_fields=["place", "done", "total", "attempts", "beat_at"])
    if progress.result is None:
        return Lease(job.id, 1, lease.actor)
    job.result = dict(progress.result)
    job.save(update_fields=["result"])
    _end(job, Job.State.DONE)
    return None


def put_back(*, actor: Actor, lease: Lease, error: BaseException | None = None) -> None:
    """Give the job out of one's hands: for another turn at once, or after a failed step later;
    when it has failed too often, or was refused for good, it is ended with the reason."""
    require_transaction()
    job = Job.objects.select_for_update(no_key=True).get(id=lease.job_id)
    if job.state != Job.State.RUNNING or job.attempts != lease.attempt:
        return
    if isinstance(error, errors.Refusal) and error.error.status not in PASSING:
        _fail(job, error)
        return
    if error is not None and job.attempts >= _kind(job).attempts:
        _fail(job, errors.JOB_FAILED(attempts=job.attempts))
        return
    job.state = Job.State.QUEUED
    job.due_at = clock.now() + (backoff(job.attempts) if error else timedelta())
    job.attempts = job.attempts if error else 0
    job.save(update_fields=["state", "due_at", "attempts"])


def backoff(attempts: int) -> timedelta:
    """5, 20, 80, 320 seconds, then ten minutes."""
    return min(timedelta(seconds=5 * 4 ** min(attempts - 1, 5)), LONGEST_WAIT)


def _lock(job_id: int) -> Job | None:
    return (
        Job.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(id=job_id, state__in=OPEN)
        .first()
    )


def _kind(job: Job) -> Kind:
    kind = kind_of(job.kind)
    if kind is None:
        raise errors.JOB_UNKNOWN()
    return kind


def _actor_of(job: Job) -> Actor:
    return Actor(
        kind=ActorKind(job.actor_kind),
        id=job.created_by,
        person_id=job.person_id,
        unit_id=job.unit_id,
        request_id=f"job-{job.id}",
    )


def _fail(job: Job, refusal: errors.Refusal) -> None:
    job.error_code, job.error_detail = refusal.code, refusal.detail[:400]
    job.save(update_fields=["error_code", "error_detail"])
    _end(job, Job.State.FAILED)


def _end(job: Job, state: Job.State) -> None:
    job.state = state
    job.ended_at = clock.now()
    job.save(update_fields=["state", "ended_at"])
