"""Giving places in the change log: one writer, set-based."""

from django.db import connection

# Any number will do, as long as nothing else locks it.
LOCK = 7_340_021


def claim() -> bool:
    """Become the only sequencer until this transaction ends; False when there is one already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


PLACE = """
WITH batch AS MATERIALIZED (
    SELECT id FROM exchange_change WHERE position IS NULL ORDER BY id LIMIT %(limit)s
), placed AS (
    SELECT id, row_number() OVER (ORDER BY id)
        + (SELECT coalesce(max(position), 0) FROM exchange_change) AS place
    FROM batch
)
UPDATE exchange_change AS change SET position = placed.place
FROM placed WHERE change.id = placed.id
"""


def place(limit: int) -> int:
    """Give the next positions to at most `limit` committed rows; how many there were.

    Called after `claim`, as a statement of its own: its snapshot is then taken while no other
    sequencer is at work, so it sees every position given so far.
    """
    with connection.cursor() as cursor:
        # After a bulk load the statistics know of few rows without a place, and a bitmap scan would
        # look at all of them for every batch. The partial index gives the next ones in order.
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(PLACE, {"limit": limit})
        return int(cursor.rowcount)
