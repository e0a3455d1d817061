"""Jobs under real workers: killed, cut off from the queue, cut off from the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from core import bells, doors
from core.actors import Actor, ActorKind
from core.models import Job
from core.services import jobs
from tests import database
from tests.core.counting import GATE, counted
from tests.core.worker import Worker, bells_ring_at, wait_for, worker

STAFF = Actor(kind=ActorKind.STAFF, id=7, person_id=70, unit_id=700)
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Worker]:
    with worker(tmp_path) as made:
        yield made


def start(**parameters: int) -> Job:
    return doors.run(jobs.start, actor=STAFF, kind="tests.count", parameters=parameters)


def is_done(job: Job) -> bool:
    job.refresh_from_db()
    return job.state == Job.State.DONE


@contextmanager
def gate() -> Iterator[None]:
    """Hold the lock at which the job waits in the middle of a step."""
    with database.owner(settings.DATABASES["default"]["NAME"]) as held, held.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        yield


def somebody_waits_at_the_gate() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s "
            "AND NOT granted AND database = (SELECT oid FROM pg_database "
            "WHERE datname = current_database())",
            [GATE],
        )
        return bool(cursor.fetchone()[0])


def test_a_worker_killed_in_the_middle_of_a_step_loses_nothing_and_repeats_nothing(
    crew: Worker,
) -> None:
    job = start(upto=5, gate=3)
    with gate():
        crew.start()
        wait_for(somebody_waits_at_the_gate, crew)
        job.refresh_from_db()
        assert (job.state, job.done, counted(job.id)) == ("running", 2, [1, 2])
        crew.kill()
    wait_for(lambda: not somebody_waits_at_the_gate())
    assert counted(job.id) == [1, 2]
    crew.start()
    wait_for(lambda: is_done(job), crew)
    assert counted(job.id) == [1, 2, 3, 4, 5]
    assert (job.done, job.total, job.place) == (5, 5, {"number": 5})


def test_a_database_connection_cut_in_the_middle_of_a_step_does_no_harm(crew: Worker) -> None:
    job = start(upto=5, gate=3)
    with gate():
        crew.start()
        wait_for(somebody_waits_at_the_gate, crew)
        cut_off_the_waiting_one()
        wait_for(lambda: not somebody_waits_at_the_gate())
        assert counted(job.id) == [1, 2]
    wait_for(lambda: is_done(job), crew)
    assert counted(job.id) == [1, 2, 3, 4, 5]


def cut_off_the_waiting_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            "AND objid = %s AND NOT granted AND database = (SELECT oid FROM pg_database "
            "WHERE datname = current_database())",
            [GATE],
        )
        assert cursor.fetchall() == [(True,)]


def test_with_a_lost_broker_the_bell_fails_quietly_and_the_poll_finds_the_job(
    crew: Worker, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with bells_ring_at(f"unix://{tmp_path / 'nobody.sock'}"):
        job = start(upto=3)
    assert [record.getMessage() for record in caplog.records if record.name == bells.__name__] == [
        "bell not heard"
    ]
    assert Job.objects.get().state == "queued"
    crew.start()
    wait_for(lambda: is_done(job), crew)
    assert counted(job.id) == [1, 2, 3]


def test_two_workers_share_the_jobs_and_do_each_step_once(crew: Worker, tmp_path: Path) -> None:
    many = [start(upto=20) for _ in range(10)]
    other = Worker(tmp_path, beat=False)
    crew.start()
    other.start()
    try:
        for job in many:
            wait_for(lambda job=job: is_done(job), crew)  # type: ignore[misc]
    finally:
        other.kill()
    assert [counted(job.id) for job in many] == [list(range(1, 21))] * 10


def test_a_worker_asked_to_stop_leaves_the_job_to_the_next(crew: Worker) -> None:
    """TERM lets the running task end; a warm stop takes at most one turn of the job."""
    job = start(upto=3, gate=2)
    with gate():
        crew.start()
        wait_for(somebody_waits_at_the_gate, crew)
    wait_for(lambda: is_done(job), crew)
    crew.stop()
    assert crew.process is not None
    assert crew.process.returncode == 0
    assert counted(job.id) == [1, 2, 3]
