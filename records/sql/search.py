"""Finding organisations by name: stored pairs of characters, capped candidates, the shortest name
first. Fragments that half of all names contain stop after the first candidates.

Of 江阴市金鑫贸易有限公司 only 金鑫, 鑫贸 and the like are looked up: the index would walk through a
million entries for each pair that all names have, and the condition on the name itself holds them
all the same. Of a fragment of common pairs the rarest are looked up, and where half of all names
have even that one, the first names that fit are found soonest by reading them. How many names have
a pair, the database's own statistics say."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

# Of what so many names contain, these many are looked at; the names that begin so always are.
CANDIDATES, BEGINNING = 1_000, 200
# The public reads a page or two and asks again more closely.
FEWER = 400

# A pair that so many names have is common; one that even so many have is not worth an index.
COMMON, EVERYWHERE = 0.002, 0.05
# Of common pairs so many: what both have is little enough.
LOOKED_UP = 2
LEARNED_FOR = 600.0
STATISTICS = """
SELECT elems.elem, elems.share FROM pg_stats AS stats, unnest(
    stats.most_common_elems::text::text[], stats.most_common_elem_freqs
) AS elems (elem, share)
WHERE stats.schemaname = current_schema() AND stats.tablename = 'records_subjectname'
    AND stats.attname = 'bigrams' AND elems.elem IS NOT NULL AND elems.share > %s
"""

CONDITIONS = """(NOT %(confirmed)s OR name.is_confirmed)
        AND (%(region)s = '' OR name.region_code LIKE %(region)s || '%%')"""


def _candidates(condition: str, limit: str) -> str:
    return f"""(
        SELECT name.subject_id, name.kind, char_length(name.term) AS length
        FROM records_subjectname AS name WHERE {condition} AND {CONDITIONS} LIMIT {limit}
    )"""


BEGUN = _candidates("name.term LIKE %(beginning)s", str(BEGINNING))
BY_PAIRS = _candidates(
    "name.bigrams @> %(bigrams)s::varchar[] AND name.term LIKE %(pattern)s",
    "%(candidates)s",
)
BY_READING = _candidates("name.term LIKE %(pattern)s", "%(candidates)s")
LETTERS = _candidates(
    "(name.initials LIKE %(prefix)s OR name.short_initials LIKE %(prefix)s)", "%(candidates)s"
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
    candidates: int = CANDIDATES
    rank: int = -1
    after: int = 0
    limit: int = 20


@dataclass(slots=True)
class Learned:
    """The share of names that have a common pair, as the statistics had it some minutes ago."""

    shares: Mapping[str, float] = field(default_factory=dict)
    until: float = 0.0

    def telling(self, bigrams: Sequence[str]) -> list[str]:
        """The pairs worth looking up; none where the names themselves are better read."""
        self._learn()
        rare = [pair for pair in bigrams if pair not in self.shares]
        if rare:
            return rare
        rarest = sorted(bigrams, key=lambda pair: self.shares[pair])[:LOOKED_UP]
        if self.shares[rarest[0]] > EVERYWHERE:
            return []
        return [pair for pair in rarest if self.shares[pair] <= 2 * EVERYWHERE]

    def _learn(self) -> None:
        if self.until > time.monotonic():
            return
        with connection.cursor() as cursor:
            cursor.execute(STATISTICS, [COMMON])
            self.shares = dict(cursor.fetchall())
        self.until = time.monotonic() + LEARNED_FOR


learned = Learned()


def candidates(asked: Search) -> tuple[str, dict[str, Any]]:
    """A statement for the names that may fit, and its parameters."""
    parts: list[str] = []
    telling: list[str] = []
    if asked.bigrams:
        telling = learned.telling(asked.bigrams)
        parts += [BEGUN, BY_PAIRS if telling else BY_READING]
    if asked.prefix:
        parts.append(LETTERS)
    return " UNION ALL ".join(parts), {
        "bigrams": telling,
        "pattern": asked.pattern,
        "beginning": asked.pattern.removeprefix("%"),
        "prefix": f"{asked.prefix}%",
        "region": asked.region,
        "confirmed": asked.confirmed_only,
        "candidates": asked.candidates,
    }


def search(asked: Search, day: date) -> list[Hit]:
    found, parameters = candidates(asked)
    parameters |= {"day": day, "rank": asked.rank, "after": asked.after, "limit": asked.limit}
    with connection.cursor() as cursor:
        cursor.execute(RANKED.format(found=found), parameters)
        return [Hit(*row) for row in cursor.fetchall()]
