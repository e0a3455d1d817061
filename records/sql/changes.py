"""What rows of the change log are about, and which of them a unit may know of.

What is internal with the unit that said it is not even named to others. A version's edition of the
catalogue and its unit never change, so the answer for a row never does.
"""

from collections.abc import Sequence

from django.db import connection

READABLE = "(catalogue.disclosure <> 'internal' OR version.unit_id = %(unit)s)"
VERSIONS = f"""
SELECT version.id, subject.uscc, version.fact_id
FROM records_factversion AS version
JOIN records_catalogueversion AS catalogue ON catalogue.id = version.catalogue_version_id
JOIN records_subject AS subject ON subject.id = version.subject_id
WHERE version.id = ANY(%(refs)s) AND {READABLE}
"""
EFFECTS = f"""
SELECT effect.id, subject.uscc, effect.fact_id
FROM records_facteffect AS effect
JOIN records_factversion AS version ON version.id = effect.version_id
JOIN records_catalogueversion AS catalogue ON catalogue.id = version.catalogue_version_id
JOIN records_subject AS subject ON subject.id = effect.subject_id
WHERE effect.id = ANY(%(refs)s) AND {READABLE}
"""


def _texts(table: str, text: str) -> str:
    """By the first version that carries the text: a text is of one unit and one fact."""
    return f"""
SELECT DISTINCT ON (given.id) given.id, subject.uscc, version.fact_id
FROM {table} AS given
JOIN records_factversion AS version ON version.subject_id = given.subject_id
    AND version.fact_id = given.fact_id AND version.text_id = given.{text}
JOIN records_catalogueversion AS catalogue ON catalogue.id = version.catalogue_version_id
JOIN records_subject AS subject ON subject.id = given.subject_id
WHERE given.id = ANY(%(refs)s) AND {READABLE}
ORDER BY given.id, version.id
"""


REVIEWS = _texts("records_textreview", "text_id")
TEXTS = _texts("records_facttext", "id")
SUBJECTS = """
SELECT version.id, subject.uscc, NULL
FROM records_subjectversion AS version
JOIN records_subject AS subject ON subject.id = version.subject_id
WHERE version.id = ANY(%(refs)s)
"""


def look_up(
    statement: str, refs: Sequence[int], unit_id: int | None
) -> list[tuple[int, str, int | None]]:
    """By ref: the organisation's code and the fact."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"refs": list(refs), "unit": unit_id})
        return list(cursor.fetchall())
