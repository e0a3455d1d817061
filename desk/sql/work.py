"""Opening many work items in one statement."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from desk.models import WorkItem

# Sorted by the unique key, so that two callers with the same work wait instead of deadlocking.
INSERT = """
INSERT INTO desk_workitem (kind, target_kind, target_id, subject_id, unit_id, division_id, role,
    title, due_on, deadline, missing_year, sort_on, created_at, state, ended_by_kind, reason)
SELECT item.*, %(at)s, 'open', '', ''
FROM unnest(%(kind)s::varchar[], %(target_kind)s::varchar[], %(target_id)s::bigint[],
    %(subject_id)s::bigint[], %(unit_id)s::bigint[], %(division_id)s::bigint[],
    %(role)s::varchar[], %(title)s::varchar[], %(due_on)s::date[], %(deadline)s::jsonb[],
    %(missing_year)s::smallint[], %(sort_on)s::date[]) AS item
ORDER BY 1, 2, 3, 5, 7
ON CONFLICT (kind, target_kind, target_id, unit_id, role) WHERE state = 'open' DO NOTHING
"""
COLUMNS = (
    "kind",
    "target_kind",
    "target_id",
    "subject_id",
    "unit_id",
    "division_id",
    "role",
    "title",
    "due_on",
    "missing_year",
    "sort_on",
)


def insert(rows: Sequence[WorkItem], *, at: datetime) -> int:
    """Insert what is not open yet; how many rows that were."""
    values: dict[str, Any] = {column: [getattr(row, column) for row in rows] for column in COLUMNS}
    values["deadline"] = [json.dumps(row.deadline, ensure_ascii=False) for row in rows]
    values["at"] = at
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        return int(cursor.rowcount)
