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
from records.intake import batches, staging, undoing
from records.intake.summary import sentence
from records.models import Batch, Fact, FactEffect, FactVersion, StagedRow
from tests.records.intake.books import Cell
from tests.records.intake.office import Office
from tests.records.intake.samples import HEADINGS, code, comma, row, wsh

COUNT = 60


def many() -> list[list[Cell]]:
    return [row(1 + n % 3, CF_WSH=wsh(1000 + n)) for n in range(COUNT)]


# A worker of its own, with chunks of ten rows, that says when it is in the middle of a step and
# waits a moment, so that it can be killed within the step, before its commit, or just after.
WORKER = """
import sys, time
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = sys.argv[2]
connections["default"].settings_dict["NAME"] = sys.argv[2]
from core import runner
from records.intake import phases, staging, undoing
staging.CHUNK = undoing.CHUNK = 10
room, name = {
    "stage": (phases.staging, "stage"),
    "check": (phases, "_settled"),
    "commit": (phases.committing, "commit"),
    "undo": (undoing, "_facts"),
}[sys.argv[3]]
inner = getattr(room, name)
def slowly(*given, **named):
    done = inner(*given, **named)
    print("within", flush=True)
    time.sleep(0.05)
    return done
setattr(room, name, slowly)
runner.run(int(sys.argv[1]))
"""


def killed_again_and_again(job_id: int, within: str) -> None:
    """Let workers do the job, each killed in the middle of a step; the last one may end it."""
    kills = 0
    for _ in range(9):
        if Job.objects.get(id=job_id).state == Job.State.DONE:
            break
        _free(job_id)
        worker = subprocess.Popen(
            [
                sys.executable,
                "-c",
                textwrap.dedent(WORKER),
                str(job_id),
                settings.DATABASES["default"]["NAME"],
                within,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ,
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(0.03 * (kills % 3))
        if worker.poll() is None:
            worker.send_signal(signal.SIGKILL)
            kills += 1
        worker.wait()
        worker.stdout.close()
    if Job.objects.get(id=job_id).state != Job.State.DONE:
        _free(job_id)
        runner.run(job_id)
    assert kills >= 3


def _free(job_id: int) -> None:
    """As the poll does once a worker has been silent for long enough."""
    Job.objects.filter(id=job_id).update(beat_at=None, attempts=0, state="queued")


def job_of(batch: Batch) -> int:
    batch.refresh_from_db()
    assert batch.job_id is not None
    return batch.job_id


@pytest.mark.slow
@pytest.mark.req("R003", "R012")
@pytest.mark.parametrize("within", ["stage", "check", "commit", "undo"])
def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_twice(
    committed_db: None, monkeypatch: pytest.MonkeyPatch, within: str
) -> None:
    monkeypatch.setattr(staging, "CHUNK", 10)
    monkeypatch.setattr(undoing, "CHUNK", 10)
    office = Office()
    office.enrol(1, 2, 3)
    batch = office.arrive(comma([HEADINGS, *many()]).encode(), mode="check")
    if within in {"stage", "check"}:
        killed_again_and_again(job_of(batch), within)
    else:
        office.work(batch)
    doors.run(batches.confirm, actor=office.clerk, batch_id=batch.id, mode="partial")
    if within == "commit":
        killed_again_and_again(job_of(batch), within)
    else:
        office.work(batch)
    batch.refresh_from_db()
    assert (batch.state, sentence(batch)) == ("done", f"{COUNT} 行新增。")
    assert Fact.objects.count() == COUNT
    numbers = FactVersion.objects.filter(closed_at=None).values_list("document_no", flat=True)
    assert sorted(numbers) == sorted(wsh(1000 + n) for n in range(COUNT))
    assert StagedRow.objects.filter(batch_id=batch.id, outcome="new").count() == COUNT
    if within == "undo":
        doors.run(undoing.undo_batch, actor=office.second, batch_id=batch.id, reason="传错")
        killed_again_and_again(job_of(batch), within)
        batch.refresh_from_db()
        assert (batch.state, batch.undo_counts) == ("undone", {"retracted": COUNT})
        assert FactVersion.objects.filter(closed_at=None).count() == 0
        assert FactEffect.objects.filter(kind="retracted").count() == COUNT


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
    # What was in before the crash is found to be in; every row has its answer.
    said = (
        StagedRow.objects.filter(batch_id=batch.id).order_by("n").values_list("outcome", flat=True)
    )
    assert list(said) == ["unchanged"] * 20 + ["new"] * (COUNT - 20)
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


@pytest.mark.django_db
def test_what_a_crash_took_before_it_was_confirmed_is_read_and_checked_again() -> None:
    office = Office()
    office.enrol(1, 2, 3)
    batch = office.rows(*many(), mode="check")
    StagedRow.objects.all().delete()
    doors.run(batches.confirm, actor=office.clerk, batch_id=batch.id, mode="partial")
    again = office.work(batch)
    assert (again.state, sentence(again), Fact.objects.count()) == (
        "checked",
        f"{COUNT} 行新增。",
        0,
    )
    assert office.confirm(again).state == "done"
    assert FactVersion.objects.filter(notice_basis="attested").count() == COUNT
