"""What the ledger does by itself. What is to be done is found in the tables and
folders."""

from celery import shared_task

from core import clock, doors
from core.actors import SYSTEM
from records.quality.services import clock as report_clock
from records.quality.services import coverage, months, periods
from records.services import names, snapshots

PERIODIC = {
    "records.refresh_names": 3_600,
    "records.resolve_deadlines": 3_600,
    "records.keep_calendar": 1_800,
    "records.measure_coverage": 3_600,
    "records.close_months": 1_800,
    "records.clear_snapshots": 86_400,
}


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
