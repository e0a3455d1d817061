"""Rows on their way in, beside the facts that may be theirs: by the source's own key, under
whatever organisation, and by the decision they name."""

from dataclasses import dataclass

from django.db import connection

from records.sql.rows import Source


@dataclass(frozen=True, slots=True)
class Match:
    """What stands already that a row may be about. `source_*`: the same unit, item and key;
    `decision_*`: the same number, authority and kind of the same organisation."""

    n: int
    source_fact_id: int | None
    source_subject_id: int | None
    decision_fact_id: int | None
    decision_unit_id: int | None
    was_retracted: bool


STATEMENT = """
asked AS (
    SELECT given.n, given.subject_id, given.unit_id, catalogue.item_id, catalogue.kind,
        coalesce(given.source_key, '') AS source_key,
        coalesce(given.document_key, '') AS document_key,
        coalesce(given.authority_key, '') AS authority_key
    FROM given JOIN records_catalogueversion AS catalogue
        ON catalogue.id = given.catalogue_version_id
)
SELECT asked.n, by_source.fact_id, by_source.subject_id, by_decision.fact_id,
    by_decision.unit_id, EXISTS (
        SELECT FROM records_facteffect AS effect
        JOIN records_factversion AS former ON former.id = effect.version_id
        WHERE effect.subject_id = asked.subject_id AND effect.kind = 'retracted'
            AND former.kind = asked.kind AND former.unit_id = asked.unit_id
            AND (former.source_key = asked.source_key AND asked.source_key <> ''
                OR former.document_key = asked.document_key AND asked.document_key <> ''
                AND former.authority_key = asked.authority_key)
    )
FROM asked
LEFT JOIN LATERAL (
    SELECT version.fact_id, version.subject_id FROM records_factversion AS version
    WHERE version.source_key = asked.source_key AND version.source_key <> ''
        AND version.unit_id = asked.unit_id AND version.item_id = asked.item_id
        AND version.closed_at IS NULL
    ORDER BY version.subject_id <> asked.subject_id, version.id LIMIT 1
) AS by_source ON true
LEFT JOIN LATERAL (
    SELECT version.fact_id, version.unit_id FROM records_factversion AS version
    WHERE version.document_key = asked.document_key AND version.document_key <> ''
        AND version.subject_id = asked.subject_id AND version.authority_key = asked.authority_key
        AND version.kind = asked.kind AND version.closed_at IS NULL
    LIMIT 1
) AS by_decision ON true
ORDER BY asked.n
"""


def match_rows(source: Source) -> list[Match]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH given AS MATERIALIZED ({source.sql}), {STATEMENT}", dict(source.parameters)
        )
        return [Match(*found) for found in cursor.fetchall()]
