"""Numbers of documents in their series: those that are missing between others, and those given
twice. What waits counts as sent: its number is not missing."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

MOST = 500
# 锡澄环罚决〔2026〕31号: the series up to the number, the year, the number.
CUT = r"^(.*〔(\d{4})〕\D*)(\d{1,9})号?$"

NUMBERED = """
WITH said AS (
    SELECT version.document_key, version.subject_id::text AS whose, version.decided_on,
        version.fact_id
    FROM records_factversion AS version
    WHERE version.unit_id = %(unit)s AND version.item_id = %(item)s
        AND version.closed_at IS NULL AND version.document_key <> ''
    UNION ALL
    SELECT waiting.row ->> 'document_key', coalesce(subject.id::text, waiting.uscc),
        waiting.decided_on, NULL
    FROM records_queuedrow AS waiting
    LEFT JOIN records_subject AS subject ON subject.uscc = waiting.uscc
    WHERE waiting.unit_id = %(unit)s AND waiting.item_id = %(item)s
        AND waiting.state = 'waiting' AND waiting.row ->> 'document_key' <> ''
), cut AS (
    SELECT said.*, part[1] AS series, part[3]::bigint AS number
    FROM said CROSS JOIN LATERAL regexp_match(said.document_key, %(cut)s) AS part
    WHERE part[2] = %(year)s
), given AS (
    SELECT series, number, count(DISTINCT whose) AS parties,
        count(DISTINCT decided_on) AS days, min(decided_on) AS first_on,
        max(decided_on) AS last_on, min(fact_id) AS fact_id
    FROM cut GROUP BY series, number
)
"""

SERIES = """
SELECT series, min(number), max(number), count(*),
    (max(number) - min(number) + 1 - count(*))::bigint
FROM given GROUP BY series ORDER BY count(*) DESC, series LIMIT %(most)s
"""

GAPS = """
SELECT series, before + 1, number - 1, before_on, first_on FROM (
    SELECT series, number, first_on, lag(number) OVER following AS before,
        lag(last_on) OVER following AS before_on
    FROM given WINDOW following AS (PARTITION BY series ORDER BY number)
) AS each WHERE number - before > 1
ORDER BY series, number LIMIT %(most)s
"""

TWICE = """
SELECT series, number, parties, days, first_on, last_on, fact_id FROM given
WHERE days > 1 OR parties > 1 ORDER BY days DESC, series, number LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    first: int
    last: int
    count: int
    missing: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers from `first` to `last` that nobody has sent; decided between the two days."""

    series: str
    first: int
    last: int
    after_on: date | None
    before_on: date | None

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Twice:
    """One number with several parties, or with decisions of several days."""

    series: str
    number: int
    parties: int
    days: int
    first_on: date | None
    last_on: date | None
    fact_id: int | None


@dataclass(frozen=True, slots=True)
class Numbering:
    series: list[Series]
    gaps: list[Gap]
    twice: list[Twice]


def find_numbering(unit_id: int, item_id: int, year: int) -> Numbering:
    given: dict[str, str | int] = {
        "unit": unit_id,
        "item": item_id,
        "year": str(year),
        "cut": CUT,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(NUMBERED + SERIES, given)
        series = [Series(*found) for found in cursor.fetchall()]
        cursor.execute(NUMBERED + GAPS, given)
        gaps = [Gap(*found) for found in cursor.fetchall()]
        cursor.execute(NUMBERED + TWICE, given)
        return Numbering(series, gaps, [Twice(*found) for found in cursor.fetchall()])
