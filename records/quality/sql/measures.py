"""What is counted of units, items and months: sums over counters and small tables, never over the
ledger. Each statement is asked for a set of units and answers by one key."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from core.clock import SHANGHAI
from records.quality.sql.clock import ZONE


class By(StrEnum):
    UNIT = "unit"
    ITEM = "item"
    MONTH = "month"


Key = int | date
Found = dict[Key, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which units, from a day to before a day; of one item when it is named."""

    units: Collection[int]
    since: date
    until: date
    today: date
    item_id: int | None = None


def _key(by: By, day: str) -> str:
    return {
        By.UNIT: "counted.unit_id",
        By.ITEM: "counted.item_id",
        By.MONTH: f"date_trunc('month', {day})::date",
    }[by]


WITHIN = """counted.unit_id = ANY(%(units)s)
    AND (%(item)s::bigint IS NULL OR counted.item_id = %(item)s)"""
VOLUMES = ("facts", "in_time", "late", "waiting", "mended", "revised", "gone")


def volumes(asked: Asked, by: By) -> Found:
    """Facts first known within the time, and what became of them."""
    sums = ", ".join(f"sum(counted.{name})" for name in VOLUMES)
    return _found(
        f"SELECT {_key(by, 'counted.day')}, {sums} FROM records_volumeday AS counted "
        f"WHERE {WITHIN} AND counted.day >= %(since)s AND counted.day < %(until)s GROUP BY 1",
        asked,
        VOLUMES,
    )


OUTCOMES = {
    "accepted": ("new", "changed", "check"),
    "incomplete": ("incomplete",),
    "unchanged": ("unchanged",),
    "held": ("held",),
    "conflict": ("conflict",),
    "unknown": ("unknown",),
    "rejected": ("rejected",),
    "excluded": ("excluded",),
}
ENDED = f"(counted.ended_at AT TIME ZONE '{ZONE}')::date"


def outcomes(asked: Asked, by: By) -> Found:
    """What became of the rows of files and calls taken in within the time; one taken back later was
    taken in all the same."""
    sums = ", ".join(
        "sum(" + " + ".join(f"coalesce((counted.counts->>'{k}')::bigint, 0)" for k in keys) + ")"
        for keys in OUTCOMES.values()
    )
    return _found(
        f"SELECT {_key(by, ENDED)}, {sums}, count(*) FROM records_batch AS counted "
        f"WHERE {WITHIN} AND counted.state IN ('done', 'undoing', 'undone') "
        f"AND counted.ended_at >= %(began)s AND counted.ended_at < %(ended)s GROUP BY 1",
        asked,
        (*OUTCOMES, "batches"),
    )


def queued(asked: Asked, by: By) -> Found:
    """Rows that wait at this moment, whenever they came; by the month of their day of decision."""
    return _found(
        f"SELECT {_key(by, 'coalesce(counted.decided_on, %(today)s)')}, count(*), "
        "count(*) FILTER (WHERE counted.due_on < %(today)s) FROM records_queuedrow AS counted "
        f"WHERE {WITHIN} AND counted.state = 'waiting' GROUP BY 1",
        asked,
        ("queued", "overdue"),
    )


RETURNED = f"(counted.returned_at AT TIME ZONE '{ZONE}')::date"


def returned(asked: Asked, by: By) -> Found:
    """Rows sent back within the time, and those of them that came again."""
    return _found(
        f"SELECT {_key(by, RETURNED)}, count(*), count(counted.accepted_at) "
        f"FROM records_returnedrow AS counted WHERE {WITHIN} "
        "AND counted.returned_at >= %(began)s AND counted.returned_at < %(ended)s GROUP BY 1",
        asked,
        ("returned", "accepted_again"),
    )


PERIODS = ("owed", "on_time", "after", "missing", "nil")


def periods(asked: Asked, by: By) -> Found:
    """Periods due within the time, as far as their day has passed or they are accounted for."""
    return _found(
        f"SELECT {_key(by, 'counted.due_on')}, count(*), "
        "count(*) FILTER (WHERE counted.settled_on <= counted.due_on), "
        "count(*) FILTER (WHERE counted.settled_on > counted.due_on), "
        "count(*) FILTER (WHERE counted.outcome = 'open'), "
        "count(*) FILTER (WHERE counted.outcome = 'nil') "
        f"FROM records_reportperiod AS counted WHERE {WITHIN} "
        "AND counted.due_on >= %(since)s AND counted.due_on < %(until)s "
        "AND (counted.due_on < %(today)s OR counted.outcome <> 'open') GROUP BY 1",
        asked,
        PERIODS,
    )


def _found(statement: str, asked: Asked, names: Collection[str]) -> Found:
    parameters: dict[str, Any] = {
        "units": sorted(asked.units),
        "item": asked.item_id,
        "since": asked.since,
        "until": asked.until,
        "began": midnight(asked.since),
        "ended": midnight(asked.until),
        "today": asked.today,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {
            row[0]: {name: int(value) for name, value in zip(names, row[1:], strict=True)}
            for row in cursor.fetchall()
        }


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
