"""Opening and changing facts, many at once: one statement each, whatever the number of rows.

Rows are taken from a `Source` (records.sql.rows). The statements work out what no caller may
choose: kind and polarity from the catalogue, the disclosure rule from severity, field and day of
decision, the hashes from the content itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from records.sql.rows import Source

# What a source says, hashed in the core. Not the catalogue's version (a new edition changes no
# fact), nor the notice (each file has its own attestation), nor the source's key (a file has none,
# a system does); texts are compared as they stand.
CONTENT = (
    "decided_on",
    "starts_on",
    "ends_on",
    "document_no",
    "authority",
    "authority_key",
    "basis",
    "behaviour_id",
    "severity",
    "intent",
    "outcome",
    "amount",
    "confiscated",
    "clock_starts_on",
    "performed_on",
    "fields",
)
HASH = (
    "sha256(convert_to(jsonb_build_array("
    + ", ".join(f"filled.{name}" for name in CONTENT)
    + ")::text, 'UTF8'))"
)
NOTHING = "'{}'::jsonb"

# Rows with everything filled in. Of rules of one severity the latest holds, for food, fire and the
# like their own before an ordinary one of the same day; the rest of the time ordinary ones do.
PREPARED = f"""
rules AS MATERIALIZED (
    SELECT rule.id, rule.severity, field.scope, rule.valid_from,
        lead(rule.valid_from, 1, 'infinity') OVER (
            PARTITION BY field.scope, rule.severity
            ORDER BY rule.valid_from, rule.scope = field.scope
        ) AS valid_to
    FROM (VALUES ('ordinary'), ('safety'), ('state')) AS field (scope)
    JOIN records_disclosurerule AS rule ON rule.scope = field.scope
        OR field.scope = 'safety' AND rule.scope = 'ordinary'
), filled AS (
    SELECT given.n, given.subject_id, given.fact_id, given.unit_id, given.catalogue_version_id,
        given.supervised_object_id, item.item_id, item.kind, item.polarity,
        coalesce(given.source_key, '') AS source_key, given.decided_on,
        coalesce(given.starts_on, given.decided_on) AS starts_on, given.ends_on,
        coalesce(given.document_no, '') AS document_no,
        coalesce(given.document_key, '') AS document_key,
        coalesce(given.authority, '') AS authority,
        coalesce(given.authority_key, '') AS authority_key,
        coalesce(given.basis, '') AS basis, given.behaviour_id,
        CASE WHEN item.polarity = 'adverse' THEN given.severity END AS severity,
        CASE WHEN item.kind = 'abnormal' THEN 'state' WHEN given.is_safety THEN 'safety'
            ELSE 'ordinary' END AS scope,
        coalesce(given.intent, '') AS intent, coalesce(given.outcome, '') AS outcome,
        given.amount, given.confiscated,
        CASE WHEN item.polarity = 'adverse'
            THEN coalesce(given.clock_starts_on, given.decided_on) END AS clock_starts_on,
        given.performed_on, coalesce(given.notice_basis, '') AS notice_basis,
        given.notice_evidence_id, given.attestation_id,
        coalesce(given.fields, {NOTHING}) AS fields, coalesce(given.texts, {NOTHING}) AS texts,
        given.batch_id, given.moved_from_id
    FROM given JOIN records_catalogueversion AS item ON item.id = given.catalogue_version_id
), prepared AS MATERIALIZED (
    SELECT filled.*, rule.id AS disclosure_rule_id, {HASH} AS content_hash
    FROM filled LEFT JOIN rules AS rule ON rule.severity = filled.severity
        AND rule.scope = filled.scope AND rule.valid_from <= filled.decided_on
        AND filled.decided_on < rule.valid_to
)"""

# What becomes of a prepared row that is written: `made` adds where it goes and its text.
WRITE = """
versions AS (
    INSERT INTO records_factversion (
        id, subject_id, fact_id, item_id, kind, polarity, catalogue_version_id, unit_id,
        opened_at, recorded_on, decided_on, starts_on, ends_on, document_no, document_key,
        authority, authority_key, source_key, basis, behaviour_id, severity, intent, outcome,
        amount, confiscated, clock_starts_on, disclosure_rule_id, performed_on, notice_basis,
        notice_evidence_id, attestation_id, fields, text_id, text_hash, content_hash, batch_id
    )
    SELECT made.version_id, made.subject_id, made.lineage_id, made.item_id, made.kind,
        made.polarity, made.catalogue_version_id, made.unit_id, subject.ledger_at, %(today)s,
        made.decided_on, made.starts_on, made.ends_on, made.document_no, made.document_key,
        made.authority, made.authority_key, made.kept_source_key, made.basis, made.behaviour_id,
        made.severity, made.intent, made.outcome, made.amount, made.confiscated,
        made.clock_starts_on, made.disclosure_rule_id, made.performed_on, made.notice_basis,
        made.notice_evidence_id, made.attestation_id, made.fields, made.text_id, made.text_hash,
        made.content_hash, made.batch_id
    FROM made JOIN records_subject AS subject ON subject.id = made.subject_id
), kept AS (
    INSERT INTO records_facttext (id, subject_id, fact_id, texts, salt)
    SELECT text_id, subject_id, lineage_id, texts, salt FROM made WHERE salt IS NOT NULL
)
SELECT n, subject_id, lineage_id, version_id FROM made ORDER BY n
"""
TEXT_HASH = "sha256(salt || convert_to(texts::text, 'UTF8'))"

OPEN = f"""
{PREPARED}, numbered AS MATERIALIZED (
    SELECT prepared.*, source_key AS kept_source_key,
        nextval('records_fact_id_seq') AS lineage_id,
        nextval('records_factversion_id_seq') AS version_id,
        CASE WHEN texts <> {NOTHING} THEN nextval('records_facttext_id_seq') END AS text_id,
        CASE WHEN texts <> {NOTHING} THEN uuid_send(gen_random_uuid()) END AS salt
    FROM (SELECT * FROM prepared ORDER BY subject_id, n) AS prepared
), made AS MATERIALIZED (
    SELECT numbered.*, {TEXT_HASH} AS text_hash FROM numbered
), facts AS (
    INSERT INTO records_fact (id, subject_id, item_id, supervised_object_id, opened_at,
        moved_from_id)
    SELECT made.lineage_id, made.subject_id, made.item_id, made.supervised_object_id,
        subject.ledger_at, made.moved_from_id
    FROM made JOIN records_subject AS subject ON subject.id = made.subject_id
), {WRITE}
"""

# A row is the same when its content and its texts are, and it brings no new proof of service and no
# new key. Texts once erased are not taken in again: whoever sends the whole year anew knows nothing
# of it.
STANDING = f"""
standing AS MATERIALIZED (
    SELECT prepared.*, version.id AS former_id, version.unit_id AS former_unit_id,
        version.text_id AS former_text_id,
        coalesce(nullif(prepared.source_key, ''), version.source_key) AS kept_source_key,
        version.text_hash AS former_text_hash,
        text.erasure_id IS NOT NULL OR coalesce(text.texts, {NOTHING}) = prepared.texts
            AS keeps_text,
        version.content_hash = prepared.content_hash
            AND (text.erasure_id IS NOT NULL OR coalesce(text.texts, {NOTHING}) = prepared.texts)
            AND (prepared.notice_evidence_id IS NULL
                OR prepared.notice_evidence_id IS NOT DISTINCT FROM version.notice_evidence_id)
            AND prepared.source_key IN ('', version.source_key)
            AS is_same
    FROM prepared JOIN records_factversion AS version
        ON version.subject_id = prepared.subject_id AND version.fact_id = prepared.fact_id
        AND version.closed_at IS NULL
    LEFT JOIN records_facttext AS text ON text.id = version.text_id
)"""

COMPARE = f"""
{PREPARED}, {STANDING}
SELECT prepared.n, prepared.subject_id, prepared.fact_id, prepared.unit_id, standing.former_id,
    standing.former_unit_id, coalesce(standing.is_same, false)
FROM prepared LEFT JOIN standing USING (n) ORDER BY prepared.n
"""

REVISE = f"""
{PREPARED}, {STANDING}, closed AS (
    UPDATE records_factversion AS version SET closed_at = subject.ledger_at
    FROM standing JOIN records_subject AS subject ON subject.id = standing.subject_id
    WHERE version.id = standing.former_id AND version.closed_at IS NULL AND NOT standing.is_same
    RETURNING standing.*
), numbered AS MATERIALIZED (
    SELECT closed.*, closed.fact_id AS lineage_id,
        nextval('records_factversion_id_seq') AS version_id,
        CASE WHEN NOT keeps_text AND texts <> {NOTHING}
            THEN uuid_send(gen_random_uuid()) END AS salt
    FROM closed
), made AS MATERIALIZED (
    SELECT numbered.*,
        CASE WHEN keeps_text THEN former_text_id
            WHEN salt IS NOT NULL THEN nextval('records_facttext_id_seq') END AS text_id,
        CASE WHEN keeps_text THEN former_text_hash ELSE {TEXT_HASH} END AS text_hash
    FROM numbered
), {WRITE}
"""

SUBJECTS = "SELECT DISTINCT subject_id FROM given"
SENDINGS = "SELECT DISTINCT unit_id, catalogue_version_id FROM given"

# Which unit sends which items, and whether the catalogue in force lets it.
SENDERS = """
SELECT sending.unit_id, coalesce(item.is_system, false) AS is_system,
    coalesce(version.any_unit, false) OR EXISTS (
        SELECT FROM records_cataloguesource AS sender
        WHERE sender.version_id = version.id AND sender.unit_id = sending.unit_id
    ) AS is_sender,
    coalesce(NOT version.is_ended AND version.id = (
        SELECT latest.id FROM records_catalogueversion AS latest
        WHERE latest.item_id = version.item_id AND latest.valid_from <= %(today)s
        ORDER BY latest.valid_from DESC LIMIT 1
    ), false) AS is_in_force
FROM unnest(%(units)s::bigint[], %(versions)s::bigint[])
    AS sending (unit_id, catalogue_version_id)
LEFT JOIN records_catalogueversion AS version ON version.id = sending.catalogue_version_id
LEFT JOIN records_catalogueitem AS item ON item.id = version.item_id
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A row that made a version: the caller's number, and where it is now."""

    n: int
    subject_id: int
    fact_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of a unit beside what stands and which unit said that; None when nothing stands."""

    n: int
    subject_id: int
    fact_id: int
    unit_id: int
    version_id: int | None
    former_unit_id: int | None
    is_same: bool


@dataclass(frozen=True, slots=True)
class Sender:
    unit_id: int
    is_system: bool
    is_sender: bool
    is_in_force: bool


def open_rows(source: Source, today: date) -> list[Written]:
    return [Written(*row) for row in _run(OPEN, source, today)]


def compare_rows(source: Source, today: date) -> list[Compared]:
    return [Compared(*row) for row in _run(COMPARE, source, today)]


def revise_rows(source: Source, today: date) -> list[Written]:
    return [Written(*row) for row in _run(REVISE, source, today)]


def subjects(source: Source, today: date) -> list[int]:
    return [row[0] for row in _run(SUBJECTS, source, today)]


def sendings(source: Source, today: date) -> list[tuple[int, int]]:
    """Which unit sends by which edition of the catalogue."""
    return [(row[0], row[1]) for row in _run(SENDINGS, source, today)]


def senders(pairs: Iterable[tuple[int, int]], today: date) -> list[Sender]:
    found = sorted(pairs)
    parameters: dict[str, Any] = {
        "units": [unit for unit, _ in found],
        "versions": [version for _, version in found],
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(SENDERS, parameters)
        return [Sender(*row) for row in cursor.fetchall()]


def _run(statement: str, source: Source, today: date) -> list[tuple[Any, ...]]:
    follows = statement.lstrip()
    comma = "" if follows.startswith("SELECT") else ","
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH given AS MATERIALIZED ({source.sql}){comma} {follows}",
            {**source.parameters, "today": today},
        )
        return list(cursor.fetchall())
