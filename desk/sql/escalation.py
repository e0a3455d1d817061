"""Finding what is overdue and bringing it to the next role: one statement for all rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from desk.kinds import WorkKind

ESCALATE = """
WITH rule AS (
    SELECT * FROM unnest(%(kinds)s::varchar[], %(steps)s::integer[], %(afters)s::integer[],
        %(roles)s::varchar[], %(ups)s::boolean[]) AS rule(kind, step, after, role, up)
), escalated AS (
    INSERT INTO desk_escalation (item_id, step, unit_id, role, escalated_on, recorded_at)
    SELECT item.id, rule.step,
        CASE WHEN rule.up THEN coalesce(office.unit_id, unit.parent_id, unit.id) ELSE unit.id END,
        rule.role, %(day)s, %(at)s
    FROM rule
    JOIN desk_workitem AS item
        ON item.kind = rule.kind AND item.state = 'open' AND item.due_on < %(day)s
    JOIN sectors_orgunit AS unit ON unit.id = item.unit_id
    JOIN core_calendarday AS due ON due.day = item.due_on
    JOIN core_calendarday AS today ON today.day = %(day)s
    LEFT JOIN LATERAL (
        -- The credit office of the unit's area, or else of the nearest area around it.
        WITH RECURSIVE area AS (
            SELECT unit.region_id AS code, 0 AS far
            UNION ALL
            SELECT region.parent_id, area.far + 1
            FROM area JOIN sectors_region AS region ON region.code = area.code
        )
        SELECT division.unit_id
        FROM area JOIN sectors_orgunit AS seat ON seat.region_id = area.code
        JOIN sectors_division AS division
            ON division.unit_id = seat.id AND division.is_credit_office
            AND division.valid @> %(day)s
        ORDER BY area.far, division.id LIMIT 1
    ) AS office ON rule.up AND rule.role = 'credit_office'
    WHERE today.ordinal - due.ordinal >= rule.after
        AND NOT EXISTS (
            SELECT FROM desk_escalation AS earlier
            WHERE earlier.item_id = item.id AND earlier.step = rule.step
        )
    ON CONFLICT DO NOTHING
    RETURNING item_id, step, unit_id, role
)
SELECT escalated.item_id, escalated.unit_id, escalated.role, item.title, item.due_on, unit.name
FROM escalated
JOIN desk_workitem AS item ON item.id = escalated.item_id
JOIN sectors_orgunit AS unit ON unit.id = item.unit_id
ORDER BY escalated.item_id, escalated.step
"""


@dataclass(frozen=True, slots=True)
class Escalated:
    item_id: int
    unit_id: int
    role: str
    title: str
    due_on: date
    unit_name: str


def escalate(kinds: Sequence[WorkKind], *, day: date, at: datetime) -> list[Escalated]:
    """Record each step that is due and not yet recorded. Needs the day in the calendar: without
    it nothing can be counted and nothing is escalated."""
    rules = [
        (kind.name, number, step.after, step.role.value, step.up)
        for kind in kinds
        for number, step in enumerate(kind.steps, start=1)
    ]
    if not rules:
        return []
    names, numbers, afters, roles, ups = (list(column) for column in zip(*rules, strict=True))
    values: dict[str, Any] = {
        "kinds": names,
        "steps": numbers,
        "afters": afters,
        "roles": roles,
        "ups": ups,
        "day": day,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(ESCALATE, values)
        return [Escalated(*row) for row in cursor.fetchall()]
