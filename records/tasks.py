"""What the ledger does by itself. What is to be done is found in the tables and the folders."""

import time

from celery import shared_task

from core import clock, doors
from core.actors import SYSTEM
from records.intake import drafts, folder, purging, queues
from records.quality.services import clock as report_clock
from records.quality.services import coverage, months, periods
from records.services import names, snapshots

PERIODIC = {
    "records.refresh_names": 3_600,
    "records.resolve_deadlines": 3_600,
    "records.keep_calendar": 1_800,
    "records.measure_coverage": 3_600,
    "records.close_months": 1_800,
    "records.clear_drafts": 21_600,
    "records.clear_snapshots": 86_400,
    "records.recheck_unknown": 300,
    "records.read_folder": 15,
    "records.purge_intake": 3_600,
}
# A task lets go of its worker after so many seconds; the next round goes on.
LONGEST = 60.0


@shared_task(name="records.refresh_names")
def refresh_names() -> None:
    """What an organisation is called from today on is what it is found by from today on."""
    doors.run(names.refresh_begun, actor=SYSTEM, today=clock.today())


@shared_task(name="records.resolve_deadlines")
def resolve_deadlines() -> None:
    """Times to report that wait for a year of the calendar."""
    doors.run(report_clock.resolve_deadlines, actor=SYSTEM)


@shared_task(name="records.keep_calendar")
def keep_calendar() -> None:
    """What units owe, what they gave, what is overdue; the next turn brings what this one left."""
    doors.run(periods.keep_calendar, actor=SYSTEM, today=clock.today())


@shared_task(name="records.measure_coverage")
def measure_coverage() -> None:
    """Once a day."""
    doors.run(coverage.start_measuring, actor=SYSTEM, today=clock.today())


@shared_task(name="records.close_months")
def close_months() -> None:
    """When a month is over and all that was written in it is seen."""
    doors.run(months.start_closing, actor=SYSTEM, today=clock.today())


@shared_task(name="records.clear_snapshots")
def clear_snapshots() -> None:
    """Files of snapshots that systems have had a week to fetch."""
    doors.run(snapshots.remove_old, actor=SYSTEM)


@shared_task(name="records.recheck_unknown")
def recheck_unknown() -> None:
    """Take in what waited for organisations the register has sent by now."""
    until = time.monotonic() + LONGEST
    after: int | None = 0
    while after is not None and time.monotonic() < until:
        after = doors.run(queues.recheck_unknown, actor=SYSTEM, after=after)


@shared_task(name="records.read_folder")
def read_folder() -> int:
    """Take files that units have put down, and lay their answers beside them."""
    return folder.read(until=time.monotonic() + LONGEST)


@shared_task(name="records.purge_intake")
def purge_intake() -> None:
    """Remove what is needed no more: rows and files of batches past their time."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and doors.run(purging.purge_next, actor=SYSTEM):
        pass
    purging.remove_strays()


@shared_task(name="records.clear_drafts")
def clear_drafts() -> None:
    """What somebody began to write and left."""
    doors.run(drafts.clear_expired, actor=SYSTEM)
