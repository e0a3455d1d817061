"""The numbers a unit has used for an item: of facts that stand, and of rows that wait."""

from datetime import date
from typing import Any

from django.db import connection

from records.decisions.numbering import Used

NUMBERS = """
SELECT version.document_key, subject.uscc, version.decided_on, version.fact_id
FROM records_factversion AS version
JOIN records_subject AS subject ON subject.id = version.subject_id
WHERE version.unit_id = %(unit)s AND version.item_id = %(item)s AND version.closed_at IS NULL
    AND version.decided_on >= %(since)s AND version.decided_on < %(before)s
    AND version.document_key <> ''
UNION ALL
SELECT waiting.row ->> 'document_key', waiting.uscc, waiting.decided_on, NULL
FROM records_queuedrow AS waiting
WHERE waiting.unit_id = %(unit)s AND waiting.item_id = %(item)s AND waiting.state = 'waiting'
    AND waiting.decided_on >= %(since)s AND waiting.decided_on < %(before)s
    AND waiting.row ->> 'document_key' <> ''
"""


def numbers_of(unit_id: int, item_id: int, since: date, before: date) -> list[Used]:
    given: dict[str, Any] = {"unit": unit_id, "item": item_id, "since": since, "before": before}
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, given)
        return [Used(*row) for row in cursor.fetchall()]
