"""Organisations narrowed down by what is known of them, a bounded stretch at a time: by name among
the candidates of the search, without a name along the register. A rare combination costs no more
than a common one; the page says where it stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from records.decisions.effects import ENDING
from records.sql.search import Hit, Search, candidates

# Without a name: so many organisations are looked at for one page.
STRETCH = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What is asked of an organisation besides its name; empty asks nothing. Facts and waiting rows
    count as far as the reader may read them: `everything`, or what is shared and of `units`."""

    kind: str = ""
    status: str = ""
    industries: Sequence[str] = ()
    item: str = ""
    severity: int | None = None
    held: bool = False
    provisional: bool = False
    everything: bool = False
    units: Sequence[int] = ()

    def is_empty(self) -> bool:
        asked = (self.kind, self.status, self.industries, self.item, self.severity)
        return not any(asked) and not self.held and not self.provisional


ABOUT = """
JOIN records_subject AS subject ON subject.id = {found}.subject_id
JOIN LATERAL (
    SELECT version.name, version.sign, version.kind, version.status, version.region_code,
        version.industry_code
    FROM records_subjectversion AS version
    WHERE version.subject_id = {found}.subject_id AND version.closed_at IS NULL
    ORDER BY version.valid_from > %(day)s, version.valid_from DESC LIMIT 1
) AS version ON true"""

CONDITIONS = """
    (NOT %(confirmed)s OR subject.confirmed_at IS NOT NULL)
    AND (NOT %(provisional)s OR subject.confirmed_at IS NULL)
    AND (%(region)s = '' OR version.region_code LIKE %(region)s || '%%')
    AND (%(kind)s = '' OR version.kind = %(kind)s)
    AND (%(status)s = '' OR version.status = %(status)s)
    AND (%(industries)s::varchar[] = '{}' OR version.industry_code = ANY(%(industries)s)
        OR left(version.industry_code, 2) = ANY(%(industries)s))
    AND (NOT %(asks_facts)s OR EXISTS (
        SELECT FROM records_factversion AS fact
        JOIN records_catalogueversion AS catalogue ON catalogue.id = fact.catalogue_version_id
        JOIN records_catalogueitem AS item ON item.id = fact.item_id
        WHERE fact.subject_id = subject.id AND fact.closed_at IS NULL
            AND (%(item)s = '' OR item.code = %(item)s)
            AND (%(severity)s::smallint IS NULL OR fact.severity = %(severity)s)
            AND (%(everything)s OR catalogue.disclosure <> 'internal'
                OR fact.unit_id = ANY(%(units)s::bigint[]))
            AND NOT EXISTS (
                SELECT FROM records_facteffect AS effect
                WHERE effect.subject_id = fact.subject_id AND effect.fact_id = fact.fact_id
                    AND effect.closed_at IS NULL AND effect.ends_on IS NULL
                    AND effect.kind = ANY(%(ending)s)
            )
    ))
    AND (NOT %(held)s OR subject.uscc IN (
        SELECT waiting.uscc FROM records_queuedrow AS waiting
        WHERE waiting.state = 'waiting'
            AND (%(everything)s OR waiting.unit_id = ANY(%(units)s::bigint[]))
    ))"""

HIT = """subject.id, {rank}, subject.uscc, subject.confirmed_at IS NOT NULL, version.name,
    version.sign, version.kind, version.status, version.region_code"""

NAMED = f"""
WITH found AS ({{found}}), ranked AS MATERIALIZED (
    SELECT subject_id, min(CASE WHEN kind = 'former' THEN 1000 ELSE 0 END + length) AS rank
    FROM found GROUP BY subject_id
)
SELECT {HIT.format(rank="ranked.rank")}
FROM ranked {ABOUT.format(found="ranked")}
WHERE (ranked.rank, ranked.subject_id) > (%(rank)s, %(after)s) AND {{conditions}}
ORDER BY ranked.rank, ranked.subject_id LIMIT %(limit)s
"""

ALONG = f"""
WITH looked AS MATERIALIZED (
    SELECT id AS subject_id FROM records_subject WHERE id > %(after)s ORDER BY id LIMIT {STRETCH}
), last AS (
    SELECT max(subject_id) AS id, count(*) AS looked FROM looked
), page AS (
    SELECT {HIT.format(rank="0 AS rank")}
    FROM looked {ABOUT.format(found="looked")} WHERE {{conditions}}
    ORDER BY subject.id LIMIT %(limit)s
)
SELECT page.*, last.id, last.looked FROM last LEFT JOIN page ON true ORDER BY page.id
"""


def named(search: Search, narrowing: Narrowing, day: date) -> list[Hit]:
    """Organisations found by their names, narrowed down, after a rank and an id."""
    found, looked_for = candidates(search)
    statement = NAMED.replace("{found}", found).replace("{conditions}", CONDITIONS)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**looked_for, **_parameters(search, narrowing, day)})
        return [Hit(*row) for row in cursor.fetchall()]


def along(search: Search, narrowing: Narrowing, day: date) -> tuple[list[Hit], int | None]:
    """Organisations of the next stretch of the register, and the last id looked at; None when the
    register ended there."""
    with connection.cursor() as cursor:
        cursor.execute(
            ALONG.replace("{conditions}", CONDITIONS), _parameters(search, narrowing, day)
        )
        rows = cursor.fetchall()
    last, looked = rows[0][-2:]
    hits = [Hit(*row[:-2]) for row in rows if row[0] is not None]
    return hits, last if looked == STRETCH else None


def _parameters(search: Search, narrowing: Narrowing, day: date) -> dict[str, Any]:
    return {
        "region": search.region,
        "confirmed": search.confirmed_only,
        "rank": search.rank,
        "after": search.after,
        "limit": search.limit,
        "day": day,
        "kind": narrowing.kind,
        "status": narrowing.status,
        "industries": list(narrowing.industries),
        "asks_facts": bool(narrowing.item or narrowing.severity),
        "item": narrowing.item,
        "severity": narrowing.severity,
        "held": narrowing.held,
        "provisional": narrowing.provisional,
        "everything": narrowing.everything,
        "units": list(narrowing.units),
        "ending": sorted(ENDING),
    }
