"""What happened in a month, as known before its end: of files, queues, nil reports and effects."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

ROWS = ("new", "changed", "check", "unchanged", "held", "conflict", "unknown", "rejected")
_ROWS = " + ".join(f"coalesce((batch.counts->>'{name}')::bigint, 0)" for name in ROWS)

EVENTS = f"""
SELECT unit.code, counted.measure, sum(counted.value) FROM (
    SELECT unit_id, 'rows' AS measure, sum({_ROWS}) AS value FROM records_batch AS batch
    WHERE state IN ('done', 'undoing', 'undone')
        AND ended_at >= %(since)s AND ended_at < %(until)s GROUP BY unit_id
    UNION ALL
    SELECT unit_id, 'rejected', sum(coalesce((counts->>'rejected')::bigint, 0))
    FROM records_batch WHERE state IN ('done', 'undoing', 'undone')
        AND ended_at >= %(since)s AND ended_at < %(until)s GROUP BY unit_id
    UNION ALL
    SELECT unit_id, 'held', sum(coalesce((counts->>'held')::bigint, 0))
    FROM records_batch WHERE state IN ('done', 'undoing', 'undone')
        AND ended_at >= %(since)s AND ended_at < %(until)s GROUP BY unit_id
    UNION ALL
    SELECT unit_id, 'queued', count(*) FROM records_queuedrow
    WHERE queued_at < %(until)s AND (settled_at IS NULL OR settled_at >= %(until)s)
    GROUP BY unit_id
    UNION ALL
    SELECT unit_id, 'nil', count(*) FROM records_nilreport
    WHERE reported_at >= %(since)s AND reported_at < %(until)s GROUP BY unit_id
    UNION ALL
    SELECT version.unit_id, CASE WHEN effect.kind = 'repaired' THEN 'repaired' ELSE 'revoked' END,
        count(*)
    FROM records_facteffect AS effect
    JOIN records_factversion AS version ON version.subject_id = effect.subject_id
        AND version.fact_id = effect.fact_id AND version.id = effect.version_id
    WHERE effect.kind IN ('repaired', 'revoked')
        AND effect.opened_at >= %(since)s AND effect.opened_at < %(until)s
    GROUP BY version.unit_id, effect.kind
) AS counted JOIN sectors_orgunit AS unit ON unit.id = counted.unit_id
GROUP BY unit.code, counted.measure
"""

# Writers that began before a moment may still commit what they stamped before it.
WRITERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < %(until)s
"""


def events(since: datetime, until: datetime) -> Mapping[tuple[str, str], int]:
    """By code of the unit and measure."""
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, {"since": since, "until": until})
        return {(code, measure): int(value) for code, measure, value in cursor.fetchall()}


def writers_from_before(until: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, {"until": until})
        (count,) = cursor.fetchone()
        return int(count)
