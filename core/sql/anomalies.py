"""Unusual reading, found in the audit log: each one measured against their own habit. `who` is the
person behind an account, else the account or client itself."""

# unit ('day' or 'hour'), baseline_from, from, to, minimum, factor
UNUSUAL_READS = """
WITH counted AS (
    SELECT CASE WHEN person_id IS NOT NULL THEN 'person' ELSE actor_kind END AS who_kind,
        coalesce(person_id, actor_id) AS who_id,
        date_trunc(%(unit)s, recorded_at, 'Asia/Shanghai') AS at, count(*) AS reads
    FROM core_auditevent
    WHERE kind = 'read' AND recorded_at >= %(baseline_from)s AND recorded_at < %(to)s
    GROUP BY 1, 2, 3
), habit AS (
    SELECT who_kind, who_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY reads) AS median
    FROM counted WHERE at < %(from)s GROUP BY 1, 2
)
SELECT who_kind, who_id, at, reads, median
FROM counted LEFT JOIN habit USING (who_kind, who_id)
WHERE at >= %(from)s AND who_id IS NOT NULL
    AND reads >= %(minimum)s AND reads >= %(factor)s * coalesce(median, 0)
ORDER BY reads::numeric / coalesce(median, 1) DESC, at DESC, who_kind, who_id
LIMIT 100
"""

# Denials with nothing else of the same one in between: islands by two row numbers.
DENIALS_IN_A_ROW = """
WITH acted AS (
    SELECT CASE WHEN person_id IS NOT NULL THEN 'person' ELSE actor_kind END AS who_kind,
        coalesce(person_id, actor_id) AS who_id, id, recorded_at, kind = 'denial' AS denied
    FROM core_auditevent
    WHERE recorded_at >= %(from)s AND recorded_at < %(to)s AND actor_kind <> 'system'
), numbered AS (
    SELECT *, row_number() OVER (PARTITION BY who_kind, who_id ORDER BY recorded_at, id)
        - row_number() OVER (PARTITION BY who_kind, who_id, denied ORDER BY recorded_at, id)
        AS island
    FROM acted WHERE who_id IS NOT NULL
)
SELECT who_kind, who_id, min(recorded_at), max(recorded_at), count(*)
FROM numbered WHERE denied
GROUP BY who_kind, who_id, island HAVING count(*) >= %(in_a_row)s
ORDER BY count(*) DESC, max(recorded_at) DESC, who_kind, who_id
LIMIT 100
"""
