"""Statements of intake: who a code belongs to, rows staged and read back, marks of doubles."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.db import connection

HOLDERS = """
SELECT subject.uscc, subject.id, coalesce(
    (SELECT jsonb_object_agg(name.term, name.kind ORDER BY name.kind = 'legal', name.kind)
    FROM records_subjectname AS name WHERE name.subject_id = subject.id), '{}'),
    coalesce(succession.effective_on, ended.valid_from),
    CASE WHEN succession.effective_on IS NULL THEN '注销' ELSE '合并、分立或改制' END
FROM records_subject AS subject
JOIN LATERAL (
    SELECT latest.valid_from FROM records_subjectversion AS latest
    WHERE latest.subject_id = subject.id AND latest.closed_at IS NULL
    ORDER BY latest.valid_from DESC LIMIT 1
) AS latest ON true
LEFT JOIN records_subjectversion AS ended ON ended.subject_id = subject.id
    AND ended.closed_at IS NULL AND ended.valid_from = latest.valid_from
    AND ended.status = 'cancelled'
LEFT JOIN LATERAL (
    SELECT min(gone.effective_on) AS effective_on FROM records_succession AS gone
    WHERE gone.predecessor_id = subject.id
) AS succession ON true
WHERE subject.uscc = ANY(%s)
"""

# Locks without moving clocks: most rows of a file that is sent every week change nothing.
LOCK = """
SELECT count(*) FROM (
    SELECT id FROM records_subject WHERE uscc = ANY(%s) ORDER BY id FOR NO KEY UPDATE
) AS locked
"""

COPY = """
COPY records_stagedrow (batch_id, n, line, outcome, uscc, name, key, remarks, row)
FROM STDIN WITH (FORMAT csv, NULL '\\N')
"""

# Of rows of one file about the same decision, or by the same key of their source, the first is
# taken; those refused already are no rows to be the first.
# Found in one pass and marked by number: joined with itself, a table nobody has counted yet is
# gone through once for each of its rows.
DOUBLES = """
SELECT n, first_line FROM (
    SELECT n, line, least(
        CASE WHEN key NOT IN ('', '|') THEN first_value(line) OVER by_key END,
        CASE WHEN row ->> 'source_key' <> '' THEN first_value(line) OVER by_source END
    ) AS first_line
    FROM records_stagedrow
    WHERE batch_id = %(batch)s AND uscc <> '' AND outcome = 'open'
    WINDOW by_key AS (PARTITION BY uscc, key ORDER BY n),
        by_source AS (PARTITION BY row ->> 'source_key' ORDER BY n)
) AS each WHERE first_line < line ORDER BY n
"""
MARK_DOUBLES = """
UPDATE records_stagedrow AS staged SET outcome = 'rejected',
    remarks = staged.remarks || jsonb_build_array(
        jsonb_build_array('row.twice', '', jsonb_build_object('line', double.first_line)))
FROM unnest(%(numbers)s::integer[], %(lines)s::integer[]) AS double (n, first_line)
WHERE staged.batch_id = %(batch)s AND staged.n = double.n
"""
AT_ONCE = 5_000

MARK = """
UPDATE records_stagedrow AS staged SET outcome = marked.outcome, remarks = marked.remarks
FROM jsonb_to_recordset(%(rows)s::jsonb) AS marked (n integer, outcome text, remarks jsonb)
WHERE staged.batch_id = %(batch)s AND staged.n = marked.n
"""

# A nil report and rows that contradict it do not pass each other unseen. "nil" in letters.
LOCK_SPACE = 0x006E696C
SHARE = "SELECT pg_advisory_xact_lock_shared(%s, hashint8(%s) # hashint8(%s))"
CLAIM = "SELECT pg_advisory_xact_lock(%s, hashint8(%s) # hashint8(%s))"

MARK_OUTCOME = """
UPDATE records_stagedrow SET outcome = %(outcome)s
WHERE batch_id = %(batch)s AND n = ANY(%(numbers)s)
"""

# What was completed and waited for a second person, and came in by another file, had its own.
LET_GO = """
UPDATE records_queuedrow AS waiting SET state = 'taken', settled_at = %(at)s,
    settled_by_id = %(person)s, reason = %(reason)s, fact_id = gone.fact_id, waiting_key = NULL,
    row = '{}', name = '', queue = CASE WHEN queue = 'check' AND %(person)s IS NULL THEN 'held'
        ELSE queue END
FROM unnest(%(keys)s, %(facts)s::bigint[]) AS gone (key, fact_id)
WHERE waiting.unit_id = %(unit)s AND waiting.item_id = %(item)s
    AND waiting.waiting_key = gone.key AND waiting.state = 'waiting'
"""

DAYS = """
SELECT min(row ->> 'decided_on'), max(row ->> 'decided_on') FROM records_stagedrow
WHERE batch_id = %s
"""

COUNTS = "SELECT outcome, count(*) FROM records_stagedrow WHERE batch_id = %s GROUP BY outcome"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose code it is, and every name it is known by, with what kind of name it is."""

    subject_id: int
    names: dict[str, str]
    ended_on: date | None = None
    ended_by: str = ""


def holders_of(codes: Collection[str]) -> dict[str, Holder]:
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [sorted(codes)])
        return {
            code: Holder(subject_id, _loaded(names), ended_on, ended_by)
            for code, subject_id, names, ended_on, ended_by in cursor.fetchall()
        }


def lock_holders(codes: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted(set(codes))])


def copy_staged(content: StringIO) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY, content)


def mark_doubles(batch_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(DOUBLES, {"batch": batch_id})
        doubles = cursor.fetchall()
        for start in range(0, len(doubles), AT_ONCE):
            numbers, lines = zip(*doubles[start : start + AT_ONCE], strict=True)
            cursor.execute(
                MARK_DOUBLES,
                {"batch": batch_id, "numbers": list(numbers), "lines": list(lines)},
            )
    return len(doubles)


def mark(batch_id: int, rows: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"batch": batch_id, "rows": rows})


def mark_outcome(batch_id: int, outcome: str, numbers: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            MARK_OUTCOME, {"batch": batch_id, "outcome": outcome, "numbers": list(numbers)}
        )


def counts_of(batch_id: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [batch_id])
        return dict(cursor.fetchall())


def let_go(
    unit_id: int,
    item_id: int,
    facts: Mapping[str, int | None],
    *,
    at: datetime,
    person_id: int | None,
    reason: str,
) -> int:
    """Rows of these keys wait no longer; how many did."""
    with connection.cursor() as cursor:
        cursor.execute(
            LET_GO,
            {
                "unit": unit_id,
                "item": item_id,
                "keys": list(facts),
                "facts": list(facts.values()),
                "at": at,
                "person": person_id,
                "reason": reason,
            },
        )
        return int(cursor.rowcount)


def days_of(batch_id: int) -> tuple[date, date] | None:
    """The first and the last day of decision a batch speaks of."""
    with connection.cursor() as cursor:
        cursor.execute(DAYS, [batch_id])
        first, last = cursor.fetchone()
    return (date.fromisoformat(first), date.fromisoformat(last)) if first else None


def share_reporting(unit_id: int, item_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SHARE, [LOCK_SPACE, unit_id, item_id])


def claim_reporting(unit_id: int, item_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [LOCK_SPACE, unit_id, item_id])


def _loaded(names: Any) -> dict[str, str]:
    return dict(json.loads(names) if isinstance(names, str) else names)
