"""Who may do what on a day: one statement each, as asked with every request."""

# Own memberships, then those of absent colleagues handed over. A hand-over counts while the absent
# one's membership holds, the colleague serves in the unit, and nobody has revoked it.
OF_PERSON = """
SELECT held.unit_id, held.role, held.division_id, NULL::bigint AS on_behalf_of,
       coalesce(nullif(unit.short_name, ''), unit.name) AS unit_name
FROM sectors_membership AS held
JOIN sectors_orgunit AS unit ON unit.id = held.unit_id AND unit.valid @> %(day)s::date
WHERE held.person_id = %(person)s AND held.state = 'confirmed' AND held.valid @> %(day)s::date
UNION ALL
SELECT held.unit_id, held.role, held.division_id, held.person_id,
       coalesce(nullif(unit.short_name, ''), unit.name)
FROM sectors_handover AS lent
JOIN sectors_membership AS held ON held.id = lent.membership_id
    AND held.state = 'confirmed' AND held.valid @> %(day)s::date
JOIN sectors_orgunit AS unit ON unit.id = held.unit_id AND unit.valid @> %(day)s::date
WHERE lent.to_person_id = %(person)s AND lent.valid @> %(day)s::date
    AND (lent.revoked_on IS NULL OR lent.revoked_on > %(day)s)
    AND EXISTS (
        SELECT FROM sectors_membership AS own
        WHERE own.person_id = lent.to_person_id AND own.unit_id = lent.unit_id
            AND own.state = 'confirmed' AND own.valid @> %(day)s::date
    )
ORDER BY on_behalf_of NULLS FIRST, unit_id, role
"""

OF_UNIT = """
SELECT held.person_id, held.role, held.division_id, NULL::bigint AS on_behalf_of
FROM sectors_membership AS held
JOIN sectors_orgunit AS unit ON unit.id = held.unit_id AND unit.valid @> %(day)s::date
WHERE held.unit_id = %(unit)s AND held.state = 'confirmed' AND held.valid @> %(day)s::date
    AND (%(role)s IS NULL OR held.role = %(role)s)
UNION ALL
SELECT lent.to_person_id, held.role, held.division_id, held.person_id
FROM sectors_handover AS lent
JOIN sectors_membership AS held ON held.id = lent.membership_id
    AND held.state = 'confirmed' AND held.valid @> %(day)s::date
JOIN sectors_orgunit AS unit ON unit.id = held.unit_id AND unit.valid @> %(day)s::date
WHERE lent.unit_id = %(unit)s AND lent.valid @> %(day)s::date
    AND (lent.revoked_on IS NULL OR lent.revoked_on > %(day)s)
    AND (%(role)s IS NULL OR held.role = %(role)s)
    AND EXISTS (
        SELECT FROM sectors_membership AS own
        WHERE own.person_id = lent.to_person_id AND own.unit_id = lent.unit_id
            AND own.state = 'confirmed' AND own.valid @> %(day)s::date
    )
ORDER BY on_behalf_of NULLS FIRST, person_id, role
"""
