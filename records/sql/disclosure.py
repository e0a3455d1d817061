"""What the public sees, for many facts at once. The twin of records.decisions.disclosure.

Parts of statements with the parameters `day`, `hiding` and `displayed`; whoever composes them says
which facts are asked about and what was known (`records.sql.known`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from records.decisions.effects import HIDING
from records.models import FactEffect
from records.sql import known

PARAMETERS: dict[str, Any] = {
    "hiding": sorted(HIDING),
    "displayed": FactEffect.Kind.DISPLAYED.value,
}

# What each stored rule comes to on the day: itself, eased by later ones that say so.
TERMS = """
terms AS (
    SELECT own.id, bool_and(holding.shown) AS shown, min(holding.min_months) AS min_months,
        min(holding.max_months) AS max_months, min(holding.exception_months) AS exception_months
    FROM records_disclosurerule AS own JOIN records_disclosurerule AS holding
        ON holding.id = own.id OR holding.applies_to_earlier
        AND holding.severity = own.severity AND holding.valid_from > own.valid_from
        AND holding.valid_from <= %(day)s
        AND (holding.scope = own.scope OR own.scope = 'safety' AND holding.scope = 'ordinary')
    GROUP BY own.id
)"""

# What the catalogue says of each item on the day; before its first version, as that one says.
SHELVES = """
shelves AS (
    SELECT DISTINCT ON (item_id) item_id, disclosure = 'public' AND NOT is_ended AS is_public,
        shown_months, name
    FROM records_catalogueversion
    ORDER BY item_id, valid_from > %(day)s,
        CASE WHEN valid_from <= %(day)s THEN valid_from END DESC, valid_from
)"""


def months_after(anchor: str, months: str) -> str:
    """As core_add_months, written out: a function that sets its own path is not inlined."""
    return f"({anchor} + make_interval(months => {months}))::date"


def effect_on_day(kinds: str, effects_known: str) -> str:
    return f"""EXISTS (
        SELECT FROM records_facteffect AS effect
        WHERE effect.subject_id = version.subject_id AND effect.fact_id = version.fact_id
            AND effect.kind {kinds} AND {effects_known}
            AND effect.starts_on <= %(day)s
            AND (effect.ends_on IS NULL OR effect.ends_on > %(day)s)
    )"""


STARTS = "coalesce(version.decided_on, version.starts_on)"


def is_shown(effects_known: str) -> str:
    """A condition on `version`, joined with `shelves` and left-joined with `terms`. `effects_known`
    is the condition under which an `effect` was known."""
    ordinary = months_after(STARTS, "shelves.shown_months")
    longest = months_after("version.clock_starts_on", "terms.max_months")
    exception = months_after("version.clock_starts_on", "terms.exception_months")
    return f"""(
    shelves.is_public
    AND (version.ends_on IS NULL OR version.ends_on > %(day)s)
    AND CASE
        WHEN version.disclosure_rule_id IS NULL THEN {STARTS} <= %(day)s
            AND (shelves.shown_months IS NULL OR %(day)s <= {ordinary})
        WHEN terms.shown THEN version.clock_starts_on <= %(day)s
            AND (terms.max_months IS NULL OR %(day)s <= {longest})
        ELSE terms.exception_months > 0 AND version.clock_starts_on <= %(day)s
            AND %(day)s <= {exception}
            AND {effect_on_day("= %(displayed)s", effects_known)}
    END
    AND NOT {effect_on_day("= ANY(%(hiding)s)", effects_known)}
)"""


SHOWN = f"""
WITH {TERMS}, {SHELVES}
SELECT version.subject_id, version.fact_id, version.id
FROM records_factversion AS version
JOIN records_subject AS subject ON subject.id = version.subject_id
JOIN shelves ON shelves.item_id = version.item_id
LEFT JOIN terms ON terms.id = version.disclosure_rule_id
WHERE version.subject_id = ANY(%(subjects)s) AND {known.current("version")}
    AND subject.confirmed_at IS NOT NULL AND {is_shown(known.current("effect"))}
ORDER BY 1, 2
"""


def shown_facts(subject_ids: Sequence[int], day: date) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, {"subjects": list(subject_ids), "day": day, **PARAMETERS})
        return list(cursor.fetchall())
