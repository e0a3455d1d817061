"""Filling and changing the working-day calendar, always for whole stretches at once."""

# first day, last day, the exceptions as three arrays, and the ordinal before the first day
ADD_DAYS = """
WITH given AS (
    SELECT %(first)s::date + place AS day
    FROM generate_series(0, %(last)s::date - %(first)s::date) AS place
), exception AS (
    SELECT * FROM unnest(%(days)s::date[], %(working)s::boolean[], %(labels)s::text[])
        AS listed (day, is_working, label)
), known AS (
    SELECT given.day,
        coalesce(exception.is_working, extract(isodow FROM given.day) < 6) AS is_working,
        coalesce(exception.label, CASE extract(isodow FROM given.day)
            WHEN 6 THEN '周六' WHEN 7 THEN '周日' ELSE '' END) AS label
    FROM given LEFT JOIN exception USING (day)
)
INSERT INTO core_calendarday (day, year_id, is_working, label, ordinal)
SELECT day, extract(year FROM day), is_working, label,
    %(before)s + sum(is_working::int) OVER (ORDER BY day)
FROM known
"""

SHIFT_ORDINALS = "UPDATE core_calendarday SET ordinal = ordinal + %s WHERE day >= %s"

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('core.calendar', 0))"
