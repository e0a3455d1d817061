"""Statements of intake: who a code belongs to, rows staged and read back, marks of doubles."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.db import connection

HOLDERS = """
SELECT subject.uscc, subject.id, coalesce(
    (SELECT jsonb_object_agg(name.term, name.kind ORDER BY name.kind = 'legal', name.kind)
    FROM records_subjectname AS name WHERE name.subject_id = subject.id), '{}')
FROM records_subject AS subject WHERE subject.uscc = ANY(%s)
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

# Of rows of one file about the same decision the first is taken.
DOUBLES = """
UPDATE records_stagedrow AS staged SET remarks = staged.remarks || jsonb_build_array(
        jsonb_build_array('row.twice', '', jsonb_build_object('line', double.first_line)))
FROM (
    SELECT n, first_value(line) OVER same AS first_line, row_number() OVER same AS place
    FROM records_stagedrow
    WHERE batch_id = %(batch)s AND key NOT IN ('', '|') AND uscc <> ''
    WINDOW same AS (PARTITION BY uscc, key ORDER BY n)
) AS double
WHERE staged.batch_id = %(batch)s AND staged.n = double.n AND double.place > 1
"""

MARK = """
UPDATE records_stagedrow AS staged SET outcome = marked.outcome, remarks = marked.remarks
FROM jsonb_to_recordset(%(rows)s::jsonb) AS marked (n integer, outcome text, remarks jsonb)
WHERE staged.batch_id = %(batch)s AND staged.n = marked.n
"""

COUNTS = "SELECT outcome, count(*) FROM records_stagedrow WHERE batch_id = %s GROUP BY outcome"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose code it is, and every name it is known by, with what kind of name it is."""

    subject_id: int
    names: dict[str, str]


def holders_of(codes: Collection[str]) -> dict[str, Holder]:
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [sorted(codes)])
        return {
            code: Holder(subject_id, _loaded(names))
            for code, subject_id, names in cursor.fetchall()
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
        return int(cursor.rowcount)


def mark(batch_id: int, rows: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"batch": batch_id, "rows": rows})


def counts_of(batch_id: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [batch_id])
        return dict(cursor.fetchall())


def _loaded(names: Any) -> dict[str, str]:
    return dict(json.loads(names) if isinstance(names, str) else names)
