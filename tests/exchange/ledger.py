"""A small ledger, as the higher floors have it: a table whose writes are changes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.conf import settings
from django.db import connection as application
from psycopg2.extensions import connection

from exchange.sql.changes import Write, change_trigger
from tests import database

TABLES = """
CREATE TABLE trial_subject (id bigint PRIMARY KEY);
CREATE TABLE trial_fact (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject_id bigint NOT NULL REFERENCES trial_subject,
    ledger_at timestamptz NOT NULL,
    closed_at timestamptz
);
INSERT INTO trial_subject SELECT generate_series(1, 9);
GRANT SELECT, INSERT ON trial_fact TO credit_app;
GRANT UPDATE (closed_at) ON trial_fact TO credit_app;
GRANT SELECT, UPDATE ON trial_subject TO credit_app;
"""
RECORDED = change_trigger("trial_fact", "trial.recorded", when=Write.INSERT)
CLOSED = change_trigger("trial_fact", "trial.closed", at_column="closed_at", when=Write.UPDATE)

# A writer locks its subject first; one that is taken is left for another time.
LOCK = "SELECT id FROM trial_subject WHERE id = %s FOR UPDATE SKIP LOCKED"
WAIT = "SELECT id FROM trial_subject WHERE id = %s FOR UPDATE"
WRITE = """
WITH written AS (
    INSERT INTO trial_fact (subject_id, ledger_at)
    SELECT %s, clock_timestamp() FROM generate_series(1, %s) RETURNING id
) SELECT id FROM written ORDER BY id
"""


def build() -> None:
    """Make the ledger in the test database, as the owner would in a migration."""
    with database.owner(name()) as opened, opened.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute(RECORDED[0])
        cursor.execute(CLOSED[0])


def name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def url() -> str:
    return database.with_name(os.environ["DATABASE_URL"], name())


@contextmanager
def writer() -> Iterator[connection]:
    """A connection of its own with the application's rights."""
    opened = psycopg2.connect(url())
    try:
        yield opened
    finally:
        opened.close()


def write(opened: connection, subject: int, rows: int, *, wait: bool = False) -> list[int] | None:
    """Write facts about a subject in the open transaction; None when the subject is taken."""
    with opened.cursor() as cursor:
        cursor.execute(WAIT if wait else LOCK, [subject])
        if cursor.fetchone() is None:
            return None
        cursor.execute(WRITE, [subject, rows])
        return [row[0] for row in cursor.fetchall()]


def note(count: int, *, subject: int = 1, kind: str = "trial.recorded", first: int = 1) -> None:
    """Changes without a ledger, for tests that only read them; refs count up from `first`."""
    with application.cursor() as cursor:
        cursor.execute(
            "INSERT INTO exchange_change (subject_id, kind, ref, ledger_at) "
            "SELECT %s, %s, ref, '2026-04-15 10:00+08'::timestamptz "
            "FROM generate_series(%s, %s) AS ref ORDER BY ref",
            [subject, kind, first, first + count - 1],
        )
