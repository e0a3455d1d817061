"""Workers killed in the middle of a batch, and a database that lost what was staged."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from django.conf import settings
from django.db import connection

from core import doors, runner
from core.models import Job
from core.services import job_steps
from records.intake import batches, staging
from records.intake.summary import sentence
from records.models import Batch, Fact, FactVersion, StagedRow
from tests.records.intake.books import Cell
from tests.records.intake.office import Office
from tests.records.intake.samples import code, row, wsh

COUNT = 60


def many() -> list[list[Cell]]:
    return [row(1 + n % 3, CF_WSH=wsh(1000 + n)) for n in range(COUNT)]


# A worker of its own, with chunks of ten rows, that says when each step has ended and waits a
# moment, so that it can be killed between and within steps.
WORKER = """
import sys, time
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = sys.argv[2]
connections["default"].settings_dict["NAME"] = sys.argv[2]
from core import runner
from records.intake import phases, staging
staging.CHUNK = 10
write = phases.committing.commit
def slowly(**given):
    done = write(**given)
    print("written", flush=True)
    time.sleep(0.05)
    return done
phases.committing.commit = slowly
runner.run(int(sys.argv[1]))
"""


@pytest.mark.slow
@pytest.mark.req("R003", "R012")
def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_twice(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "CHUNK", 10)
    office = Office()
    office.enrol(1, 2, 3)
    batch = office.rows(*many(), mode="check")
    doors.run(batches.confirm, actor=office.clerk, batch_id=batch.id, mode="partial")
    batch.refresh_from_db()
    assert batch.job_id is not None
    kills = 0
    for _ in range(12):
        if Job.objects.get(id=batch.job_id).state == Job.State.DONE:
            break
        Job.objects.filter(id=batch.job_id).update(beat_at=None, attempts=0, state="queued")
        worker = subprocess.Popen(
            [
                sys.executable,
                "-c",
                textwrap.dedent(WORKER),
                str(batch.job_id),
                settings.DATABASES["default"]["NAME"],
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ,
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        # Within the step, before its commit, or just after: whichever comes.
        time.sleep(0.03 * (kills % 3))
        if worker.poll() is None:
            worker.send_signal(signal.SIGKILL)
            kills += 1
        worker.wait()
        worker.stdout.close()
    if Job.objects.get(id=batch.job_id).state != Job.State.DONE:
        Job.objects.filter(id=batch.job_id).update(beat_at=None, attempts=0, state="queued")
        runner.run(batch.job_id)
    batch.refresh_from_db()
    assert kills >= 3
    assert (batch.state, sentence(batch)) == ("done", f"{COUNT} 行新增。")
    assert Fact.objects.count() == COUNT
    numbers = FactVersion.objects.filter(closed_at=None).values_list("document_no", flat=True)
    assert sorted(numbers) == sorted(wsh(1000 + n) for n in range(COUNT))


@pytest.mark.django_db
def test_what_a_crash_of_the_database_took_is_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unlogged table is empty after a crash; what was committed stands and counts."""
    monkeypatch.setattr(staging, "CHUNK", 10)
    office = Office()
    office.enrol(1, 2, 3)
    batch = office.rows(*many(), mode="check")
    doors.run(batches.confirm, actor=office.clerk, batch_id=batch.id, mode="partial")
    batch.refresh_from_db()
    assert batch.job_id is not None
    lease = doors.run(job_steps.take_over, actor=office.clerk, job_id=batch.job_id)
    for _ in range(2):
        assert lease is not None
        lease = doors.run(job_steps.take_step, actor=lease.actor, lease=lease)
    assert Fact.objects.count() == 20
    StagedRow.objects.all().delete()
    while lease:
        lease = doors.run(job_steps.take_step, actor=lease.actor, lease=lease)
    batch = Batch.objects.get(id=batch.id)
    assert (batch.state, sentence(batch)) == ("done", f"{COUNT} 行新增。")
    assert Fact.objects.count() == COUNT


@pytest.mark.django_db
def test_staging_is_not_logged_and_no_row_is_kept_twice() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'records_stagedrow'")
        assert cursor.fetchone() == ("u",)


def test_the_samples_codes_are_of_no_register() -> None:
    assert code(1) == "91320281MAY0000178"
