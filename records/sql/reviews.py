"""Texts nobody has read yet, a bounded stretch of the ledger at a time, the latest first."""

from collections.abc import Sequence

from django.db import connection

STRETCH = 20_000

WAITING = f"""
WITH looked AS MATERIALIZED (
    SELECT id, subject_id, fact_id, unit_id, catalogue_version_id, text_id, closed_at
    FROM records_factversion WHERE id < %(before)s ORDER BY id DESC LIMIT {STRETCH}
), last AS (
    SELECT min(id) AS id, count(*) AS looked FROM looked
), page AS (
    SELECT looked.id AS version_id FROM looked
    JOIN records_catalogueversion AS catalogue ON catalogue.id = looked.catalogue_version_id
    JOIN records_facttext AS text ON text.id = looked.text_id
    WHERE looked.closed_at IS NULL AND looked.unit_id = ANY(%(units)s)
        AND catalogue.disclosure = 'public' AND text.texts <> '{{}}'
        AND NOT EXISTS (
            SELECT FROM records_textreview AS review
            WHERE review.subject_id = looked.subject_id AND review.text_id = looked.text_id
                AND review.closed_at IS NULL
        )
        AND NOT EXISTS (
            SELECT FROM records_facteffect AS effect
            WHERE effect.subject_id = looked.subject_id AND effect.fact_id = looked.fact_id
                AND effect.closed_at IS NULL AND effect.ends_on IS NULL
                AND effect.kind IN ('repaired', 'revoked', 'retracted', 'moved')
        )
    ORDER BY looked.id DESC LIMIT %(limit)s
)
SELECT page.version_id, last.id, last.looked FROM last LEFT JOIN page ON true
ORDER BY page.version_id DESC
"""


def waiting(units: Sequence[int], before: int, limit: int) -> tuple[list[int], int | None]:
    """Versions whose text waits, and where to look on; None when the ledger began there."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"units": list(units), "before": before, "limit": limit})
        rows = cursor.fetchall()
    _, last, looked = rows[0]
    return [row[0] for row in rows if row[0] is not None], last if looked == STRETCH else None
