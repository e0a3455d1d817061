"""The database, the queue and the worker of a running platform, killed in the middle of jobs.

bin/run's own supervision notices each death and starts the dead again. The settings are those of
a platform whose data matters, without the shortcuts of bin/test.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection

from tests.core.counting import COUNTED, GATE
from tests.local.starter import (
    REPOSITORY,
    Start,
    alive,
    clean_environment,
    eventually,
    free_port,
    process_of,
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("killed_services")]

LAST = 30
GATED = 15
# As many as the worker has processes are in the middle of a step, the rest wait in the queue.
AT_THE_GATE = 2
JOBS = 4
PATTERNS = {
    "postgres": r"postgres -D",
    "valkey": r"valkey-server",
    "worker": r"celery -A creditplatform worker",
}
START_JOBS = f"""
import tests.core.counting
from core import doors
from core.actors import Actor, ActorKind
from core.services import jobs
staff = Actor(kind=ActorKind.STAFF, id=7, person_id=70, unit_id=700)
count = {{"upto": {LAST}, "gate": {GATED}}}
for _ in range({JOBS}):
    print(doors.run(jobs.start, actor=staff, kind="tests.count", parameters=count).id)
"""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    data = tmp_path_factory.mktemp("killed") / "data"
    command = [sys.executable, "-m", "tests.local.counting_drive"]
    start = Start(data, command, free_port())
    try:
        start.wait_until_ready()
        assert ask(data, "SHOW fsync") == [("on",)]
        yield start
    finally:
        start.process.kill()
        start.process.wait()
        assert eventually(lambda: alive(data) == []), alive(data)


@contextlib.contextmanager
def connected(data: Path) -> Iterator[connection]:
    url = json.loads((data / "environment.json").read_text())["DATABASE_OWNER_URL"]
    opened = psycopg2.connect(url)
    opened.autocommit = True
    try:
        yield opened
    finally:
        opened.close()


def ask(data: Path, question: str, *values: object) -> list[tuple[Any, ...]]:
    with connected(data) as opened, opened.cursor() as running:
        running.execute(question, values)
        return running.fetchall()


def start_jobs(data: Path) -> list[int]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "creditplatform.local", "manage"),
            *("shell", "-v", "0", "--no-imports", "-c", START_JOBS),
        ],
        env=clean_environment(CREDIT_DATA=str(data)),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [int(line) for line in done.stdout.split()]


def waiting_at_the_gate(data: Path) -> int:
    question = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    )
    count: int = ask(data, question, GATE)[0][0]
    return count


def written(data: Path, job: int) -> list[tuple[Any, ...]]:
    """The effects of the job's steps, each with what tells it from a repetition."""
    question = (
        "SELECT (detail ->> 'number')::int, id, recorded_at FROM core_auditevent "
        "WHERE action = %s AND request_id = %s ORDER BY id"
    )
    return ask(data, question, COUNTED, f"job-{job}")


def states(data: Path, jobs: list[int]) -> list[tuple[str, int]]:
    rows = ask(data, "SELECT state, done FROM core_job WHERE id = ANY(%s) ORDER BY id", jobs)
    return [(state, done) for state, done in rows]


def log_ends(data: Path) -> str:
    files = sorted((data / "logs").glob("*.log"))
    return "\n".join(
        f"== {file.name}\n{file.read_text(errors='replace')[-2500:]}" for file in files
    )


@pytest.mark.parametrize(
    "victims", [("postgres",), ("valkey",), ("worker",), ("postgres", "valkey", "worker")]
)
def test_killed_in_the_middle_of_jobs_nothing_is_lost_and_nothing_done_twice(
    platform: Start, victims: tuple[str, ...]
) -> None:
    data = platform.data
    said = len(platform.output)
    with contextlib.ExitStack() as stack:
        # The database's death ends this connection too: the gate opens by itself then.
        gate = stack.enter_context(connected(data))
        with gate.cursor() as running:
            running.execute("SELECT pg_advisory_lock(%s)", [GATE])
        jobs = start_jobs(data)
        assert eventually(lambda: waiting_at_the_gate(data) == AT_THE_GATE), log_ends(data)
        before = {job: written(data, job) for job in jobs}
        numbers = sorted([row[0] for row in rows] for rows in before.values())
        upto_gate = list(range(1, GATED))
        assert numbers == [[]] * (JOBS - AT_THE_GATE) + [upto_gate] * AT_THE_GATE

        killed = {name: process_of(data, PATTERNS[name]) for name in victims}
        for process in killed.values():
            os.kill(process, signal.SIGKILL)

        def back(name: str) -> bool:
            with contextlib.suppress(ValueError):
                return process_of(data, PATTERNS[name]) != killed[name]
            return False

        for name in victims:
            assert eventually(lambda name=name: back(name)), platform.output  # type: ignore[misc]

    def all_done() -> bool:
        assert platform.process.poll() is None, platform.output
        with contextlib.suppress(psycopg2.OperationalError):
            return states(data, jobs) == [("done", LAST)] * JOBS
        return False

    assert eventually(all_done, 90), log_ends(data)
    after = {job: written(data, job) for job in jobs}
    assert {job: [row[0] for row in rows] for job, rows in after.items()} == {
        job: list(range(1, LAST + 1)) for job in jobs
    }
    # What had been committed is the very same: not lost and written again.
    assert {job: after[job][: len(rows)] for job, rows in before.items()} == before
    for name in victims:
        assert f"{name} ended with signal 9; starting it again" in platform.output[said:]
    if "postgres" in victims:
        log = (data / "logs" / "postgres.log").read_text(errors="replace")
        assert log.count("was not properly shut down; automatic recovery in progress") >= 1
    assert platform.get("/healthz")
