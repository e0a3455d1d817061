"""Periodic work of the core. Beat only wakes it; what is to be done is found in the tables."""

import logging
import time

from celery import shared_task
from django.core.cache import cache

from core import clock, doors, runner
from core.actors import SYSTEM
from core.queries.health import HEARTBEAT
from core.roots import RootsDisagree
from core.services import answers, exports, seals

log = logging.getLogger(__name__)

PERIODIC: dict[str, float] = {
    "core.run_jobs": 5,
    "core.heartbeat": 10,
    "core.seal_audit": 60,
    "core.clear_old_answers": 86_400,
}
# A task gives the worker back after this long and goes on in its next turn.
BUDGET = 100.0


@shared_task(name="core.seal_audit")
def seal_audit() -> None:
    """Seal all that was written since the last time and copy the seals out."""
    until = time.monotonic() + BUDGET
    while time.monotonic() < until:
        seal = doors.run(seals.seal_next, actor=SYSTEM)
        if seal is None or seal.complete:
            break
    try:
        doors.run(seals.write_roots, actor=SYSTEM)
    except RootsDisagree as error:
        # Part `roots` of /readyz says so from now on.
        log.error("audit roots disagree", extra={"why": str(error)})
    except OSError as error:
        log.error("audit roots not written", extra={"why": error.strerror})


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    runner.run(job_id)


@shared_task(name="core.run_jobs")
def run_jobs() -> None:
    runner.run_waiting()


@shared_task(name="core.heartbeat")
def heartbeat() -> None:
    """A worker, called by beat, took this from the queue: all three are there."""
    cache.set(HEARTBEAT, clock.now().timestamp(), timeout=None)


@shared_task(name="core.clear_old_answers")
def clear_old_answers() -> None:
    """Answers to repeated requests after a week, exports of the audit log after a month."""
    until = time.monotonic() + BUDGET
    while time.monotonic() < until and doors.run(answers.clear_old, actor=SYSTEM):
        pass
    doors.run(exports.remove_old, actor=SYSTEM)
