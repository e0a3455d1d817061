"""Running a job: step after step, each through the door, until it ends or the turn is over."""

import logging
import time

from django.db import connection

from core import bells, doors
from core.actors import SYSTEM
from core.queries import jobs as queries
from core.services import job_steps, jobs

log = logging.getLogger(__name__)

# Under the two minutes a task may last, so that other work gets its turn.
TURN = 100.0


def run(job_id: int, *, turn: float = TURN) -> None:
    """Work on a job for one turn; when more remains it is queued again."""
    lease = doors.run(job_steps.take_over, actor=SYSTEM, job_id=job_id)
    until = time.monotonic() + turn
    while lease:
        if time.monotonic() >= until:
            doors.run(job_steps.put_back, actor=SYSTEM, lease=lease)
            bells.ring(jobs.RUN, job_id)
            return
        lease = _step(lease)


def run_waiting() -> int:
    """Call somebody for every job that waits: how queued work is found when no bell was heard."""
    waiting = queries.waiting()
    for job_id in waiting:
        bells.ring(jobs.RUN, job_id)
    return len(waiting)


def _step(lease: job_steps.Lease) -> job_steps.Lease | None:
    try:
        return doors.run(job_steps.take_step, actor=lease.actor, lease=lease)
    except Exception as error:
        log.warning("job step failed", extra={"job": lease.job_id}, exc_info=True)
        # The error may be the connection's own. (Only a test is still inside a transaction here.)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        doors.run(job_steps.put_back, actor=SYSTEM, lease=lease, error=error)
        return None
