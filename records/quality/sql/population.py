"""Counting the register and the ledger by ranges of organisations, as known before a moment. Ranges
have no organisation in common, so what they give adds up, distinct organisations too."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from records.decisions.effects import ENDING
from records.quality.sql.recount import Range
from records.sql import disclosure

AT_ONCE = 100_000

UPPER = """
SELECT max(id) FROM (
    SELECT id FROM records_subject WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
) AS next
"""


def _known(alias: str) -> str:
    return (
        f"{alias}.opened_at < %(until)s "
        f"AND ({alias}.closed_at IS NULL OR {alias}.closed_at >= %(until)s)"
    )


# Of the register: what is confirmed, as it is on the day. Of the ledger: what stands; a breach of
# trust that was made good or annulled weighs no more.
ORGANISATIONS = f"""
organisations AS MATERIALIZED (
    SELECT DISTINCT ON (version.subject_id) version.subject_id, version.kind, version.status,
        version.region_code
    FROM records_subjectversion AS version
    JOIN records_subject AS subject ON subject.id = version.subject_id
    WHERE version.subject_id > %(after)s AND version.subject_id <= %(upto)s
        AND subject.confirmed_at < %(until)s AND {_known("version")}
        AND version.valid_from <= %(day)s
    ORDER BY version.subject_id, version.valid_from DESC
)"""
STANDING = f"""
standing AS MATERIALIZED (
    SELECT version.subject_id, version.unit_id, version.item_id,
        version.polarity = 'adverse' AND NOT EXISTS (
            SELECT FROM records_facteffect AS effect
            WHERE effect.subject_id = version.subject_id AND effect.fact_id = version.fact_id
                AND effect.kind = ANY(%(ending)s) AND effect.starts_on <= %(day)s
                AND {_known("effect")}
        ) AS is_adverse
    FROM records_factversion AS version
    WHERE version.subject_id > %(after)s AND version.subject_id <= %(upto)s AND {_known("version")}
)"""

# Beneath a province, a city, a county and a town their codes begin alike.
COVERAGE = f"""
WITH {ORGANISATIONS}, {STANDING}, register AS MATERIALIZED (
    SELECT organisations.*, EXISTS (
        SELECT FROM standing WHERE standing.subject_id = organisations.subject_id
    ) AS is_covered
    FROM organisations WHERE status = 'active'
), pairs AS MATERIALIZED (
    SELECT DISTINCT register.subject_id, register.region_code, standing.unit_id, standing.item_id
    FROM register JOIN standing ON standing.subject_id = register.subject_id
), areas AS (
    SELECT unit.id, unit.code, coalesce(
        regexp_replace(unit.region_id, '^(..)0000$|^(....)00$', '\\1\\2'), '') AS area
    FROM sectors_orgunit AS unit
)
SELECT 'all', '', count(*) FILTER (WHERE is_covered), count(*) FROM register
UNION ALL
SELECT 'kind', kind, count(*) FILTER (WHERE is_covered), count(*) FROM register GROUP BY kind
UNION ALL
SELECT 'region', left(region_code, 6), count(*) FILTER (WHERE is_covered), count(*)
FROM register GROUP BY left(region_code, 6)
UNION ALL
SELECT 'region', left(region_code, 9), count(*) FILTER (WHERE is_covered), count(*)
FROM register WHERE char_length(region_code) >= 9 GROUP BY left(region_code, 9)
UNION ALL
SELECT 'unit', areas.code, count(DISTINCT pairs.subject_id), 0
FROM pairs JOIN areas ON areas.id = pairs.unit_id
WHERE pairs.region_code LIKE areas.area || '%%'
GROUP BY areas.code
UNION ALL
SELECT 'item', item.code, count(DISTINCT pairs.subject_id), 0
FROM pairs JOIN records_catalogueitem AS item ON item.id = pairs.item_id GROUP BY item.code
UNION ALL
SELECT 'sector', sector.code, count(DISTINCT pairs.subject_id), 0
FROM pairs JOIN records_catalogueitem AS item ON item.id = pairs.item_id
JOIN sectors_sector AS sector ON sector.id = item.sector_id GROUP BY sector.code
"""

# By item: what the public is shown, and what it would be if the organisation were confirmed.
SHOWN = f"""
WITH {disclosure.TERMS}, {disclosure.SHELVES}
SELECT item.code, count(*) FILTER (WHERE subject.confirmed_at < %(until)s), count(*)
FROM records_factversion AS version
JOIN records_subject AS subject ON subject.id = version.subject_id
JOIN records_catalogueitem AS item ON item.id = version.item_id
JOIN shelves ON shelves.item_id = version.item_id
LEFT JOIN terms ON terms.id = version.disclosure_rule_id
WHERE version.subject_id > %(after)s AND version.subject_id <= %(upto)s
    AND {_known("version")} AND {disclosure.is_shown(_known("effect"))}
GROUP BY item.code
"""

# What is decided, complete in nothing but form, and waits: it should be public and is not.
WAITING = """
SELECT item.code, count(*) FROM records_queuedrow AS queued
JOIN records_catalogueitem AS item ON item.id = queued.item_id
WHERE queued.state = 'waiting' AND (
    SELECT edition.disclosure FROM records_catalogueversion AS edition
    WHERE edition.item_id = item.id AND edition.valid_from <= %(day)s
    ORDER BY edition.valid_from DESC LIMIT 1
) = 'public'
GROUP BY item.code
"""

# At the end of a month: what stands, by unit, by town and in all; in its towns also what was new.
STOCK = f"""
WITH {ORGANISATIONS}, {STANDING}, towns AS (
    SELECT subject_id, status, CASE WHEN char_length(region_code) >= 9
        THEN left(region_code, 9) ELSE left(region_code, 6) END AS town
    FROM organisations
), covered AS (
    SELECT DISTINCT subject_id FROM standing
), fresh AS MATERIALIZED (
    SELECT fact.subject_id, item.kind, item.polarity FROM records_fact AS fact
    JOIN records_catalogueitem AS item ON item.id = fact.item_id
    WHERE fact.subject_id > %(after)s AND fact.subject_id <= %(upto)s
        AND fact.opened_at >= %(since)s AND fact.opened_at < %(until)s
        AND fact.moved_from_id IS NULL
)
SELECT 'unit', unit.code, 'standing', count(*) FROM standing
JOIN sectors_orgunit AS unit ON unit.id = standing.unit_id GROUP BY unit.code
UNION ALL
SELECT 'unit', unit.code, 'standing_adverse', count(*) FROM standing
JOIN sectors_orgunit AS unit ON unit.id = standing.unit_id
WHERE standing.is_adverse GROUP BY unit.code
UNION ALL
SELECT 'town', town, 'standing', count(*) FROM standing JOIN towns USING (subject_id)
WHERE town <> '' GROUP BY town
UNION ALL
SELECT 'town', town, 'standing_adverse', count(*) FROM standing JOIN towns USING (subject_id)
WHERE town <> '' AND standing.is_adverse GROUP BY town
UNION ALL
SELECT 'town', town, 'registered', count(*) FROM towns WHERE town <> '' AND status = 'active'
GROUP BY town
UNION ALL
SELECT 'town', town, 'covered', count(*) FROM towns JOIN covered USING (subject_id)
WHERE town <> '' AND status = 'active' GROUP BY town
UNION ALL
SELECT 'all', '', 'registered', count(*) FROM towns WHERE status = 'active'
UNION ALL
SELECT 'all', '', 'covered', count(*) FROM towns JOIN covered USING (subject_id)
WHERE status = 'active'
UNION ALL
SELECT 'town', town, 'facts', count(*) FROM fresh JOIN towns USING (subject_id)
WHERE town <> '' GROUP BY town
UNION ALL
SELECT 'town', town, 'licences', count(*) FROM fresh JOIN towns USING (subject_id)
WHERE town <> '' AND kind = 'licence' GROUP BY town
UNION ALL
SELECT 'town', town, 'penalties', count(*) FROM fresh JOIN towns USING (subject_id)
WHERE town <> '' AND kind = 'penalty' GROUP BY town
UNION ALL
SELECT 'town', town, 'adverse', count(*) FROM fresh JOIN towns USING (subject_id)
WHERE town <> '' AND polarity = 'adverse' GROUP BY town
"""


def next_range(after: int, limit: int = AT_ONCE) -> Range | None:
    with connection.cursor() as cursor:
        cursor.execute(UPPER, {"after": after, "limit": limit})
        (upto,) = cursor.fetchone()
    return None if upto is None else Range(after, upto)


def coverage(within: Range, until: datetime, day: date) -> dict[tuple[str, str], tuple[int, int]]:
    """(covered, whole) by way of counting and key; of units, items and sectors the whole is that
    of an area or of all."""
    found = _rows(COVERAGE, within, until, day)
    shown = _rows(SHOWN, within, until, day, **disclosure.PARAMETERS)
    counted = {(by, key): (covered, whole) for by, key, covered, whole in found}
    return counted | {("shown", key): (covered, whole) for key, covered, whole in shown}


def waiting(day: date) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"day": day})
        return dict(cursor.fetchall())


def areas() -> dict[str, str]:
    """How the area codes beneath each unit's own begin, by code of the unit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, coalesce(regexp_replace(region_id, '^(..)0000$|^(....)00$', '\\1\\2'), "
            "'') FROM sectors_orgunit"
        )
        return dict(cursor.fetchall())


def stock(
    within: Range, since: datetime, until: datetime, day: date
) -> Mapping[tuple[str, str, str], int]:
    """By scope, key and measure."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for scope, key, measure, value in _rows(STOCK, within, until, day, since=since):
        counted[(scope, key, measure)] += value
    return counted


def _rows(
    statement: str, within: Range, until: datetime, day: date, **more: Any
) -> list[tuple[Any, ...]]:
    parameters = {
        "after": within.after,
        "upto": within.upto,
        "until": until,
        "day": day,
        "ending": sorted(ENDING),
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
