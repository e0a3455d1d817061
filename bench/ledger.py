"""The ledger the benchmarks ask: whatever lies in the database, and how much that is."""

import os
import random
from contextlib import closing

import psycopg2

from bench.registry import Measure

SIZES = """
SELECT (SELECT count(*) FROM records_subject WHERE confirmed_at IS NOT NULL),
    (SELECT count(*) FROM records_factversion WHERE closed_at IS NULL)
"""
# Ids may lie in clusters, so organisations are drawn and not ids.
SAMPLED = """
SELECT subject.uscc FROM records_subject AS subject TABLESAMPLE BERNOULLI (%s) REPEATABLE (%s)
WHERE subject.confirmed_at IS NOT NULL
    AND EXISTS (SELECT FROM records_factversion AS version
        WHERE version.subject_id = subject.id AND version.closed_at IS NULL)
ORDER BY subject.uscc
"""
SEED = 20261120


def connection() -> "psycopg2.extensions.connection":
    opened = psycopg2.connect(os.environ["DATABASE_URL"])
    opened.autocommit = True
    return opened


def sizes() -> tuple[int, int]:
    """Organisations and standing facts. Raises when there are none to ask about."""
    with closing(connection()) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT to_regclass('records_subject')")
        if cursor.fetchone() != ("records_subject",):
            raise RuntimeError("There is no ledger here. Run bin/manage migrate and load_demo.")
        cursor.execute(SIZES)
        subjects, facts = cursor.fetchone() or (0, 0)
    if not subjects or not facts:
        raise RuntimeError("The ledger is empty. Run bin/manage load_demo --subjects N.")
    return subjects, facts


def measures_of_size() -> list[Measure]:
    """What was asked about: a figure, not a promise."""
    subjects, facts = sizes()
    return [
        Measure("ledger-subjects", subjects, "subjects", limit=1, at_least=True),
        Measure("ledger-facts", facts, "facts", limit=1, at_least=True),
    ]


def codes(count: int) -> list[str]:
    """Of organisations with facts, from all over the ledger, the same each time."""
    subjects, _ = sizes()
    share = min(100.0, 100 * 3 * count / subjects)
    with closing(connection()) as opened, opened.cursor() as cursor:
        cursor.execute(SAMPLED, [share, SEED])
        found = [row[0] for row in cursor.fetchall()]
    draw = random.Random(SEED)  # which organisations are asked about is no secret
    return draw.sample(found, min(count, len(found)))
