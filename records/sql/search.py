"""Finding organisations by name: stored pairs of characters, capped candidates, the shortest name
first. Fragments that half of all names contain stop after the first candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

# Of what so many names contain, these many are looked at; the names that begin so always are.
CANDIDATES = 1_000
BEGINNING = 200

CONDITIONS = """(NOT %(confirmed)s OR name.is_confirmed)
        AND (%(region)s = '' OR name.region_code LIKE %(region)s || '%%')"""


def _candidates(condition: str, limit: int) -> str:
    return f"""(
        SELECT name.subject_id, name.kind, char_length(name.term) AS length
        FROM records_subjectname AS name WHERE {condition} AND {CONDITIONS} LIMIT {limit}
    )"""


FRAGMENT = " UNION ALL ".join(
    (
        _candidates("name.term LIKE %(beginning)s", BEGINNING),
        _candidates(
            "name.bigrams @> %(bigrams)s::varchar[] AND name.term LIKE %(pattern)s", CANDIDATES
        ),
    )
)
LETTERS = _candidates(
    "(name.initials LIKE %(prefix)s OR name.short_initials LIKE %(prefix)s)", CANDIDATES
)

# A present name before a former one, the shorter before the longer.
RANKED = """
WITH found AS ({found}), ranked AS (
    SELECT subject_id, min(CASE WHEN kind = 'former' THEN 1000 ELSE 0 END + length) AS rank
    FROM found GROUP BY subject_id
), page AS MATERIALIZED (
    SELECT subject_id, rank FROM ranked WHERE (rank, subject_id) > (%(rank)s, %(after)s)
    ORDER BY rank, subject_id LIMIT %(limit)s
)
SELECT page.subject_id, page.rank, subject.uscc, subject.confirmed_at IS NOT NULL,
    version.name, version.sign, version.kind, version.status, version.region_code
FROM page JOIN records_subject AS subject ON subject.id = page.subject_id
JOIN LATERAL (
    SELECT version.name, version.sign, version.kind, version.status, version.region_code
    FROM records_subjectversion AS version
    WHERE version.subject_id = page.subject_id AND version.closed_at IS NULL
    ORDER BY version.valid_from > %(day)s, version.valid_from DESC LIMIT 1
) AS version ON true
ORDER BY page.rank, page.subject_id
"""


@dataclass(frozen=True, slots=True)
class Hit:
    subject_id: int
    rank: int
    uscc: str
    is_confirmed: bool
    name: str
    sign: str
    kind: str
    status: str
    region_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    bigrams: Sequence[str] = ()
    pattern: str = ""
    prefix: str = ""
    region: str = ""
    confirmed_only: bool = True
    rank: int = -1
    after: int = 0
    limit: int = 20


def search(asked: Search, day: date) -> list[Hit]:
    parts = []
    if asked.bigrams:
        parts.append(FRAGMENT)
    if asked.prefix:
        parts.append(LETTERS)
    with connection.cursor() as cursor:
        cursor.execute(
            RANKED.format(found=" UNION ALL ".join(parts)),
            {
                "bigrams": list(asked.bigrams),
                "pattern": asked.pattern,
                "beginning": asked.pattern.removeprefix("%"),
                "prefix": f"{asked.prefix}%",
                "region": asked.region,
                "confirmed": asked.confirmed_only,
                "day": day,
                "rank": asked.rank,
                "after": asked.after,
                "limit": asked.limit,
            },
        )
        return [Hit(*row) for row in cursor.fetchall()]
