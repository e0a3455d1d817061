"""Which unit answers for what another once said: units merge, split and hand over duties."""

from collections.abc import Iterable

from django.db import connection

HEIRS = """
WITH RECURSIVE heirs AS (
    SELECT unit AS origin_id, unit AS unit_id FROM unnest(%s::bigint[]) AS unit
    UNION
    SELECT heirs.origin_id, succession.to_unit_id
    FROM heirs JOIN sectors_unitsuccession AS succession
        ON succession.from_unit_id = heirs.unit_id AND succession.kind <> 'rename'
)
SELECT origin_id, array_agg(unit_id ORDER BY unit_id) FROM heirs GROUP BY origin_id
"""


def answering_for(unit_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each unit: itself and the units its duties went to, directly or by further steps."""
    with connection.cursor() as cursor:
        cursor.execute(HEIRS, [sorted(set(unit_ids))])
        return {origin: frozenset(heirs) for origin, heirs in cursor.fetchall()}


ORIGINS = """
WITH RECURSIVE origins AS (
    SELECT unit AS unit_id FROM unnest(%s::bigint[]) AS unit
    UNION
    SELECT succession.from_unit_id
    FROM origins JOIN sectors_unitsuccession AS succession
        ON succession.to_unit_id = origins.unit_id AND succession.kind <> 'rename'
)
SELECT unit_id FROM origins ORDER BY unit_id
"""


def origins_of(unit_ids: Iterable[int]) -> list[int]:
    """The units themselves and those whose duties came to them: what all of them answer for."""
    with connection.cursor() as cursor:
        cursor.execute(ORIGINS, [sorted(set(unit_ids))])
        return [row[0] for row in cursor.fetchall()]
