"""Beginning and ending effects, and closing what was retracted or moved: one statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEffect:
    """What is to hold for facts from a day on, until `ends_on` where that is set."""

    kind: str
    starts_on: date
    ends_on: date | None = None
    reason: str
    document_no: str = ""
    unit_id: int | None = None
    procedure_kind: str = ""
    procedure_id: int | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    effect_id: int
    subject_id: int
    fact_id: int
    version_id: int


COLUMNS = """subject_id, fact_id, version_id, kind, starts_on, ends_on, opened_at, recorded_on,
    reason, document_no, unit_id, procedure_kind, procedure_id"""

INTO = f"""
INSERT INTO records_facteffect ({COLUMNS})
SELECT seen.subject_id, seen.fact_id, seen.id, %(kind)s, %(starts_on)s, %(ends_on)s,
    subject.ledger_at, %(today)s, %(reason)s, %(document_no)s, %(unit_id)s, %(procedure_kind)s,
    %(procedure_id)s
FROM seen JOIN records_subject AS subject ON subject.id = seen.subject_id
ORDER BY seen.subject_id, seen.id
RETURNING id, subject_id, fact_id, version_id
"""
# The effect points at the version that stands; `subjects` keeps the search on the index.
BEGIN = f"""
WITH seen AS (
    SELECT id, subject_id, fact_id FROM records_factversion
    WHERE subject_id = ANY(%(subjects)s) AND fact_id = ANY(%(facts)s) AND closed_at IS NULL
) {INTO}
"""
CLOSE = f"""
WITH seen AS (
    UPDATE records_factversion AS version SET closed_at = subject.ledger_at
    FROM records_subject AS subject
    WHERE subject.id = version.subject_id AND version.subject_id = ANY(%(subjects)s)
        AND version.fact_id = ANY(%(facts)s) AND version.closed_at IS NULL
    RETURNING version.id, version.subject_id, version.fact_id
) {INTO}
"""

# An effect that has begun keeps its past: it is said again, now with an end. One that had not begun
# on the day is only closed.
END = f"""
WITH closed AS (
    UPDATE records_facteffect AS effect SET closed_at = subject.ledger_at
    FROM records_subject AS subject
    WHERE subject.id = effect.subject_id AND effect.subject_id = ANY(%(subjects)s)
        AND effect.id = ANY(%(effects)s) AND effect.closed_at IS NULL
    RETURNING effect.*, subject.ledger_at
), again AS (
    INSERT INTO records_facteffect ({COLUMNS})
    SELECT subject_id, fact_id, version_id, kind, starts_on, %(day)s, ledger_at, %(today)s,
        %(reason)s, document_no, unit_id, procedure_kind, procedure_id
    FROM closed WHERE starts_on < %(day)s ORDER BY subject_id, id
)
SELECT id, subject_id, fact_id, version_id FROM closed ORDER BY id
"""

# What holds for a fact now goes along to the fact it has been moved to.
CARRY = f"""
INSERT INTO records_facteffect ({COLUMNS})
SELECT version.subject_id, version.fact_id, version.id, effect.kind, effect.starts_on,
    effect.ends_on, subject.ledger_at, %(today)s, effect.reason, effect.document_no,
    effect.unit_id, effect.procedure_kind, effect.procedure_id
FROM records_facteffect AS effect, records_factversion AS version
JOIN records_subject AS subject ON subject.id = version.subject_id
WHERE effect.subject_id = %(from_subject)s AND effect.fact_id = %(from_fact)s
    AND effect.closed_at IS NULL AND effect.kind = ANY(%(kinds)s)
    AND version.subject_id = %(to_subject)s AND version.fact_id = %(to_fact)s
    AND version.closed_at IS NULL
ORDER BY effect.id
"""


def begin(
    subjects: Sequence[int], facts: Sequence[int], effect: NewEffect, today: date
) -> list[Begun]:
    return _write(BEGIN, subjects, facts, effect, today)


def close_versions(
    subjects: Sequence[int], facts: Sequence[int], effect: NewEffect, today: date
) -> list[Begun]:
    """Close the standing versions for good and say why by an effect."""
    return _write(CLOSE, subjects, facts, effect, today)


def end(
    subjects: Sequence[int], effects: Sequence[int], day: date, reason: str, today: date
) -> list[Begun]:
    with connection.cursor() as cursor:
        cursor.execute(
            END,
            {
                "subjects": list(subjects),
                "effects": list(effects),
                "day": day,
                "reason": reason,
                "today": today,
            },
        )
        return [Begun(*row) for row in cursor.fetchall()]


def carry(
    *,
    from_subject: int,
    from_fact: int,
    to_subject: int,
    to_fact: int,
    kinds: Sequence[str],
    today: date,
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            CARRY,
            {
                "from_subject": from_subject,
                "from_fact": from_fact,
                "to_subject": to_subject,
                "to_fact": to_fact,
                "kinds": list(kinds),
                "today": today,
            },
        )
        return int(cursor.rowcount)


def _write(
    statement: str,
    subjects: Sequence[int],
    facts: Sequence[int],
    effect: NewEffect,
    today: date,
) -> list[Begun]:
    parameters: dict[str, Any] = {
        "subjects": list(subjects),
        "facts": list(facts),
        "kind": effect.kind,
        "starts_on": effect.starts_on,
        "ends_on": effect.ends_on,
        "reason": effect.reason,
        "document_no": effect.document_no,
        "unit_id": effect.unit_id,
        "procedure_kind": effect.procedure_kind,
        "procedure_id": effect.procedure_id,
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Begun(*row) for row in cursor.fetchall()]
