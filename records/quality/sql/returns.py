"""Rows sent back, and seeing which of them came again."""

from django.db import connection

from records.models.subjects import CODE_SHAPE

# A row is known again by its decision; where that is what was wrong, by whom and when it is about,
# as long as that is an organisation's code. Only hashes are kept.
_BY_DECISION = "sha256(convert_to(staged.key, 'UTF8'))"
_BY_SUBJECT = f"""CASE WHEN staged.uscc ~ '{CODE_SHAPE}'
        AND NOT records_is_person_number(staged.uscc) AND staged.row ? 'decided_on'
    THEN sha256(convert_to(staged.uscc || '|' || (staged.row->>'decided_on'), 'UTF8')) END"""

GATHER = f"""
INSERT INTO records_returnedrow (batch_id, unit_id, item_id, line, row_key, alike_key, reasons,
    returned_at)
SELECT batch.id, batch.unit_id, batch.item_id, staged.line, {_BY_DECISION}, {_BY_SUBJECT}, (
        SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(
            remark->>0, coalesce(remark->2->>'label', '')
        )), '[]')
        FROM jsonb_array_elements(staged.remarks) AS remark
    ), batch.ended_at
FROM records_stagedrow AS staged JOIN records_batch AS batch ON batch.id = staged.batch_id
WHERE staged.batch_id = %(batch)s AND staged.outcome = 'rejected'
ORDER BY staged.n
ON CONFLICT (batch_id, line) DO NOTHING
"""

ACCEPT = f"""
UPDATE records_returnedrow AS returned
SET accepted_at = batch.ended_at, accepted_batch_id = batch.id
FROM records_batch AS batch
WHERE batch.id = %(batch)s AND returned.unit_id = batch.unit_id
    AND returned.item_id = batch.item_id AND returned.accepted_at IS NULL
    AND EXISTS (
        SELECT FROM records_stagedrow AS staged
        WHERE staged.batch_id = batch.id
            AND staged.outcome IN ('new', 'changed', 'unchanged', 'held', 'check')
            AND ({_BY_DECISION} = returned.row_key OR {_BY_SUBJECT} = returned.alike_key)
    )
"""

# What was taken in although something was not filled in; nothing is noted of a batch without.
INCOMPLETE = """
UPDATE records_batch AS batch
SET counts = batch.counts || jsonb_build_object('incomplete', lacking.rows)
FROM (
    SELECT count(*) AS rows FROM records_stagedrow AS staged
    WHERE staged.batch_id = %(batch)s AND staged.outcome IN ('new', 'changed', 'check')
        AND staged.remarks @> '[["field.missing_soft"]]'
) AS lacking
WHERE batch.id = %(batch)s AND lacking.rows > 0
"""


def gather(batch_id: int) -> int:
    """Keep the rows of a batch that were sent back; how many."""
    return _count(GATHER, batch_id)


def accept(batch_id: int) -> int:
    """Mark what had been sent back before and is among what this batch brought; how many."""
    return _count(ACCEPT, batch_id)


def count_incomplete(batch_id: int) -> None:
    """Add to the counts of a batch the rows it brought that lack what the law does not demand."""
    _count(INCOMPLETE, batch_id)


def _count(statement: str, batch_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"batch": batch_id})
        return int(cursor.rowcount)
