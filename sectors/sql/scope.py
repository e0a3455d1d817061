"""Which units and lines somebody's view reaches: see sectors.queries.scope."""

# Everything beneath a unit, by its place in government or in its own system.
WITHIN = """
WITH RECURSIVE reached AS (
    SELECT id FROM sectors_orgunit WHERE id = %(unit)s
    UNION
    SELECT lower.id FROM reached JOIN (
        SELECT parent_id AS upper, id FROM sectors_orgunit
        UNION ALL
        SELECT vertical_parent_id, id FROM sectors_orgunit
    ) AS lower ON lower.upper = reached.id
)
SELECT id FROM reached
"""

SCOPE = """
WITH RECURSIVE reached AS (
    SELECT unnest(%(units)s::bigint[]) AS id
    UNION
    SELECT lower.id FROM reached JOIN (
        SELECT parent_id AS upper, id FROM sectors_orgunit
        UNION ALL
        SELECT vertical_parent_id, id FROM sectors_orgunit
        UNION ALL
        SELECT to_unit_id, from_unit_id FROM sectors_unitsuccession
        WHERE kind = 'merge' AND effective_on <= %(day)s
    ) AS lower ON lower.upper = reached.id
), areas AS (
    SELECT region_id AS code FROM sectors_orgunit WHERE id = ANY(%(credit_offices)s::bigint[])
    UNION
    SELECT region.code FROM areas JOIN sectors_region AS region ON region.parent_id = areas.code
), lines AS (
    SELECT line.id FROM sectors_line AS line JOIN sectors_sector AS sector
        ON sector.id = line.sector_id
    WHERE sector.lead_unit_id = ANY(%(units)s::bigint[])
    UNION
    SELECT line_id FROM sectors_lineowner
    WHERE unit_id = ANY(%(units)s::bigint[]) AND valid @> %(day)s::date
    UNION
    SELECT line.id FROM lines JOIN sectors_line AS line ON line.adopts_id = lines.id
)
SELECT 'unit', id FROM reached
UNION
SELECT 'unit', unit.id FROM sectors_orgunit AS unit JOIN areas ON areas.code = unit.region_id
UNION ALL
SELECT 'line', id FROM lines
"""
