"""Statements planned once for a connection."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from records.queries import files
from records.sql.files import PUBLIC_PREPARED
from tests.records.build import World


def asked(uscc: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        files.public_file(uscc=uscc)
    return [query["sql"].split(" ", 1)[0] for query in queries]


@pytest.mark.django_db
def test_a_connection_plans_once_and_through_rollbacks(world: World) -> None:
    subject = world.subject()
    world.open(world.penalty_row(subject))
    files.public_file(uscc=subject.uscc)
    assert asked(subject.uscc) == ["EXECUTE"]
    place = transaction.savepoint()
    files.public_file(uscc=subject.uscc)
    transaction.savepoint_rollback(place)
    assert asked(subject.uscc) == ["EXECUTE"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE name = 'records_public_file'"
        )
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_what_is_planned_answers_as_what_is_not(world: World) -> None:
    subject = world.subject()
    world.open(*(world.penalty_row(subject) for _ in range(3)))
    values = {"uscc": subject.uscc, "day": clock.today(), "limit": 10}
    with connection.cursor() as cursor:
        for _ in range(8):
            PUBLIC_PREPARED.run(cursor, values)
            planned = cursor.fetchall()
        cursor.execute(PUBLIC_PREPARED.statement, dict(PUBLIC_PREPARED.fixed) | values)
        assert cursor.fetchall() == planned
    assert len(planned) == 3


@pytest.mark.usefixtures("committed_db")
def test_another_connection_plans_anew() -> None:
    world = World()
    subject = world.subject()
    files.public_file(uscc=subject.uscc)
    assert asked(subject.uscc) == ["EXECUTE"]
    connection.close()
    connection.ensure_connection()
    assert asked(subject.uscc) == ["PREPARE", "EXECUTE"]
