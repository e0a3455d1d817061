"""Counting on: what a stretch of the change log adds to reports and volumes. Each statement takes
any number of versions; all of them together are one consumer's turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

ZONE = "Asia/Shanghai"

# What a decision is known by. A change of anything else (performed, no longer valid) is news, a
# change of these puts right what was said.
DECISIVE = (
    "decided_on",
    "document_key",
    "authority_key",
    "basis",
    "severity",
    "amount",
    "confiscated",
)
_SAID = ", ".join(f"later.{name}" for name in DECISIVE)
_FORMER = ", ".join(f"former.{name}" for name in DECISIVE)
PUT_RIGHT = f"({_SAID}) IS DISTINCT FROM ({_FORMER})"

# One turn at a time: counting on and giving days to open deadlines exclude each other.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('records.quality', 0))"

# Where a fact begins, with the edition that sets its time to report. One that was moved here was
# reported where it came from.
FRESH = """
fresh AS (
    SELECT version.fact_id, version.subject_id, version.item_id, version.unit_id,
        version.decided_on, edition.report_days, version.opened_at
    FROM records_factversion AS version
    JOIN records_fact AS fact ON fact.id = version.fact_id AND fact.opened_at = version.opened_at
    JOIN records_catalogueversion AS edition ON edition.id = version.catalogue_version_id
    WHERE version.id = ANY(%(opened)s) AND fact.moved_from_id IS NULL
)"""
# Where one version followed another.
FOLLOWED = f"""
followed AS (
    SELECT later.*, former.decided_on AS formerly_decided_on, {PUT_RIGHT} AS puts_right
    FROM records_factversion AS later
    JOIN records_factversion AS former ON former.subject_id = later.subject_id
        AND former.fact_id = later.fact_id AND former.closed_at = later.opened_at
    WHERE later.id = ANY(%(opened)s)
)"""

# Days of decision and terms that have no deadline yet.
UNRECKONED = f"""
WITH {FRESH}, {FOLLOWED}, wanted AS (
    SELECT decided_on AS starts_on, report_days AS working_days FROM fresh
    WHERE decided_on IS NOT NULL AND report_days IS NOT NULL
    UNION
    SELECT followed.decided_on, edition.report_days
    FROM followed JOIN records_fact AS fact ON fact.id = followed.fact_id
    JOIN records_factversion AS first ON first.subject_id = fact.subject_id
        AND first.fact_id = fact.id AND first.opened_at = fact.opened_at
    JOIN records_catalogueversion AS edition ON edition.id = first.catalogue_version_id
    WHERE followed.decided_on IS DISTINCT FROM followed.formerly_decided_on
        AND followed.decided_on IS NOT NULL AND edition.report_days IS NOT NULL
)
SELECT starts_on, working_days FROM wanted
WHERE NOT EXISTS (
    SELECT FROM records_reportdeadline AS known
    WHERE known.starts_on = wanted.starts_on AND known.working_days = wanted.working_days
)
ORDER BY starts_on, working_days
"""

# Adding to the counters of a day: whoever counts on does it in one order.
ADD = """
INSERT INTO records_volumeday (unit_id, item_id, day, facts, in_time, late, waiting, mended,
    revised, gone)
SELECT unit_id, item_id, day, sum(facts), sum(in_time), sum(late), sum(waiting), 0, sum(revised),
    sum(gone)
FROM counted GROUP BY unit_id, item_id, day ORDER BY unit_id, item_id, day
ON CONFLICT (unit_id, item_id, day) DO UPDATE SET
    facts = records_volumeday.facts + excluded.facts,
    in_time = records_volumeday.in_time + excluded.in_time,
    late = records_volumeday.late + excluded.late,
    waiting = records_volumeday.waiting + excluded.waiting,
    revised = records_volumeday.revised + excluded.revised,
    gone = records_volumeday.gone + excluded.gone
"""
# What is now otherwise about facts that were counted: their day is there.
ADJUST = """
UPDATE records_volumeday AS volume SET
    in_time = volume.in_time + more.in_time, late = volume.late + more.late,
    waiting = volume.waiting + more.waiting, mended = volume.mended + more.mended
FROM (
    SELECT unit_id, item_id, day, sum(in_time) AS in_time, sum(late) AS late,
        sum(waiting) AS waiting, sum(mended) AS mended
    FROM counted GROUP BY unit_id, item_id, day
) AS more
WHERE volume.unit_id = more.unit_id AND volume.item_id = more.item_id AND volume.day = more.day
"""
ADDED = ("facts", "in_time", "late", "waiting", "revised", "gone")
ADJUSTED = ("in_time", "late", "waiting", "mended")


def _counted(names: Sequence[str], **given: str) -> str:
    return ", ".join(f"{given.get(name, '0')} AS {name}" for name in names)


IN_TIME = "coalesce((report.known_on <= {due}.due_on)::int, 0)"
LATE = "coalesce((report.known_on > {due}.due_on)::int, 0)"
WAITS = "({due}.id IS NOT NULL AND {due}.due_on IS NULL)::int"


def _timed(due: str) -> dict[str, str]:
    """Whether what was known on a day was in time, by a deadline that may be open or missing."""
    said = {"in_time": IN_TIME, "late": LATE, "waiting": WAITS}
    return {name: sql.format(due=due) for name, sql in said.items()}


def _differs(latter: str, former: str) -> dict[str, str]:
    then, now = _timed(former), _timed(latter)
    return {name: f"{now[name]} - {then[name]}" for name in now}


BEGIN = f"""
WITH {FRESH}, report AS (
    INSERT INTO records_factreport (fact_id, subject_id, item_id, unit_id, decided_on, deadline_id,
        known_at, known_on)
    SELECT fresh.fact_id, fresh.subject_id, fresh.item_id, fresh.unit_id, fresh.decided_on,
        deadline.id, fresh.opened_at, (fresh.opened_at AT TIME ZONE '{ZONE}')::date
    FROM fresh LEFT JOIN records_reportdeadline AS deadline
        ON deadline.starts_on = fresh.decided_on AND deadline.working_days = fresh.report_days
    ORDER BY fresh.fact_id
    ON CONFLICT (fact_id) DO NOTHING
    RETURNING unit_id, item_id, known_on, deadline_id
), counted AS (
    SELECT report.unit_id, report.item_id, report.known_on AS day,
        {_counted(ADDED, facts="1", **_timed("deadline"))}
    FROM report LEFT JOIN records_reportdeadline AS deadline ON deadline.id = report.deadline_id
)
{ADD}
"""

# Versions that followed, by day.
REVISE = f"""
WITH {FOLLOWED}, counted AS (
    SELECT unit_id, item_id, (opened_at AT TIME ZONE '{ZONE}')::date AS day,
        {_counted(ADDED, revised="1")} FROM followed
)
{ADD}
"""

# Facts put right for the first time, on the day they were known.
MEND = f"""
WITH {FOLLOWED}, counted AS (
    UPDATE records_factreport AS report SET mended_at = first.at
    FROM (
        SELECT fact_id, min(opened_at) AS at FROM followed WHERE puts_right GROUP BY fact_id
    ) AS first
    WHERE report.fact_id = first.fact_id AND report.mended_at IS NULL
    RETURNING report.unit_id, report.item_id, report.known_on AS day,
        {_counted(ADJUSTED, mended="1")}
)
{ADJUST}
"""

# A day of decision put right moves the deadline with it.
REDATE = f"""
WITH {FOLLOWED}, redated AS (
    SELECT DISTINCT ON (fact_id) fact_id, decided_on FROM followed
    WHERE decided_on IS DISTINCT FROM formerly_decided_on
    ORDER BY fact_id, opened_at DESC
), report AS (
    UPDATE records_factreport AS report
    SET decided_on = redated.decided_on, deadline_id = (
        SELECT deadline.id FROM records_reportdeadline AS deadline
        WHERE deadline.starts_on = redated.decided_on AND deadline.working_days = (
            SELECT edition.report_days FROM records_fact AS fact
            JOIN records_factversion AS first ON first.subject_id = fact.subject_id
                AND first.fact_id = fact.id AND first.opened_at = fact.opened_at
            JOIN records_catalogueversion AS edition ON edition.id = first.catalogue_version_id
            WHERE fact.id = report.fact_id
        )
    )
    FROM redated WHERE report.fact_id = redated.fact_id
    RETURNING report.unit_id, report.item_id, report.known_on,
        old.deadline_id AS former_id, new.deadline_id AS latter_id
), counted AS (
    SELECT report.unit_id, report.item_id, report.known_on AS day,
        {_counted(ADJUSTED, **_differs("latter", "former"))}
    FROM report
    LEFT JOIN records_reportdeadline AS former ON former.id = report.former_id
    LEFT JOIN records_reportdeadline AS latter ON latter.id = report.latter_id
)
{ADJUST}
"""

# Versions that closed with none to follow: retracted, or moved to the organisation it is about.
LOST = """
lost AS (
    SELECT version.fact_id, version.subject_id, version.unit_id, version.item_id,
        version.closed_at, EXISTS (
            SELECT FROM records_facteffect AS effect
            WHERE effect.subject_id = version.subject_id AND effect.fact_id = version.fact_id
                AND effect.kind = 'moved'
        ) AS is_moved
    FROM records_factversion AS version
    WHERE version.id = ANY(%(closed)s) AND NOT EXISTS (
        SELECT FROM records_factversion AS later
        WHERE later.subject_id = version.subject_id AND later.fact_id = version.fact_id
            AND later.opened_at = version.closed_at
    )
)"""
END = f"""
WITH {LOST}, counted AS (
    SELECT unit_id, item_id, (closed_at AT TIME ZONE '{ZONE}')::date AS day,
        {_counted(ADDED, gone="1")} FROM lost WHERE NOT is_moved
)
{ADD}
"""
END_REPORTS = f"""
WITH {LOST}, counted AS (
    UPDATE records_factreport AS report SET mended_at = lost.closed_at
    FROM lost WHERE report.fact_id = lost.fact_id AND report.mended_at IS NULL
    RETURNING report.unit_id, report.item_id, report.known_on AS day,
        {_counted(ADJUSTED, mended="1")}
)
{ADJUST}
"""

# What had waited for the calendar, now that its deadline has a day.
RESOLVE = f"""
WITH counted AS (
    SELECT report.unit_id, report.item_id, report.known_on AS day,
        {_counted(ADJUSTED, **{**_timed("deadline"), "waiting": "-1"})}
    FROM records_factreport AS report
    JOIN records_reportdeadline AS deadline ON deadline.id = report.deadline_id
    WHERE deadline.id = ANY(%(deadlines)s)
)
{ADJUST}
"""

# Rows that wait to become facts have the same time to report.
QUEUED_TERMS = """
SELECT DISTINCT queued.decided_on, edition.report_days
FROM records_queuedrow AS queued
JOIN records_batch AS batch ON batch.id = queued.batch_id
JOIN records_catalogueversion AS edition ON edition.id = batch.catalogue_version_id
WHERE queued.state = 'waiting' AND queued.due_on IS NULL AND queued.decided_on IS NOT NULL
    AND edition.report_days IS NOT NULL AND NOT EXISTS (
        SELECT FROM records_reportdeadline AS known
        WHERE known.starts_on = queued.decided_on AND known.working_days = edition.report_days
    )
ORDER BY 1, 2
"""
RESOLVE_QUEUED = """
UPDATE records_queuedrow AS queued SET due_on = deadline.due_on
FROM records_batch AS batch
JOIN records_catalogueversion AS edition ON edition.id = batch.catalogue_version_id,
    records_reportdeadline AS deadline
WHERE queued.state = 'waiting' AND queued.due_on IS NULL AND batch.id = queued.batch_id
    AND queued.decided_on = deadline.starts_on AND edition.report_days = deadline.working_days
    AND deadline.due_on IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Term:
    starts_on: date
    working_days: int


def lock() -> None:
    _run(LOCK, {})


def unreckoned(opened: Sequence[int]) -> list[Term]:
    return _terms(UNRECKONED, {"opened": list(opened)})


def unreckoned_of_queues() -> list[Term]:
    return _terms(QUEUED_TERMS, {})


def count_on(opened: Iterable[int], closed: Iterable[int]) -> None:
    """What these versions, opened and closed, add."""
    parameters = {"opened": sorted(opened), "closed": sorted(closed)}
    if parameters["opened"]:
        for statement in (BEGIN, REVISE, MEND, REDATE):
            _run(statement, parameters)
    if parameters["closed"]:
        for statement in (END, END_REPORTS):
            _run(statement, parameters)


def resolve(deadlines: Sequence[int]) -> None:
    """Count facts whose deadlines were open and now have a day."""
    _run(RESOLVE, {"deadlines": list(deadlines)})


def resolve_queues() -> int:
    with connection.cursor() as cursor:
        cursor.execute(RESOLVE_QUEUED)
        return int(cursor.rowcount)


def _terms(statement: str, parameters: dict[str, Any]) -> list[Term]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Term(*row) for row in cursor.fetchall()]


def _run(statement: str, parameters: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
