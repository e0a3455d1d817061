"""What the desk does by itself."""

import time

from celery import shared_task

from core import clock, doors
from core.actors import SYSTEM
from desk import services

# A task lets go of its worker after so many seconds; the next poll goes on.
LONGEST = 60.0

PERIODIC = {"desk.deliver": 5, "desk.escalate": 600, "desk.resolve_deadlines": 3600}


@shared_task(name="desk.deliver")
def deliver() -> None:
    """Carry messages until none is due."""
    ends = time.monotonic() + LONGEST
    while doors.run(services.deliver, actor=SYSTEM) and time.monotonic() < ends:
        pass


@shared_task(name="desk.escalate")
def escalate() -> None:
    doors.run(services.escalate, actor=SYSTEM, today=clock.today())


@shared_task(name="desk.resolve_deadlines")
def resolve_deadlines() -> None:
    """Rung when the calendar is edited."""
    doors.run(services.resolve_open_deadlines, actor=SYSTEM)
