"""Periods: who owes reports of what, and which of those are accounted for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db import connection

from records.quality.sql.clock import ZONE

Way = Literal["unit", "item"]

# Units the catalogue names as senders, and, of what any unit may send, those that did within a
# year. `planned` is the end of the last period planned.
DUTIES = """
WITH editions AS (
    SELECT DISTINCT ON (version.item_id) version.id, version.item_id, version.kind,
        version.update_cycle, version.is_ended, version.any_unit,
        min(version.recorded_on) OVER (PARTITION BY version.item_id) AS recorded_on
    FROM records_catalogueversion AS version
    WHERE version.valid_from <= %(day)s
    ORDER BY version.item_id, version.valid_from DESC
), duties AS (
    SELECT sender.unit_id, edition.item_id
    FROM editions AS edition JOIN records_cataloguesource AS sender
        ON sender.version_id = edition.id
    UNION
    SELECT volume.unit_id, edition.item_id
    FROM editions AS edition JOIN records_volumeday AS volume
        ON volume.item_id = edition.item_id AND volume.day > %(day)s - 366 AND volume.facts > 0
    WHERE edition.any_unit
)
SELECT duties.unit_id, duties.item_id, edition.update_cycle, edition.recorded_on, (
    SELECT max(period.ends_on) FROM records_reportperiod AS period
    WHERE period.unit_id = duties.unit_id AND period.item_id = duties.item_id
)
FROM duties JOIN editions AS edition ON edition.item_id = duties.item_id
JOIN records_catalogueitem AS item ON item.id = duties.item_id
JOIN sectors_orgunit AS unit ON unit.id = duties.unit_id
WHERE NOT item.is_system AND NOT edition.is_ended
    AND (unit.valid_to IS NULL OR unit.valid_to > %(day)s)
ORDER BY duties.unit_id, duties.item_id
"""

GIVE_DAYS = """
UPDATE records_reportperiod AS period SET due_on = deadline.due_on
FROM records_reportdeadline AS deadline
WHERE period.due_on IS NULL AND deadline.id = period.deadline_id AND deadline.due_on IS NOT NULL
"""

# A nil report that was taken back, or that something came after, accounts for nothing.
REOPEN = """
UPDATE records_reportperiod AS period SET outcome = 'open', settled_on = NULL
WHERE period.outcome = 'nil' AND NOT EXISTS (
    SELECT FROM records_nilreport AS nil
    WHERE nil.unit_id = period.unit_id AND nil.item_id = period.item_id
        AND nil.month = date_trunc('month', period.ends_on - 1)::date
        AND nil.withdrawn_at IS NULL AND nil.contradicted_at IS NULL
)
"""

# What was decided within a period and is known; of the register, a file taken in since it began.
# Nothing is known before it is decided, so that the index need not be read from the beginning.
SETTLE = f"""
WITH over AS MATERIALIZED (
    SELECT period.id, period.unit_id, period.item_id, period.starts_on, period.ends_on, item.kind
    FROM records_reportperiod AS period
    JOIN records_catalogueitem AS item ON item.id = period.item_id
    WHERE period.outcome = 'open' AND period.ends_on <= %(day)s
), found AS (
    SELECT over.id, 'facts' AS outcome, (
        SELECT min(report.known_on) FROM records_factreport AS report
        WHERE report.unit_id = over.unit_id AND report.item_id = over.item_id
            AND report.known_on >= over.starts_on
            AND coalesce(report.decided_on, report.known_on) >= over.starts_on
            AND coalesce(report.decided_on, report.known_on) < over.ends_on
    ) AS settled_on
    FROM over WHERE over.kind <> 'registration'
    UNION ALL
    SELECT over.id, 'facts', (
        SELECT min((batch.ended_at AT TIME ZONE '{ZONE}')::date) FROM records_batch AS batch
        WHERE batch.unit_id = over.unit_id AND batch.item_id = over.item_id
            AND batch.state = 'done'
            AND (batch.ended_at AT TIME ZONE '{ZONE}')::date >= over.starts_on
    )
    FROM over WHERE over.kind = 'registration'
    UNION ALL
    SELECT over.id, 'nil', (nil.reported_at AT TIME ZONE '{ZONE}')::date
    FROM over JOIN records_nilreport AS nil ON nil.unit_id = over.unit_id
        AND nil.item_id = over.item_id
        AND nil.month = date_trunc('month', over.ends_on - 1)::date
        AND nil.withdrawn_at IS NULL AND nil.contradicted_at IS NULL
), first AS (
    SELECT DISTINCT ON (id) id, outcome, settled_on FROM found WHERE settled_on IS NOT NULL
    ORDER BY id, outcome, settled_on
)
UPDATE records_reportperiod AS period
SET outcome = first.outcome, settled_on = first.settled_on
FROM first WHERE period.id = first.id
RETURNING period.id, period.noticed_at IS NOT NULL
"""

# By unit or item and month of a period's last day: how many periods, accounted for in time and
# after, by nil reports among them; overdue; not due yet.
GRID = """
SELECT {key}, extract(month FROM period.ends_on - 1)::int, count(*),
    count(*) FILTER (WHERE period.settled_on <= period.due_on OR period.due_on IS NULL
        AND period.settled_on IS NOT NULL),
    count(*) FILTER (WHERE period.settled_on > period.due_on),
    count(*) FILTER (WHERE period.outcome = 'nil'),
    count(*) FILTER (WHERE period.outcome = 'open' AND period.due_on < %(day)s)
FROM records_reportperiod AS period
WHERE period.unit_id = ANY(%(units)s)
    AND period.ends_on > %(first)s AND period.ends_on <= %(last)s
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """The periods of one month: all of them; by nil report, which are among those in time or
    after."""

    periods: int
    in_time: int
    after: int
    nil: int
    overdue: int

    @property
    def open(self) -> int:
        """Not due yet, or waiting for the calendar."""
        return self.periods - self.in_time - self.after - self.overdue

    @property
    def overdue_said(self) -> str:
        return f"逾期 {self.overdue}"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A unit that owes reports of an item: how often in the catalogue's words, since when the item
    is known, and up to where periods are planned."""

    unit_id: int
    item_id: int
    update_cycle: str
    recorded_on: date
    planned: date | None


def duties(day: date) -> list[DutyRow]:
    with connection.cursor() as cursor:
        cursor.execute(DUTIES, {"day": day})
        return [DutyRow(*row) for row in cursor.fetchall()]


def give_days() -> int:
    return _count(GIVE_DAYS)


def reopen() -> int:
    return _count(REOPEN)


def settle(day: date) -> list[tuple[int, bool]]:
    """Periods accounted for now, and whether their being overdue had been brought to somebody."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"day": day})
        return [(row[0], row[1]) for row in cursor.fetchall()]


def grid(units: Collection[int], year: int, day: date, by: Way) -> dict[tuple[int, int], Cell]:
    """By unit or item, and month."""
    with connection.cursor() as cursor:
        cursor.execute(
            GRID.format(key=f"period.{by}_id"),
            {
                "units": sorted(units),
                "day": day,
                "first": date(year, 1, 1),
                "last": date(year + 1, 1, 1),
            },
        )
        return {(row[0], row[1]): Cell(*row[2:]) for row in cursor.fetchall()}


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)
