"""Statements of the public pages that are asked at every visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from records.sql.prepared import Prepared

# What a page kept earlier is measured by: the ledger clock, the last note, the last seal.
STANDING = """
SELECT subject.id, subject.ledger_at, note.published_at, seal.number, seal.sealed_at,
    seal.last_position, seal.algorithm, seal.root
FROM records_subject AS subject
LEFT JOIN LATERAL (
    SELECT max(published_at) AS published_at FROM records_correctionnote
    WHERE subject_id = subject.id AND published_at IS NOT NULL
) AS note ON true
LEFT JOIN LATERAL (SELECT * FROM core_auditseal ORDER BY number DESC LIMIT 1) AS seal ON true
WHERE subject.uscc = %(uscc)s AND subject.confirmed_at IS NOT NULL
"""
STANDING_PREPARED = Prepared("public_standing", STANDING, {"uscc": "varchar"}, {})
PLACES = """
SELECT code, name FROM sectors_region WHERE code = ANY(%(codes)s)
UNION ALL SELECT code, name FROM sectors_industry WHERE code = ANY(%(codes)s)
"""
# By what name the public reads of an organisation: the register's of the day.
NAMES = """
SELECT subject.id, subject.uscc, version.name, version.sign, version.kind
FROM records_subject AS subject JOIN LATERAL (
    SELECT version.name, version.sign, version.kind FROM records_subjectversion AS version
    WHERE version.subject_id = subject.id AND version.closed_at IS NULL
    ORDER BY version.valid_from > %(day)s, version.valid_from DESC LIMIT 1
) AS version ON true
WHERE subject.id = ANY(%(ids)s) AND subject.confirmed_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class SealRow:
    number: int
    sealed_at: datetime
    position: int
    algorithm: str
    root: bytes


@dataclass(frozen=True, slots=True)
class StandingRow:
    subject_id: int
    ledger_at: datetime
    noted_at: datetime | None
    seal: SealRow | None


def standing(uscc: str) -> StandingRow | None:
    with connection.cursor() as cursor:
        STANDING_PREPARED.run(cursor, {"uscc": uscc})
        row = cursor.fetchone()
    if row is None:
        return None
    subject_id, ledger_at, noted_at, number, sealed_at, position, algorithm, root = row
    seal = None
    if number is not None:
        seal = SealRow(number, sealed_at, position, algorithm, bytes(root))
    return StandingRow(subject_id, ledger_at, noted_at, seal)


def places(codes: Iterable[str]) -> dict[str, str]:
    """The names of areas and industries; no code of one has the shape of another's."""
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"codes": wanted})
        return dict(cursor.fetchall())


def names(subject_ids: Iterable[int], day: date) -> dict[int, tuple[str, str, str, str]]:
    """Code, name, sign and kind by subject."""
    wanted = sorted(set(subject_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(NAMES, {"ids": wanted, "day": day})
        return {row[0]: (row[1], row[2], row[3], row[4]) for row in cursor.fetchall()}
