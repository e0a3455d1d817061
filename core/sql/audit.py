"""Reading and sealing the audit log."""

LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('core.audit_chain', 0))"

# The database's own text of the time and of the detail: nothing is rounded by reading it.
_READ = """
SELECT {place} id, kind, to_jsonb(recorded_at AT TIME ZONE 'UTC') #>> '{{}}', action, actor_kind,
    actor_id, person_id, unit_id, target_kind, target_id, subject_id, purpose, request_id,
    detail::text
FROM core_auditevent
"""

UNSEALED = _READ.format(place="") + "WHERE position IS NULL ORDER BY id LIMIT %s"

SEALED = _READ.format(place="position, link,") + (
    "WHERE position BETWEEN %s AND %s ORDER BY position LIMIT %s"
)

PLACE = """
UPDATE core_auditevent AS event SET position = placed.position, link = placed.link
FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS placed (id, position, link)
WHERE event.id = placed.id
"""

# One statement, so that a seal made meanwhile is seen with its events or not at all.
OUTSIDE_SEALS = """
SELECT id, position FROM core_auditevent
WHERE position > coalesce((SELECT max(last_position) FROM core_auditseal), 0)
ORDER BY position LIMIT 1
"""
