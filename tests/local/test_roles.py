"""The two database roles, made by deploy/roles.sql for bin/run, the suite and production alike."""

import os
import subprocess
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest

from tests.local.starter import REPOSITORY


@pytest.fixture(params=["DATABASE_URL", "DATABASE_OWNER_URL"])
def role(request: pytest.FixtureRequest) -> Iterator[tuple[str, "psycopg2.extensions.connection"]]:
    connection = psycopg2.connect(os.environ[request.param])
    connection.autocommit = True
    yield (
        {"DATABASE_URL": "credit_app", "DATABASE_OWNER_URL": "credit_owner"}[request.param],
        connection,
    )
    connection.close()


def one(connection: "psycopg2.extensions.connection", sql: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
        assert row is not None
        return row


def test_neither_is_a_superuser(role: tuple[str, "psycopg2.extensions.connection"]) -> None:
    name, connection = role
    assert one(
        connection,
        "SELECT current_user, rolsuper, rolcreaterole, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = current_user",
    ) == (name, False, False, False, False)


def test_only_the_owner_creates(role: tuple[str, "psycopg2.extensions.connection"]) -> None:
    name, connection = role
    assert one(
        connection,
        "SELECT has_schema_privilege('public', 'CREATE'),"
        " has_database_privilege('credit', 'CREATE'), has_database_privilege('credit', 'TEMP'),"
        " has_schema_privilege('public', 'USAGE'),"
        " (SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user)",
    ) == ((True, True, True, True, True) if name == "credit_owner" else (
        False, False, False, True, False,
    ))  # fmt: skip
    if name == "credit_app":
        with (
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
            connection.cursor() as cursor,
        ):
            cursor.execute("CREATE TABLE not_mine (id bigint)")


def test_the_database_is_set_up_for_chinese(
    role: tuple[str, "psycopg2.extensions.connection"],
) -> None:
    _, connection = role
    assert one(
        connection,
        "SELECT datcollate, pg_encoding_to_char(encoding), cardinality(show_trgm('南京市'))"
        " FROM pg_database WHERE datname = 'credit'",
    ) == ("C.UTF-8", "UTF8", 4)
    assert one(
        connection,
        "SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension"
        " WHERE extname <> 'plpgsql'",
    ) == (["btree_gin", "btree_gist", "pg_trgm", "unaccent"],)


def test_a_transaction_of_the_application_has_an_end(
    role: tuple[str, "psycopg2.extensions.connection"],
) -> None:
    name, connection = role
    limit = "10min" if name == "credit_app" else "0"
    assert one(connection, "SELECT current_setting('transaction_timeout')") == (limit,)


def test_roles_can_be_made_again_and_get_their_passwords() -> None:
    """What the postgres image runs, against our server; both scripts can be run again."""
    address = urlsplit(os.environ["DATABASE_OWNER_URL"])
    if "CREDIT_PG_BIN" not in os.environ:
        pytest.skip("the database was given: its superuser is not ours")
    environment = {
        "PATH": f"{os.environ['CREDIT_PG_BIN']}:{os.environ['PATH']}",
        "PGHOST": parse_qs(address.query)["host"][0],
        "POSTGRES_USER": "postgres",
        "CREDIT_OWNER_PASSWORD": 'it\'s "quoted"',
        "CREDIT_APP_PASSWORD": "plain",
    }
    roles = ["psql", "-X", "-U", "postgres", "-d", "postgres", "-f", "deploy/roles.sql"]
    for command in (roles, ["deploy/postgres-passwords.sh"]):
        done = subprocess.run(
            command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
    with psycopg2.connect(
        dbname="credit", user="postgres", host=environment["PGHOST"]
    ) as connection:
        assert one(
            connection,
            "SELECT count(*) FROM pg_authid WHERE rolname LIKE 'credit%'"
            " AND rolpassword LIKE 'SCRAM-SHA-256$%'",
        ) == (2,)
