"""Real concurrency around the change log."""

import threading
import time
from collections import Counter
from collections.abc import Callable

from django.db import connections

from core import doors
from core.actors import SYSTEM
from exchange.models import Change
from tests.exchange import ledger as trial
from tests.exchange.reading import read_and_advance, sequence

ROUNDS = 12
SUBJECTS = 3
SLOW_SUBJECT = 9


class Crowd:
    """Writers that wait for each other's subjects, one that stays open until all others have
    finished, two sequencers, and two workers of one consumer."""

    def __init__(self) -> None:
        self.committed: list[tuple[int, int]] = []
        self.batches: list[list[Change]] = []
        self.problems: list[BaseException] = []
        self.others_done = threading.Event()
        self.stop = threading.Event()

    def start(self, work: Callable[[], None]) -> threading.Thread:
        def body() -> None:
            try:
                work()
            except BaseException as error:
                self.problems.append(error)
                raise
            finally:
                connections.close_all()

        thread = threading.Thread(target=body)
        thread.start()
        return thread

    def writing(self, number: int) -> Callable[[], None]:
        def work() -> None:
            with trial.writer() as opened:
                for turn in range(ROUNDS):
                    subject = 1 + (number + turn) % SUBJECTS
                    refs = trial.write(opened, subject, 1 + turn % 3, wait=True) or []
                    if (number + turn) % 4 == 0:
                        opened.rollback()
                        continue
                    opened.commit()
                    self.committed += [(subject, ref) for ref in refs]

        return work

    def slow(self) -> None:
        with trial.writer() as opened:
            refs = trial.write(opened, SLOW_SUBJECT, 5, wait=True) or []
            assert self.others_done.wait(timeout=60)
            opened.commit()
            self.committed += [(SLOW_SUBJECT, ref) for ref in refs]

    def sequencing(self) -> None:
        while not self.stop.is_set():
            sequence(3)

    def reading(self) -> None:
        while not self.stop.is_set():
            found = doors.run(read_and_advance, actor=SYSTEM, name="trial", limit=5)
            if found:
                self.batches.append(found)

    def wait_until_read(self) -> None:
        ends = time.monotonic() + 60
        while sum(map(len, self.batches)) < len(self.committed) and time.monotonic() < ends:
            time.sleep(0.02)


def test_readers_see_exactly_what_was_committed(ledger: None) -> None:
    crowd = Crowd()
    background = [
        crowd.start(work)
        for work in (crowd.sequencing, crowd.sequencing, crowd.reading, crowd.reading)
    ]
    slow = crowd.start(crowd.slow)
    for writer in [crowd.start(crowd.writing(number)) for number in range(5)]:
        writer.join(timeout=60)
    crowd.others_done.set()
    slow.join(timeout=60)
    crowd.wait_until_read()
    crowd.stop.set()
    for thread in background:
        thread.join(timeout=60)

    assert crowd.problems == []
    batches = sorted(crowd.batches, key=lambda batch: batch[0].position or 0)
    seen = [change for batch in batches for change in batch]
    assert Counter((c.subject_id, c.ref) for c in seen) == Counter(crowd.committed)
    assert [c.position for c in seen] == list(range(1, len(crowd.committed) + 1))
    for subject in {of for of, _ in crowd.committed}:
        refs = [c.ref for c in seen if c.subject_id == subject]
        assert refs == sorted(ref for of, ref in crowd.committed if of == subject)
