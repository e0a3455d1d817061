"""Remembering what a receiver was given, once for each thing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

TELL_ONCE = """
INSERT INTO exchange_told (subject_id, receiver_kind, receiver_id, what_kind, what_ref, told_at,
    channel, reference)
SELECT given.subject_id, %(receiver_kind)s, %(receiver)s, %(what)s, given.ref, %(at)s,
    %(channel)s, %(reference)s
FROM unnest(%(subjects)s::bigint[], %(refs)s::bigint[]) AS given (subject_id, ref)
WHERE NOT EXISTS (
    SELECT FROM exchange_told AS told
    WHERE told.subject_id = given.subject_id AND told.what_kind = %(what)s
        AND told.what_ref = given.ref AND told.receiver_kind = %(receiver_kind)s
        AND told.receiver_id = %(receiver)s
)
"""


def tell_once(
    *,
    receiver_kind: str,
    receiver_id: int,
    what: str,
    given: Sequence[tuple[int, int]],
    at: datetime,
    channel: str,
    reference: str,
) -> int:
    """`given` are pairs of organisation and thing."""
    if not given:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            TELL_ONCE,
            {
                "receiver_kind": receiver_kind,
                "receiver": receiver_id,
                "what": what,
                "subjects": [subject for subject, _ in given],
                "refs": [ref for _, ref in given],
                "at": at,
                "channel": channel,
                "reference": reference,
            },
        )
        return int(cursor.rowcount)
