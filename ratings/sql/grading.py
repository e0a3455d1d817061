"""Writing grades: evaluate a set of organisations by one rulebook and keep what changed, in one
statement. Of two evaluations the one that knew more stays, whichever is written last."""

from datetime import date, datetime

from django.db import connection

from ratings.compiler import compile_rulebook
from ratings.inputs import Codes
from ratings.language import Rulebook
from ratings.language.walk import reads_grades
from ratings.sql.ledger import LedgerRows, Who

# Raised when the same rulebook and facts may give something else than before.
ENGINE = 1

# Organisations that never were in scope and cannot come into it by time alone have no row. A row
# whose outcome and knowledge are the same is left alone.
WRITE = """
WITH evaluated AS MATERIALIZED ({evaluated}),
wanted AS (
    SELECT evaluated.* FROM evaluated LEFT JOIN ratings_grade AS former
        ON former.subject_id = evaluated.subject_id AND former.line_id = %(line)s
    WHERE CASE WHEN former.subject_id IS NULL
        THEN evaluated.in_scope OR evaluated.next_boundary_on IS NOT NULL
        ELSE (former.version_id, former.in_scope, former.grade, former.score,
            former.next_boundary_on, former.known_at, former.engine) IS DISTINCT FROM
            (%(version)s, evaluated.in_scope, coalesce(evaluated.grade, ''), evaluated.score,
            evaluated.next_boundary_on, evaluated.known, %(engine)s) END
),
written AS (
    INSERT INTO ratings_grade AS grade (subject_id, line_id, version_id, in_scope, grade, score,
        next_boundary_on, day, known_at, engine)
    SELECT subject_id, %(line)s, %(version)s, in_scope, coalesce(wanted.grade, ''), score,
        next_boundary_on, %(day)s, known, %(engine)s
    FROM wanted ORDER BY subject_id
    ON CONFLICT (subject_id, line_id) DO UPDATE SET version_id = excluded.version_id,
        in_scope = excluded.in_scope, grade = excluded.grade, score = excluded.score,
        next_boundary_on = excluded.next_boundary_on, day = excluded.day,
        known_at = excluded.known_at, engine = excluded.engine
    WHERE (grade.known_at, grade.day) <= (excluded.known_at, excluded.day)
    RETURNING WITH (OLD AS before, NEW AS after) after.*, before.in_scope AS was_in_scope,
        before.grade AS was_grade, before.score AS was_score
),
changed AS (
    INSERT INTO ratings_gradechange (subject_id, line_id, version_id, in_scope, grade, score,
        was_grade, day, known_at, recorded_at)
    SELECT subject_id, line_id, version_id, in_scope, grade, score, coalesce(was_grade, ''), day,
        known_at, %(now)s
    FROM written
    WHERE (coalesce(was_in_scope, false), coalesce(was_grade, ''), was_score)
        IS DISTINCT FROM (in_scope, grade, score)
    ORDER BY subject_id
    RETURNING subject_id
)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM changed)
"""
DUE = """
SELECT grade.line_id, grade.subject_id FROM ratings_grade AS grade
WHERE grade.next_boundary_on <= %(day)s
ORDER BY grade.next_boundary_on, grade.line_id, grade.subject_id LIMIT %(limit)s
"""


def write_grades(
    *,
    rulebook: Rulebook,
    version_id: int,
    line_id: int,
    codes: Codes,
    who: Who,
    day: date,
    now: datetime,
) -> tuple[int, int]:
    """How many rows were written, and how many of them changed a grade or score."""
    rows = LedgerRows(who, reads_grades=reads_grades(rulebook))
    compiled = compile_rulebook(rulebook, codes, rows, day, everybody=True)
    parameters = {
        **compiled.parameters,
        "line": line_id,
        "version": version_id,
        "engine": ENGINE,
        "day": day,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(evaluated=compiled.sql), parameters)
        written, changed = cursor.fetchone() or (0, 0)
    return written, changed


def due(day: date, limit: int) -> list[tuple[int, int]]:
    """Lines and organisations whose boundary has come."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"day": day, "limit": limit})
        return list(cursor.fetchall())
