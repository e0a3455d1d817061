"""Remembering what a client was given by the feed: once, however often it reads it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

UNTOLD = """
SELECT count(*) FROM unnest(%(kinds)s::varchar[]) AS asked(kind)
LEFT JOIN exchange_feedreading AS reading
    ON reading.kind = asked.kind AND reading.client_id = %(client)s
WHERE reading.positions IS NULL OR NOT reading.positions @> int8range(%(after)s, %(until)s, '(]')
"""

BEGIN = """
INSERT INTO exchange_feedreading (client_id, kind, positions)
SELECT %(client)s, kind, '{}' FROM unnest(%(kinds)s::varchar[]) AS asked(kind)
ON CONFLICT DO NOTHING
"""

LOCK = """
SELECT id FROM exchange_feedreading
WHERE client_id = %(client)s AND kind = ANY(%(kinds)s::varchar[]) ORDER BY id FOR UPDATE
"""

TELL = """
INSERT INTO exchange_told (subject_id, receiver_kind, receiver_id, what_kind, what_ref, position,
    told_at, channel, reference)
SELECT change.subject_id, 'client', %(client)s, change.kind, change.ref, change.position,
    %(at)s, 'feed', %(reference)s
FROM exchange_change AS change
JOIN exchange_feedreading AS reading
    ON reading.client_id = %(client)s AND reading.kind = change.kind
WHERE change.position > %(after)s AND change.position <= %(until)s
    AND change.kind = ANY(%(kinds)s::varchar[])
    AND NOT change.position = ANY(%(hidden)s::bigint[]) AND NOT reading.positions @> change.position
ORDER BY change.position
"""

REMEMBER = """
UPDATE exchange_feedreading
SET positions = positions + int8multirange(int8range(%(after)s, %(until)s, '(]'))
WHERE client_id = %(client)s AND kind = ANY(%(kinds)s::varchar[])
    AND NOT positions @> int8range(%(after)s, %(until)s, '(]')
"""


def tell(
    *,
    client_id: int,
    kinds: Sequence[str],
    after: int,
    until: int,
    hidden: Sequence[int],
    at: datetime,
    reference: str,
) -> int:
    """Write down that the client was given the changes of these kinds in (after, until], but for
    the hidden positions, as far as it had not been before. Two readers with one key wait for each
    other."""
    if until <= after or not kinds:
        return 0
    values: dict[str, Any] = {
        "client": client_id,
        "kinds": list(kinds),
        "after": after,
        "until": until,
        "hidden": list(hidden),
        "at": at,
        "reference": reference,
    }
    with connection.cursor() as cursor:
        cursor.execute(UNTOLD, values)
        row = cursor.fetchone()
        if row and row[0] == 0:
            return 0
        cursor.execute(BEGIN, values)
        cursor.execute(LOCK, values)
        cursor.execute(TELL, values)
        told = cursor.rowcount
        cursor.execute(REMEMBER, values)
    return int(told)
