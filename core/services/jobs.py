"""Starting, stopping and continuing jobs."""

from collections.abc import Mapping
from typing import Any

from core import bells, clock, errors
from core.actors import Actor
from core.doors import require_transaction
from core.jobs import kind_of
from core.models import Job, JobCancellation
from core.queries.jobs import OPEN, access_job_to_direct
from core.services import audit

RUN = "core.run_job"


def start(
    *,
    actor: Actor,
    kind: str,
    parameters: Mapping[str, Any] | None = None,
    total: int | None = None,
) -> Job:
    """Queue a job; a worker begins at once, or at the next poll when the bell is not heard."""
    require_transaction()
    if kind_of(kind) is None:
        raise ValueError(f"no job kind {kind} is registered")
    now = clock.now()
    job = Job.objects.create(
        kind=kind,
        parameters=dict(parameters or {}),
        total=total,
        created_at=now,
        due_at=now,
        actor_kind=actor.kind,
        created_by=actor.id,
        person_id=actor.person_id,
        # An administrator's job is no business of the unit that employs him.
        unit_id=None if actor.admin_role else actor.unit_id,
    )
    audit.record(
        actor=actor, action="core.start_job", target=("job", job.id), detail={"kind": kind}
    )
    bells.ring(RUN, job.id)
    return job


def cancel(*, actor: Actor, job_id: int) -> Job:
    """Ask a job to stop: it does so between two steps; what it has done stays done."""
    require_transaction()
    job = access_job_to_direct(actor=actor, job_id=job_id)
    if job.state not in OPEN:
        raise errors.JOB_ENDED()
    _, created = JobCancellation.objects.get_or_create(
        job=job, defaults={"requested_at": clock.now(), "person_id": actor.person_id}
    )
    if created:
        audit.record(actor=actor, action="core.cancel_job", target=("job", job.id))
        bells.ring(RUN, job.id)
    return job


def resume(*, actor: Actor, job_id: int) -> Job:
    """Continue a failed or cancelled job from the place where it stopped."""
    require_transaction()
    access_job_to_direct(actor=actor, job_id=job_id)
    job = Job.objects.select_for_update().get(id=job_id)
    if job.state not in {Job.State.FAILED, Job.State.CANCELLED}:
        raise errors.JOB_NOT_ENDED()
    JobCancellation.objects.filter(job=job).delete()
    job.state = Job.State.QUEUED
    job.attempts = 0
    job.error_code = job.error_detail = ""
    job.ended_at = None
    job.due_at = clock.now()
    job.save(
        update_fields=["state", "attempts", "error_code", "error_detail", "ended_at", "due_at"]
    )
    audit.record(actor=actor, action="core.resume_job", target=("job", job.id))
    bells.ring(RUN, job.id)
    return job
