"""What the register says, many subjects at once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from core import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRow:
    """What is registered of a subject from a day on. `n` is the caller's own number of the row."""

    n: int = 0
    uscc: str
    valid_from: date
    name: str
    sign: str = ""
    kind: str
    status: str = "active"
    region_code: str = ""
    industry_code: str = ""
    established_on: date | None = None
    address: str = ""
    oddities: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Compared:
    n: int
    subject_id: int
    is_same: bool


CONTENT = "name, sign, kind, status, region_code, industry_code, established_on, address"
COLUMNS = (
    "n integer, uscc text, valid_from date, name text, sign text, kind text, status text, "
    "region_code text, industry_code text, established_on date, address text, oddities text[]"
)

# Of two rows about one day the later one holds.
GIVEN = f"""
given AS MATERIALIZED (
    SELECT DISTINCT ON (uscc, valid_from) given_row.*,
        sha256(convert_to(jsonb_build_array({CONTENT})::text, 'UTF8')) AS content_hash
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS given_row ({COLUMNS})
    ORDER BY uscc, valid_from, n DESC
)"""

# In the order of codes, so that two loads with the same new subjects do not block each other.
ENSURE = f"""
WITH {GIVEN}
INSERT INTO records_subject (uscc, ledger_at, ledger_txid)
SELECT DISTINCT uscc, coalesce(%(at)s, clock_timestamp()), pg_current_xact_id()::text::bigint
FROM given ORDER BY uscc
ON CONFLICT (uscc) DO NOTHING
"""

# The same when that is what is held for the day already, by the register itself.
STANDING = """
standing AS MATERIALIZED (
    SELECT given.*, subject.id AS subject_id, coalesce(
        subject.confirmed_at IS NOT NULL AND former.content_hash = given.content_hash
            AND former.catalogue_version_id IS NOT NULL, false
    ) AS is_same
    FROM given JOIN records_subject AS subject ON subject.uscc = given.uscc
    LEFT JOIN LATERAL (
        SELECT version.content_hash, version.catalogue_version_id
        FROM records_subjectversion AS version
        WHERE version.subject_id = subject.id AND version.closed_at IS NULL
            AND version.valid_from <= given.valid_from
        ORDER BY version.valid_from DESC LIMIT 1
    ) AS former ON true
)"""

COMPARE = f"""
WITH {GIVEN}, {STANDING}
SELECT n, subject_id, is_same FROM standing ORDER BY n
"""

# What a clerk had entered gives way to the register. Counting what was closed makes sure that it
# is before the new versions come.
WRITE = f"""
WITH {GIVEN}, {STANDING}, closed AS (
    UPDATE records_subjectversion AS version SET closed_at = subject.ledger_at
    FROM standing JOIN records_subject AS subject ON subject.id = standing.subject_id
    WHERE NOT standing.is_same AND version.subject_id = standing.subject_id
        AND version.closed_at IS NULL AND (
            version.valid_from = standing.valid_from
            OR version.catalogue_version_id IS NULL AND %(catalogue_version)s IS NOT NULL
        )
    RETURNING version.id
), confirmed AS (
    UPDATE records_subject AS subject SET confirmed_at = subject.ledger_at
    FROM standing WHERE subject.id = standing.subject_id AND subject.confirmed_at IS NULL
        AND %(catalogue_version)s IS NOT NULL
)
INSERT INTO records_subjectversion (subject_id, valid_from, opened_at, recorded_on, {CONTENT},
    oddities, catalogue_version_id, unit_id, content_hash, batch_id)
SELECT standing.subject_id, standing.valid_from, subject.ledger_at, %(today)s, {CONTENT},
    oddities, %(catalogue_version)s, %(unit)s, standing.content_hash, %(batch)s
FROM standing JOIN records_subject AS subject ON subject.id = standing.subject_id
WHERE NOT standing.is_same AND (SELECT count(*) FROM closed) >= 0
ORDER BY standing.subject_id, standing.valid_from
"""


def packed(rows: Iterable[SubjectRow]) -> str:
    """Rows as the statements take them."""
    plain = [{name: getattr(row, name) for name in SubjectRow.__slots__} for row in rows]
    return json.dumps(plain, ensure_ascii=False, default=str)


def ensure(rows: str) -> None:
    _run(ENSURE, {"rows": rows, "at": clock.past()})


def compare(rows: str) -> list[Compared]:
    with connection.cursor() as cursor:
        cursor.execute(COMPARE, {"rows": rows})
        return [Compared(*row) for row in cursor.fetchall()]


def write(
    rows: str,
    *,
    catalogue_version_id: int | None,
    unit_id: int,
    batch_id: int | None,
    today: date,
) -> int:
    return _run(
        WRITE,
        {
            "rows": rows,
            "catalogue_version": catalogue_version_id,
            "unit": unit_id,
            "batch": batch_id,
            "today": today,
        },
    )


def _run(statement: str, parameters: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
