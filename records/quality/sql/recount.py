"""The same figures from the ledger itself, as known before a moment: what closes a month, and what
the counters of records.quality.sql.clock are held against."""

from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from records.quality.sql.clock import PUT_RIGHT, ZONE

# Facts first known within the time, with the day of decision as last known within it.
BEGUN = f"""
begun AS MATERIALIZED (
    SELECT fact.id AS fact_id, fact.subject_id, first.unit_id, first.item_id, first.kind,
        first.polarity, edition.report_days, latest.decided_on, latest.closed_at,
        (fact.opened_at AT TIME ZONE '{ZONE}')::date AS known_on
    FROM records_fact AS fact
    JOIN records_factversion AS first ON first.subject_id = fact.subject_id
        AND first.fact_id = fact.id AND first.opened_at = fact.opened_at
    JOIN records_catalogueversion AS edition ON edition.id = first.catalogue_version_id
    JOIN LATERAL (
        SELECT version.decided_on, version.closed_at FROM records_factversion AS version
        WHERE version.subject_id = fact.subject_id AND version.fact_id = fact.id
            AND version.opened_at < %(until)s
        ORDER BY version.opened_at DESC LIMIT 1
    ) AS latest ON true
    WHERE fact.subject_id > %(after)s AND fact.subject_id <= %(upto)s
        AND fact.moved_from_id IS NULL
        AND fact.opened_at >= %(since)s AND fact.opened_at < %(until)s
), timed AS (
    SELECT begun.*, deadline.id AS deadline_id,
        CASE WHEN deadline.resolved_at IS NULL OR deadline.resolved_at < %(until)s
            THEN deadline.due_on END AS due_on,
        coalesce(begun.closed_at < %(until)s, false) OR EXISTS (
            SELECT FROM records_factversion AS later
            JOIN records_factversion AS former ON former.subject_id = later.subject_id
                AND former.fact_id = later.fact_id AND former.closed_at = later.opened_at
            WHERE later.subject_id = begun.subject_id AND later.fact_id = begun.fact_id
                AND later.opened_at < %(until)s AND {PUT_RIGHT}
        ) AS is_mended
    FROM begun LEFT JOIN records_reportdeadline AS deadline
        ON deadline.starts_on = begun.decided_on AND deadline.working_days = begun.report_days
)"""

# What happened within the time to facts of any age.
EVENTS = f"""
changed AS (
    SELECT version.unit_id, version.item_id, version.kind, version.polarity,
        (version.opened_at AT TIME ZONE '{ZONE}')::date AS day, 1 AS revised, 0 AS gone
    FROM records_factversion AS version
    JOIN records_fact AS fact ON fact.id = version.fact_id
    WHERE version.subject_id > %(after)s AND version.subject_id <= %(upto)s
        AND version.opened_at >= %(since)s AND version.opened_at < %(until)s
        AND fact.opened_at <> version.opened_at
    UNION ALL
    SELECT version.unit_id, version.item_id, version.kind, version.polarity,
        (version.closed_at AT TIME ZONE '{ZONE}')::date, 0, 1
    FROM records_factversion AS version
    WHERE version.subject_id > %(after)s AND version.subject_id <= %(upto)s
        AND version.closed_at >= %(since)s AND version.closed_at < %(until)s
        AND NOT EXISTS (
            SELECT FROM records_factversion AS later
            WHERE later.subject_id = version.subject_id AND later.fact_id = version.fact_id
                AND later.opened_at = version.closed_at
        )
        AND NOT EXISTS (
            SELECT FROM records_facteffect AS effect
            WHERE effect.subject_id = version.subject_id AND effect.fact_id = version.fact_id
                AND effect.kind = 'moved'
        )
)"""

COUNTED = """
counted AS (
    SELECT unit_id, item_id, kind, polarity, known_on AS day, 1 AS facts,
        coalesce((known_on <= due_on)::int, 0) AS in_time,
        coalesce((known_on > due_on)::int, 0) AS late,
        (deadline_id IS NOT NULL AND due_on IS NULL)::int AS waiting,
        is_mended::int AS mended, 0 AS revised, 0 AS gone
    FROM timed
    UNION ALL
    SELECT unit_id, item_id, kind, polarity, day, 0, 0, 0, 0, 0, revised, gone FROM changed
)"""
SUMS = "sum(facts), sum(in_time), sum(late), sum(waiting), sum(mended), sum(revised), sum(gone)"

BY_DAY = f"""
WITH {BEGUN}, {EVENTS}, {COUNTED}
SELECT unit_id, item_id, day, {SUMS} FROM counted
GROUP BY unit_id, item_id, day ORDER BY unit_id, item_id, day
"""
BY_KIND = f"""
WITH {BEGUN}, {EVENTS}, {COUNTED}
SELECT unit_id, kind, polarity, {SUMS} FROM counted
GROUP BY unit_id, kind, polarity ORDER BY unit_id, kind, polarity
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of facts first known: how many, in time, late, waiting for the calendar, put right since; and
    how many versions followed and facts went in the time itself."""

    facts: int = 0
    in_time: int = 0
    late: int = 0
    waiting: int = 0
    mended: int = 0
    revised: int = 0
    gone: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Range:
    """Organisations with ids in (after, upto]: what ranges give adds up."""

    after: int
    upto: int


EVERYBODY = Range(0, 2**62)


def by_day(
    since: datetime, until: datetime, within: Range = EVERYBODY
) -> dict[tuple[int, int, date], Counts]:
    """By unit, item and day."""
    return {(row[0], row[1], row[2]): _counts(row) for row in _rows(BY_DAY, since, until, within)}


def by_kind(
    since: datetime, until: datetime, within: Range = EVERYBODY
) -> dict[tuple[int, str, str], Counts]:
    """By unit, kind of item and polarity."""
    return {(row[0], row[1], row[2]): _counts(row) for row in _rows(BY_KIND, since, until, within)}


def _counts(row: tuple[Any, ...]) -> Counts:
    return Counts(*(int(value) for value in row[3:]))


def _rows(statement: str, since: datetime, until: datetime, within: Range) -> list[tuple[Any, ...]]:
    parameters: dict[str, Any] = {
        "since": since,
        "until": until,
        "after": within.after,
        "upto": within.upto,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
