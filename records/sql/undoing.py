"""Taking a batch back: what its versions took the place of stands again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

# What a restored version says is what the former one said; only when we knew it is new.
_KEPT = """subject_id, fact_id, item_id, kind, polarity, catalogue_version_id, unit_id, decided_on,
    starts_on, ends_on, document_no, document_key, authority, authority_key, source_key, basis,
    behaviour_id, severity, intent, outcome, amount, confiscated, clock_starts_on,
    disclosure_rule_id, performed_on, notice_basis, notice_evidence_id, attestation_id, fields,
    text_id, text_hash, content_hash, batch_id"""
_REGISTERED = """subject_id, valid_from, name, sign, kind, status, region_code, industry_code,
    established_on, address, oddities, catalogue_version_id, unit_id, content_hash, batch_id"""


def _of(alias: str, columns: str) -> str:
    return ", ".join(f"{alias}.{name.strip()}" for name in columns.split(","))


LOCK = """
SELECT count(*) FROM (
    SELECT id FROM records_subject WHERE id IN (
        SELECT subject_id FROM {table}
        WHERE batch_id = %(batch)s AND id > %(after)s ORDER BY id LIMIT %(limit)s
    ) ORDER BY id FOR NO KEY UPDATE
) AS locked
"""

# The former one is what stood before the batch first spoke about the fact, leaving out what other
# batches said that have been taken back themselves. Nothing is restored over what stands by now:
# the number or the key of the former may be another fact's.
FACTS = """
SELECT version.id, version.subject_id, version.fact_id, version.closed_at IS NULL, EXISTS (
        SELECT FROM records_factversion AS standing
        WHERE standing.subject_id = version.subject_id AND standing.fact_id = version.fact_id
            AND standing.closed_at IS NULL AND standing.batch_id IS DISTINCT FROM %(batch)s
    ), fact.moved_from_id IS NOT NULL, former.id, EXISTS (
        SELECT FROM records_factversion AS other
        WHERE other.subject_id = former.subject_id AND other.fact_id <> former.fact_id
            AND other.closed_at IS NULL AND (
                former.document_key <> '' AND other.document_key = former.document_key
                    AND other.authority_key = former.authority_key AND other.kind = former.kind
                OR former.source_key <> '' AND other.source_key = former.source_key
                    AND other.unit_id = former.unit_id AND other.item_id = former.item_id
            )
    )
FROM (
    SELECT * FROM records_factversion
    WHERE batch_id = %(batch)s AND id > %(after)s ORDER BY id LIMIT %(limit)s
) AS version
JOIN records_fact AS fact ON fact.subject_id = version.subject_id AND fact.id = version.fact_id
LEFT JOIN LATERAL (
    SELECT earlier.* FROM records_factversion AS earlier
    LEFT JOIN records_batch AS batch ON batch.id = earlier.batch_id
    WHERE earlier.subject_id = version.subject_id AND earlier.fact_id = version.fact_id
        AND (batch.state IS NULL OR batch.state NOT IN ('undoing', 'undone'))
        AND earlier.id < (
            SELECT min(first.id) FROM records_factversion AS first
            WHERE first.subject_id = version.subject_id AND first.fact_id = version.fact_id
                AND first.batch_id = %(batch)s
        )
    ORDER BY earlier.id DESC LIMIT 1
) AS former ON true
ORDER BY version.id
"""

RESTORE_FACTS = f"""
WITH plan AS MATERIALIZED (
    SELECT * FROM unnest(%(versions)s::bigint[], %(formers)s::bigint[]) AS pair (id, former_id)
), closed AS (
    UPDATE records_factversion AS version SET closed_at = subject.ledger_at
    FROM plan, records_subject AS subject
    WHERE version.id = plan.id AND version.closed_at IS NULL AND subject.id = version.subject_id
    RETURNING version.id
)
INSERT INTO records_factversion (opened_at, recorded_on, {_KEPT})
SELECT subject.ledger_at, %(today)s, {_of("former", _KEPT)}
FROM plan JOIN records_factversion AS former ON former.id = plan.former_id
JOIN records_subject AS subject ON subject.id = former.subject_id
WHERE (SELECT count(*) FROM closed) = (SELECT count(*) FROM plan)
ORDER BY former.subject_id, former.fact_id
"""

# An organisation something rests on (facts, or what a clerk entered) does not lose the last that
# the register says of it.
SUBJECTS = """
SELECT version.id, version.subject_id, version.closed_at IS NULL, former.id, EXISTS (
        SELECT FROM records_subjectversion AS other
        WHERE other.subject_id = version.subject_id AND other.closed_at IS NULL
            AND other.catalogue_version_id IS NOT NULL
            AND other.batch_id IS DISTINCT FROM %(batch)s
    ) OR NOT EXISTS (
        SELECT FROM records_factversion AS fact
        WHERE fact.subject_id = version.subject_id AND fact.closed_at IS NULL
    ) AND NOT EXISTS (
        SELECT FROM records_subjectversion AS entered
        WHERE entered.subject_id = version.subject_id AND entered.catalogue_version_id IS NULL
    )
FROM (
    SELECT * FROM records_subjectversion
    WHERE batch_id = %(batch)s AND id > %(after)s ORDER BY id LIMIT %(limit)s
) AS version
LEFT JOIN LATERAL (
    SELECT earlier.id FROM records_subjectversion AS earlier
    LEFT JOIN records_batch AS batch ON batch.id = earlier.batch_id
    WHERE earlier.subject_id = version.subject_id AND earlier.valid_from = version.valid_from
        AND earlier.catalogue_version_id IS NOT NULL AND earlier.id < version.id
        AND earlier.batch_id IS DISTINCT FROM %(batch)s
        AND (batch.state IS NULL OR batch.state NOT IN ('undoing', 'undone'))
    ORDER BY earlier.id DESC LIMIT 1
) AS former ON true
ORDER BY version.id
"""

RESTORE_SUBJECTS = f"""
WITH plan AS MATERIALIZED (
    SELECT * FROM unnest(%(versions)s::bigint[], %(formers)s::bigint[]) AS pair (id, former_id)
), closed AS (
    UPDATE records_subjectversion AS version SET closed_at = subject.ledger_at
    FROM plan, records_subject AS subject
    WHERE version.id = plan.id AND version.closed_at IS NULL AND subject.id = version.subject_id
    RETURNING version.id
)
INSERT INTO records_subjectversion (opened_at, recorded_on, {_REGISTERED})
SELECT subject.ledger_at, %(today)s, {_of("former", _REGISTERED)}
FROM plan JOIN records_subjectversion AS former ON former.id = plan.former_id
JOIN records_subject AS subject ON subject.id = former.subject_id
WHERE (SELECT count(*) FROM closed) = (SELECT count(*) FROM plan)
ORDER BY former.subject_id, former.valid_from
"""
CLOSE_SUBJECTS = """
UPDATE records_subjectversion AS version SET closed_at = subject.ledger_at
FROM records_subject AS subject
WHERE version.id = ANY(%(versions)s) AND version.closed_at IS NULL
    AND subject.id = version.subject_id
"""

QUEUED = """
UPDATE records_queuedrow SET state = 'dropped', settled_at = %(at)s, settled_by_id = %(person)s,
    reason = %(reason)s, waiting_key = NULL, row = '{}', name = ''
WHERE batch_id = %(batch)s AND state = 'waiting'
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A version of a fact the batch opened: whether it stands, whether another has taken its place
    since, whether a person has moved the fact, what stood before, and whether that may stand
    again."""

    version_id: int
    subject_id: int
    fact_id: int
    stands: bool
    is_followed: bool
    was_moved: bool
    former_id: int | None
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """The same of what the register said; `may_go`: the organisation can do without."""

    version_id: int
    subject_id: int
    stands: bool
    former_id: int | None
    may_go: bool


def opened_facts(batch_id: int, after: int, limit: int) -> list[Opened]:
    """The next versions of facts a batch opened, their organisations locked."""
    return [Opened(*row) for row in _asked("records_factversion", FACTS, batch_id, after, limit)]


def opened_subjects(batch_id: int, after: int, limit: int) -> list[Registered]:
    found = _asked("records_subjectversion", SUBJECTS, batch_id, after, limit)
    return [Registered(*row) for row in found]


def restore_facts(formers: Mapping[int, int], today: date) -> int:
    """Close versions and open what stood before, by the clocks the caller has moved on."""
    return _restored(RESTORE_FACTS, formers, today)


def restore_subjects(formers: Mapping[int, int], today: date) -> int:
    return _restored(RESTORE_SUBJECTS, formers, today)


def close_subjects(versions: Sequence[int]) -> int:
    return _run(CLOSE_SUBJECTS, {"versions": list(versions)})


def drop_queued(batch_id: int, **given: Any) -> int:
    return _run(QUEUED, {"batch": batch_id, **given})


def _asked(
    table: str, statement: str, batch_id: int, after: int, limit: int
) -> list[tuple[Any, ...]]:
    parameters = {"batch": batch_id, "after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(table=table), parameters)
        # In a later statement, which sees what others wrote before the locks were ours.
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _restored(statement: str, formers: Mapping[int, int], today: date) -> int:
    given = {"versions": list(formers), "formers": list(formers.values()), "today": today}
    return _run(statement, given)


def _run(statement: str, parameters: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
