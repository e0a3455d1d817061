"""Who may call what, as data: matrix.csv has a row for every endpoint and method.

`yes` admits the role (whatever it then finds), `no` is a coded 403, `sign in` leads a visitor
to sign in and answers a system with 401. A denial changes nothing but the log.
"""

import csv
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client

from accounts.models import User
from tests import people
from tests.permissions.endpoints import Endpoint, endpoints

MATRIX = Path(__file__).with_name("matrix.csv")
ROLES = (
    "public",
    "reader",
    "clerk",
    "reviewer",
    "approver",
    "credit_office",
    "system",
    "security",
    "audit",
    "agent",
    "client",
)
# What may move when somebody is refused: the log, and the time a session was last seen.
MAY_CHANGE = frozenset({"core_auditevent", "accounts_session", "django_migrations"})

Row = dict[str, str]


def matrix() -> list[Row]:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def known() -> dict[str, Endpoint]:
    return {endpoint.name: endpoint for endpoint in endpoints()}


@pytest.mark.req("R262")
def test_every_endpoint_is_in_the_matrix_and_no_other() -> None:
    rows = matrix()
    assert [row["endpoint"] for row in rows] == sorted(row["endpoint"] for row in rows)
    assert {row["endpoint"] for row in rows} == set(known())
    answers = {row[role] for row in rows for role in ROLES}
    assert answers <= {"yes", "no", "sign in"}


@pytest.mark.django_db
@pytest.mark.req("R262")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_answered_as_the_matrix_says(role: str) -> None:
    call = caller(role)
    found = known()
    wrong: list[str] = []
    before = fingerprint()
    for row in matrix():
        response = call(row["method"], found[row["endpoint"]].address)
        answer = meaning(response)
        if answer != row[role]:
            wrong.append(f"{row['method']} {row['endpoint']}: {answer}, not {row[role]}")
        if answer == "yes":
            before = fingerprint()
        elif fingerprint() != before:
            wrong.append(f"{row['method']} {row['endpoint']}: a denial changed something")
    assert wrong == []


def caller(role: str) -> Callable[[str, str], HttpResponseBase]:
    """Calls an address as somebody who holds exactly the role, signed in anew each time: some
    addresses end the session."""
    user = somebody(role)
    key = people.make_client(*people.every_scope())[1] if role == "client" else None

    def call(method: str, address: str) -> HttpResponseBase:
        client = Client()
        if user:
            people.sign_in(client, user)
        api = address.startswith("/api/")
        return client.generic(
            method,
            address,
            content_type="application/json" if api else "text/plain",
            headers=people.bearer(key) if api and key else {},
        )

    return call


def somebody(role: str) -> User | None:
    if role in {"public", "client"}:
        return None
    if role == "agent":
        return people.make_agent()
    if role in {"system", "security", "audit"}:
        return people.make_user(role)
    return people.make_member(role)


def meaning(response: HttpResponseBase) -> str:
    content = getattr(response, "content", b"")
    assert response.status_code != HTTPStatus.INTERNAL_SERVER_ERROR, content
    location = response.headers.get("Location", "")
    if response.status_code == HTTPStatus.UNAUTHORIZED or location.startswith("/sign-in?next="):
        return "sign in"
    refused = any(code in content for code in (b"core.not_allowed", b"core.scope_missing"))
    if response.status_code == HTTPStatus.FORBIDDEN and refused:
        return "no"
    return "yes"


def fingerprint() -> dict[str, int]:
    """Every table's content in one number, so that no change goes unseen."""
    tables = sorted(set(connection.introspection.table_names()) - MAY_CHANGE)
    parts = [
        f"SELECT '{table}', coalesce(sum(hashtext(t::text)), 0) FROM {table} t" for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())
