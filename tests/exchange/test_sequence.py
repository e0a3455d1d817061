"""Positions: every committed change gets one, nothing else does, whatever happens to whom."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection

from core import doors
from core.actors import SYSTEM, Actor
from exchange import services
from exchange.models import Change
from exchange.queries import last_position
from tests import database
from tests.exchange import ledger as trial
from tests.exchange.reading import read_and_advance, sequence, sequence_all

WRITERS = 3
SUBJECTS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """What a writer does next, and whether the sequencer and the reader look in after it."""

    verb: str
    writer: int
    subject: int
    rows: int
    look: int


steps = st.builds(
    Step,
    verb=st.sampled_from(["write", "write", "write", "commit", "commit", "abort"]),
    writer=st.integers(0, WRITERS - 1),
    subject=st.integers(1, SUBJECTS),
    rows=st.integers(1, 3),
    look=st.sampled_from([0, 1, 2, 9]),
)


class World:
    """Writers in the middle of transactions, what they have committed, what a reader has seen."""

    def __init__(self, stack: ExitStack) -> None:
        self.writers: list[connection] = [
            stack.enter_context(trial.writer()) for _ in range(WRITERS)
        ]
        self.pending: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.committed: list[tuple[int, int]] = []
        self.seen: list[Change] = []

    def take(self, step: Step) -> None:
        writer = self.writers[step.writer]
        match step.verb:
            case "write":
                written = trial.write(writer, step.subject, step.rows)
                self.pending[step.writer] += [(step.subject, ref) for ref in written or []]
            case "commit":
                writer.commit()
                self.committed += self.pending.pop(step.writer, [])
            case "abort":
                writer.rollback()
                self.pending.pop(step.writer, None)
        if step.look:
            sequence(step.look)
            self.read(step.look)

    def read(self, limit: int) -> bool:
        found = doors.run(read_and_advance, actor=SYSTEM, name="trial", limit=limit)
        self.seen += found
        return bool(found)

    def finish(self) -> None:
        sequence_all()
        while self.read(7):
            pass

    def check(self) -> None:
        """Exactly the committed changes, each once, in one unbroken order, right per subject."""
        assert Counter((c.subject_id, c.ref) for c in self.seen) == Counter(self.committed)
        assert [c.position for c in self.seen] == list(range(1, len(self.seen) + 1))
        for subject in range(1, SUBJECTS + 1):
            seen = [c.ref for c in self.seen if c.subject_id == subject]
            assert seen == [ref for of, ref in self.committed if of == subject]


def test_readers_see_exactly_what_was_committed(ledger: None) -> None:
    """Whatever slow, concurrent and aborted writers do in between: generated interleavings."""
    with ExitStack() as stack:
        world = World(stack)

        @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(st.lists(steps, min_size=8, max_size=30))
        def interleave(taken: list[Step]) -> None:
            for step in taken:
                world.take(step)
            # Some are still writing: what they have not committed must not be seen.
            world.finish()
            world.check()
            for number in range(WRITERS):
                verb = "commit" if number % 2 else "abort"
                world.take(Step(verb, number, 1, 1, look=1))
            world.finish()
            world.check()

        interleave()
        assert world.committed


def test_a_second_sequencer_leaves_the_work_to_the_first(ledger: None) -> None:
    trial.note(3)
    answers: list[int] = []

    def other() -> None:
        answers.append(sequence())
        connections.close_all()

    def first(*, actor: Actor) -> int:
        placed = services.sequence(actor=actor, limit=2)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=30)
        return placed

    assert doors.run(first, actor=SYSTEM) == 2
    assert answers == [0]
    assert sequence() == 1
    assert list(Change.objects.order_by("id").values_list("position", flat=True)) == [1, 2, 3]


HALFWAY = """
import django; django.setup()
from django.db import transaction
from core.actors import SYSTEM
from exchange import services
with transaction.atomic():
    print(services.sequence(actor=SYSTEM, limit=50), flush=True)
    input()
"""
BUSY = """
import django; django.setup()
from core import doors
from core.actors import SYSTEM
from exchange import services
while True:
    if doors.run(services.sequence, actor=SYSTEM, limit=7):
        print("placed", flush=True)
"""


def start(program: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=database.ROOT,
        env={**os.environ, "DATABASE_URL": trial.url()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def sequence_when_free() -> int:
    """The killed one's lock goes when the server notices; then the next gets on."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        placed = sequence(1000)
        if placed:
            return placed
        time.sleep(0.02)
    return 0


@pytest.mark.slow
def test_a_sequencer_killed_in_mid_transaction_leaves_nothing_half_done(ledger: None) -> None:
    trial.note(80)
    process = start(HALFWAY)
    assert process.stdout
    assert process.stdout.readline().strip() == "50"
    assert sequence() == 0
    process.kill()
    process.wait(timeout=30)
    assert last_position() == 0
    assert sequence_when_free() == 80
    assert list(Change.objects.order_by("id").values_list("position", flat=True)) == list(
        range(1, 81)
    )


@pytest.mark.slow
def test_sequencers_killed_at_any_moment_lose_and_repeat_nothing(ledger: None) -> None:
    refs = 0
    with trial.writer() as opened:
        for _ in range(4):
            process = start(BUSY)
            assert process.stdout
            for turn in range(30):
                trial.write(opened, 1 + turn % SUBJECTS, 3)
                opened.commit()
                refs += 3
            process.stdout.readline()
            process.kill()
            process.wait(timeout=30)
    while sequence_when_free() and Change.objects.filter(position__isnull=True).exists():
        pass
    found = list(Change.objects.order_by("position").values_list("position", "ref"))
    assert [position for position, _ in found] == list(range(1, refs + 1))
    assert sorted(ref for _, ref in found) == list(range(1, refs + 1))


def test_a_cursor_does_not_pass_what_was_not_read(ledger: None) -> None:
    trial.note(3)
    sequence()
    for position in (4, -1):
        with pytest.raises(ValueError, match="cannot advance"):
            doors.run(services.advance, actor=SYSTEM, name="trial", position=position)
    doors.run(services.advance, actor=SYSTEM, name="trial", position=2)
    with pytest.raises(ValueError, match="cannot advance"):
        doors.run(services.advance, actor=SYSTEM, name="trial", position=1)


def test_a_reader_that_fails_reads_the_same_again(ledger: None) -> None:
    trial.note(4)
    sequence()

    def fails(*, actor: Actor) -> None:
        read_and_advance(actor=actor, name="trial", limit=3)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        doors.run(fails, actor=SYSTEM)
    found = doors.run(read_and_advance, actor=SYSTEM, name="trial", limit=3)
    assert [change.position for change in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("service", "arguments"),
    [
        (services.sequence, {"limit": 1}),
        (services.read, {"name": "trial", "limit": 1}),
        (services.advance, {"name": "trial", "position": 0}),
    ],
)
def test_a_service_outside_a_door_does_not_run(
    committed_db: None, service: Callable[..., object], arguments: dict[str, object]
) -> None:
    with pytest.raises(RuntimeError):
        service(actor=SYSTEM, **arguments)
