"""The ledger clock: every ledger write locks its subjects in order and moves their clock forward."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from core.doors import require_transaction

# Locked in id order so that two writers of the same subjects queue instead of deadlocking. The
# clock never stands still or goes back, whatever the machine's does.
ADVANCE = """
WITH locked AS MATERIALIZED (
    SELECT id FROM records_subject WHERE id = ANY(%s) ORDER BY id FOR UPDATE
)
UPDATE records_subject s
SET ledger_at = greatest(clock_timestamp(), s.ledger_at + interval '1 microsecond')
FROM locked WHERE s.id = locked.id
RETURNING s.id, s.ledger_at
"""


def advance(subject_ids: Iterable[int]) -> dict[int, datetime]:
    """Lock the subjects until the transaction ends and return the known time of this write."""
    require_transaction()
    wanted = sorted(set(subject_ids))
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, [wanted])
        stamps: dict[int, datetime] = dict(cursor.fetchall())
    if len(stamps) != len(wanted):
        missing = sorted(set(wanted) - set(stamps))
        raise LookupError(f"no such subjects: {missing[:5]}")
    return stamps
