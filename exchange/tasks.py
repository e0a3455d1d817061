"""What the exchange does by itself."""

import time

from celery import shared_task

from core import bells, doors
from core.actors import SYSTEM
from exchange import queries, services
from exchange.services import sequencing

# A task lets go of its worker after so many seconds and asks to be called again.
LONGEST = 60.0

PERIODIC = {"exchange.sequence": 2, "exchange.consume_all": 2}


@shared_task(name="exchange.sequence")
def sequence() -> None:
    """Give positions until nothing waits."""
    ends = time.monotonic() + LONGEST
    while doors.run(services.sequence, actor=SYSTEM, limit=sequencing.BATCH) == sequencing.BATCH:
        if time.monotonic() > ends:
            return


@shared_task(name="exchange.consume_all")
def consume_all() -> None:
    """Wake each consumer that has something to read, as a task of its own."""
    for state in queries.consumer_states():
        if state.lag and not state.halted:
            bells.ring("exchange.consume", state.name)


@shared_task(name="exchange.consume")
def consume(name: str) -> None:
    """Let one consumer read until it has nothing left."""
    ends = time.monotonic() + LONGEST
    try:
        while doors.run(services.consume, actor=SYSTEM, name=name):
            if time.monotonic() > ends:
                bells.ring("exchange.consume", name)
                return
    except services.HandlerFailed as failure:
        doors.run(services.record_failure, actor=SYSTEM, failure=failure)
