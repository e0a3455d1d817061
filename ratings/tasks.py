"""What the engine does by itself."""

import time

from celery import shared_task

from core import clock, doors
from core.actors import SYSTEM
from ratings.services import applying, grading

LONGEST = 60.0

PERIODIC = {"ratings.grade_due": 60, "ratings.apply_rulebooks": 60}


@shared_task(name="ratings.grade_due")
def grade_due() -> None:
    """Grade those whose day has come until nothing is due, or another call goes on."""
    ends = time.monotonic() + LONGEST
    limit = grading.DUE_AT_ONCE
    while doors.run(grading.grade_due, actor=SYSTEM, day=clock.today(), limit=limit) == limit:
        if time.monotonic() > ends:
            return


@shared_task(name="ratings.apply_rulebooks")
def apply_rulebooks() -> None:
    """Grade everybody by rulebooks whose day has come."""
    doors.run(applying.apply_rulebooks, actor=SYSTEM, day=clock.today())
