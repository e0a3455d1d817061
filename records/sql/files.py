"""The file of one organisation, as it stood on a day by what was known at a moment: one statement,
so that the clock it cites belongs to the rows it gives."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from records.models import FactEffect
from records.sql import disclosure, known
from records.sql.prepared import Prepared

# Its type to the driver, which hands it over as text here.
JSONB = 3802

# Asked about a moment after the last write, the answer cites the last write: what is being written
# at this instant may yet bear a time before the moment asked about.
ASKED = """
asked AS MATERIALIZED (
    SELECT subject.id, subject.uscc, least(subject.ledger_at, %(known)s) AS known,
        subject.confirmed_at
    FROM records_subject AS subject WHERE subject.id = %(subject)s
)"""
REGISTER = f"""
register AS (
    SELECT version.id, version.valid_from, version.name, version.sign, version.kind,
        version.status, version.region_code, version.industry_code, version.established_on,
        version.address, version.oddities
    FROM asked JOIN records_subjectversion AS version ON version.subject_id = asked.id
    WHERE version.valid_from <= %(day)s AND {known.at("version", "asked.known")}
    ORDER BY version.valid_from DESC LIMIT 1
)"""
EFFECTS = f"""(
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', effect.id, 'kind', effect.kind, 'starts_on', effect.starts_on,
        'ends_on', effect.ends_on, 'reason', effect.reason, 'document_no', effect.document_no,
        'opened_at', effect.opened_at
    ) ORDER BY effect.id), '[]')
    FROM records_facteffect AS effect
    WHERE effect.subject_id = version.subject_id AND effect.fact_id = version.fact_id
        AND {known.at("effect", "asked.known")}
)"""

STATEMENT = f"""
WITH {disclosure.TERMS}, {disclosure.SHELVES}, {ASKED}, {REGISTER}
SELECT asked.id, asked.uscc, asked.known, asked.confirmed_at <= asked.known AS is_confirmed,
    to_jsonb(register.*) AS register, version.id AS version_id, version.fact_id,
    version.item_id, version.kind, version.polarity, version.unit_id, catalogue.disclosure,
    catalogue.name AS item_name,
    version.opened_at, version.recorded_on, version.decided_on, version.starts_on,
    version.ends_on, version.document_no, version.authority, version.basis, version.behaviour_id,
    version.severity, version.intent, version.outcome, version.amount, version.confiscated,
    version.clock_starts_on, version.disclosure_rule_id, version.performed_on,
    version.notice_basis, version.fields, text.texts, {EFFECTS} AS effects,
    {disclosure.is_shown(known.at("effect", "asked.known"))}
        AND coalesce(asked.confirmed_at <= asked.known, false) AS is_shown
FROM asked LEFT JOIN register ON true
LEFT JOIN records_factversion AS version
    ON version.subject_id = asked.id AND {known.at("version", "asked.known")}
LEFT JOIN records_catalogueversion AS catalogue ON catalogue.id = version.catalogue_version_id
LEFT JOIN shelves ON shelves.item_id = version.item_id
LEFT JOIN terms ON terms.id = version.disclosure_rule_id
LEFT JOIN records_facttext AS text ON text.id = version.text_id
ORDER BY coalesce(version.decided_on, version.starts_on) DESC, version.fact_id DESC
LIMIT %(limit)s
"""

# Of an act that the list of its sector calls beyond repair, as the list stands on the day.
REPAIRABLE = """(
    SELECT act.is_repairable FROM records_behaviourversion AS act
    WHERE act.behaviour_id = version.behaviour_id AND act.valid_from <= %(day)s
    ORDER BY act.valid_from DESC LIMIT 1
)"""

# What the public gets: shown facts only, with the texts a person has read. By code: nobody else
# has to find the organisation first.
ASKED_BY_CODE = """
asked AS MATERIALIZED (
    SELECT subject.id, subject.uscc, subject.ledger_at AS known, subject.confirmed_at
    FROM records_subject AS subject
    WHERE subject.uscc = %(uscc)s AND subject.confirmed_at IS NOT NULL
)"""
PUBLIC = f"""
WITH {disclosure.TERMS}, {disclosure.SHELVES}, {ASKED_BY_CODE}, {REGISTER}, shown AS (
    SELECT version.*, shelves.name AS item_name, shelves.shown_months, terms.min_months,
        terms.max_months, terms.shown AS by_rule, terms.exception_months,
        catalogue.fields AS schema, review.texts, unit.name AS unit_name,
        {disclosure.effect_on_day("= %(disputed)s", known.current("effect"))} AS is_disputed,
        coalesce({REPAIRABLE}, true) AS is_repairable
    FROM asked JOIN records_factversion AS version ON version.subject_id = asked.id
    JOIN shelves ON shelves.item_id = version.item_id
    JOIN records_catalogueversion AS catalogue ON catalogue.id = version.catalogue_version_id
    JOIN sectors_orgunit AS unit ON unit.id = version.unit_id
    LEFT JOIN terms ON terms.id = version.disclosure_rule_id
    LEFT JOIN records_textreview AS review ON review.subject_id = version.subject_id
        AND review.text_id = version.text_id AND {known.current("review")}
    WHERE {known.current("version")} AND {disclosure.is_shown(known.current("effect"))}
)
SELECT asked.id, asked.uscc, asked.known, to_jsonb(register.*) AS register,
    shown.fact_id, shown.item_id, shown.kind, shown.polarity, shown.item_name, shown.decided_on,
    shown.starts_on, shown.ends_on, shown.document_no, shown.authority, shown.basis,
    shown.severity, shown.outcome, shown.amount, shown.confiscated, shown.clock_starts_on,
    shown.performed_on, shown.disclosure_rule_id, shown.shown_months, shown.min_months,
    shown.max_months, shown.by_rule, shown.exception_months, shown.fields, shown.schema,
    shown.texts, shown.unit_name, shown.is_disputed, shown.is_repairable
FROM asked LEFT JOIN register ON true LEFT JOIN shown ON true
ORDER BY coalesce(shown.decided_on, shown.starts_on) DESC, shown.fact_id DESC
LIMIT %(limit)s
"""


PUBLIC_PREPARED = Prepared(
    name="records_public_file",
    statement=PUBLIC,
    given={"uscc": "varchar", "day": "date", "limit": "integer"},
    fixed={"disputed": FactEffect.Kind.DISPUTED.value, **disclosure.PARAMETERS},
)


def file_rows(
    subject_id: int, day: date, moment: datetime | None, limit: int
) -> list[dict[str, Any]]:
    parameters = {
        "subject": subject_id,
        "day": day,
        "known": moment,
        "limit": limit,
        **disclosure.PARAMETERS,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, parameters)
        return _rows(cursor)


def public_rows(uscc: str, day: date, limit: int) -> list[dict[str, Any]]:
    """No row when there is no such organisation, or it is provisional."""
    with connection.cursor() as cursor:
        PUBLIC_PREPARED.run(cursor, {"uscc": uscc, "day": day, "limit": limit})
        return _rows(cursor)


def _rows(cursor: CursorWrapper) -> list[dict[str, Any]]:
    columns = cursor.description or ()
    readers = [
        _READERS.get(column.name, _json) if column.type_code == JSONB else None
        for column in columns
    ]
    names = [column.name for column in columns]
    return [
        {
            name: reader(value) if reader and value else value
            for name, reader, value in zip(names, readers, row, strict=True)
        }
        for row in cursor.fetchall()
    ]


def _json(value: str) -> Any:
    return json.loads(value)


# The fields of an item come with each of its facts, and are the same.
_READERS: Mapping[str, Callable[[str], Any]] = {"schema": lru_cache(maxsize=256)(_json)}
