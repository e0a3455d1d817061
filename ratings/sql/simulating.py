"""What a version would do to a range of organisations: grades now beside grades then, counted."""

from datetime import date, datetime
from typing import Any

from django.db import connection

from ratings.compiler import compile_rulebook
from ratings.inputs import Codes
from ratings.language import Rulebook
from ratings.language.walk import reads_grades
from ratings.sql.ledger import LedgerRows, Who

COUNT = """
WITH evaluated AS MATERIALIZED ({evaluated}),
compared AS (
    SELECT evaluated.subject_id, coalesce(former.grade, '') AS before,
        coalesce(evaluated.grade, '') AS after
    FROM evaluated LEFT JOIN ratings_grade AS former
        ON former.subject_id = evaluated.subject_id AND former.line_id = %(line)s
    WHERE evaluated.in_scope OR former.in_scope
),
placed AS (
    SELECT compared.*, coalesce((
        SELECT version.region_code FROM records_subjectversion AS version
        WHERE version.subject_id = compared.subject_id AND version.closed_at IS NULL
            AND version.valid_from <= %(day)s
        ORDER BY version.valid_from DESC LIMIT 1
    ), '') AS region_code FROM compared
)
INSERT INTO ratings_simulationcount
    (simulation_id, region_code, before, after, organisations, step)
SELECT %(simulation)s, region_code, before, after, count(*), %(step)s
FROM placed GROUP BY region_code, before, after ORDER BY region_code, before, after
"""


def count_range(
    *,
    rulebook: Rulebook,
    line_id: int,
    codes: Codes,
    who: Who,
    day: date,
    known: datetime,
    simulation_id: int,
    step: int,
) -> None:
    combines = reads_grades(rulebook)
    rows = LedgerRows(who, None if combines else known, reads_grades=combines)
    compiled = compile_rulebook(rulebook, codes, rows, day, everybody=True)
    own: dict[str, Any] = {"line": line_id, "day": day, "simulation": simulation_id, "step": step}
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(evaluated=compiled.sql), {**compiled.parameters, **own})
