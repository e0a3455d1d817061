"""The sequencer: one at a time, in batches, safe to kill."""

from core import bells, doors
from core.actors import Actor
from exchange.sql import sequencer

BATCH = 5000


def sequence(*, actor: Actor, limit: int = BATCH) -> int:
    """Give the next positions to committed changes, in the order of their ids; how many.

    0 also when another sequencer is at work. What was not committed when the statement began is
    left for the next run: a slow writer delays its own changes and nobody else's. Killed at any
    moment, either the whole batch has its positions or none of it.
    """
    doors.require_transaction()
    if not sequencer.claim():
        return 0
    placed = sequencer.place(limit)
    if placed:
        bells.ring("exchange.consume_all")
    return placed
