"""What systems of other units are given of the ledger, as of a day and a moment.

Less than staff read: what is repaired, revoked, retracted, suspended or shielded today is not
shared, asked about whatever moment; nor are texts nobody has reviewed, but with who said them.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from records.models import FactEffect
from records.sql import disclosure, known
from records.sql.files import ASKED, REGISTER

JSONB = 3802
SORTED_ON = "coalesce(version.decided_on, version.starts_on)"


def _hidden(day: str, effects_known: str) -> str:
    return f"""EXISTS (
        SELECT FROM records_facteffect AS effect
        WHERE effect.subject_id = version.subject_id AND effect.fact_id = version.fact_id
            AND effect.kind = ANY(%(hiding)s) AND effect.starts_on <= {day}
            AND (effect.ends_on IS NULL OR {day} < effect.ends_on) AND {effects_known}
    )"""


# By the unit that asks; never what is withheld today.
SHARED = "(catalogue.disclosure <> 'internal' OR version.unit_id = %(unit)s)"
GIVEN = f"{SHARED} AND NOT {_hidden('%(today)s', known.current('effect'))}"

COLUMNS = f"""
    version.fact_id, version.id AS version_id, item.code AS item, catalogue.name AS item_name,
    version.kind, version.polarity, catalogue.disclosure, unit.code AS unit_code,
    unit.name AS unit_name, version.opened_at, version.closed_at, version.recorded_on,
    version.decided_on, version.starts_on, version.ends_on, version.document_no,
    version.authority, version.basis, behaviour.code AS behaviour, version.severity,
    version.intent, version.outcome, version.amount, version.confiscated, version.performed_on,
    version.fields, CASE WHEN version.unit_id = %(unit)s THEN text.texts END AS texts,
    {SORTED_ON} AS sorted_on"""
JOINED = """
JOIN records_catalogueversion AS catalogue ON catalogue.id = version.catalogue_version_id
JOIN records_catalogueitem AS item ON item.id = version.item_id
JOIN sectors_orgunit AS unit ON unit.id = version.unit_id
LEFT JOIN records_behaviour AS behaviour ON behaviour.id = version.behaviour_id
LEFT JOIN records_facttext AS text ON text.id = version.text_id"""


def _effects(effects_known: str) -> str:
    return f"""(
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'kind', effect.kind, 'starts_on', effect.starts_on, 'ends_on', effect.ends_on
    ) ORDER BY effect.id), '[]')
    FROM records_facteffect AS effect
    WHERE effect.subject_id = version.subject_id AND effect.fact_id = version.fact_id
        AND {effects_known}
)"""


AT_MOMENT = known.at("effect", "asked.known")
FILE = f"""
WITH {disclosure.TERMS}, {disclosure.SHELVES}, {ASKED}, {REGISTER}, given AS (
    SELECT {COLUMNS}, {_effects(AT_MOMENT)} AS effects,
        {disclosure.is_shown(AT_MOMENT)}
            AND coalesce(asked.confirmed_at <= asked.known, false) AS is_public
    FROM asked JOIN records_factversion AS version
        ON version.subject_id = asked.id AND {known.at("version", "asked.known")}
    {JOINED}
    LEFT JOIN shelves ON shelves.item_id = version.item_id
    LEFT JOIN terms ON terms.id = version.disclosure_rule_id
    WHERE {GIVEN} AND NOT {_hidden("%(day)s", AT_MOMENT)}
        AND (%(item)s = '' OR item.code = %(item)s)
        AND (%(before)s::date IS NULL
            OR ({SORTED_ON}, version.fact_id) < (%(before)s::date, %(before_id)s))
    ORDER BY {SORTED_ON} DESC, version.fact_id DESC LIMIT %(limit)s
)
SELECT asked.id AS subject_id, asked.uscc, asked.known, asked.confirmed_at <= asked.known
    AS is_confirmed, to_jsonb(register.*) AS register, given.*
FROM asked LEFT JOIN register ON true LEFT JOIN given ON true
ORDER BY given.sorted_on DESC, given.fact_id DESC
"""

# Every version of a fact that still stands and is not withheld, and what holds for it now.
VERSIONS = f"""
SELECT subject.id AS subject_id, subject.uscc, subject.ledger_at AS known, {COLUMNS},
    {_effects(known.current("effect"))} AS effects
FROM records_fact AS fact
JOIN records_subject AS subject ON subject.id = fact.subject_id
JOIN records_factversion AS version ON version.subject_id = fact.subject_id
    AND version.fact_id = fact.id
{JOINED}
WHERE fact.id = %(fact)s AND {GIVEN}
ORDER BY version.id
"""

# The standing facts of organisations with ids in a range, and the organisations themselves.
SUBJECTS = f"""
SELECT subject.id AS subject_id, subject.uscc, subject.ledger_at AS known,
    subject.confirmed_at IS NOT NULL AS is_confirmed, to_jsonb(register.*) AS register
FROM records_subject AS subject
LEFT JOIN LATERAL (
    SELECT version.valid_from, version.name, version.sign, version.kind, version.status,
        version.region_code, version.industry_code, version.established_on, version.address
    FROM records_subjectversion AS version
    WHERE version.subject_id = subject.id AND {known.current("version")}
        AND version.valid_from <= %(today)s
    ORDER BY version.valid_from DESC LIMIT 1
) AS register ON true
WHERE subject.id > %(after)s
ORDER BY subject.id LIMIT %(limit)s
"""
STANDING = f"""
SELECT version.subject_id, subject.uscc, {COLUMNS},
    {_effects(known.current("effect"))} AS effects
FROM records_factversion AS version
JOIN records_subject AS subject ON subject.id = version.subject_id
{JOINED}
WHERE version.subject_id > %(after)s AND version.subject_id <= %(until)s
    AND {known.current("version")} AND {GIVEN}
ORDER BY version.subject_id, version.fact_id
"""
HIDING: Sequence[str] = disclosure.PARAMETERS["hiding"]
Row = dict[str, Any]


def file_rows(
    *,
    subject_id: int,
    unit_id: int | None,
    day: date,
    today: date,
    moment: datetime | None,
    item: str,
    before: tuple[date, int] | None,
    limit: int,
) -> list[Row]:
    """At least one row: the organisation and the clock its answer cites; each fact in a row."""
    return _run(
        FILE,
        {
            **disclosure.PARAMETERS,
            "disputed": FactEffect.Kind.DISPUTED.value,
            "subject": subject_id,
            "unit": unit_id,
            "day": day,
            "today": today,
            "known": moment,
            "item": item,
            "before": before[0] if before else None,
            "before_id": before[1] if before else None,
            "limit": limit,
        },
    )


def versions_of(fact_id: int, *, unit_id: int | None, today: date) -> list[Row]:
    given = {"fact": fact_id, "unit": unit_id, "today": today, "hiding": HIDING}
    return _run(VERSIONS, given)


def subjects_after(after: int, limit: int, *, today: date) -> list[Row]:
    return _run(SUBJECTS, {"after": after, "limit": limit, "today": today})


def standing_facts(after: int, until: int, *, unit_id: int | None, today: date) -> list[Row]:
    """Of organisations with ids in (after, until]."""
    given = {"after": after, "until": until, "unit": unit_id, "today": today, "hiding": HIDING}
    return _run(STANDING, given)


def _run(statement: str, parameters: dict[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        columns = [(column.name, column.type_code == JSONB) for column in cursor.description or ()]
        return [
            {
                name: json.loads(value) if is_json and value else value
                for (name, is_json), value in zip(columns, row, strict=True)
            }
            for row in cursor.fetchall()
        ]
