"""Nonsense at every address, as somebody it admits: a coded answer in Chinese, nothing written."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests import people
from tests.abuse import nonsense
from tests.abuse.callers import Caller, doors, everybody, fault_of
from tests.abuse.nonsense import IDS, WORDS, Nonsense
from tests.permissions.endpoints import NO_ID, NO_WORD, endpoints
from tests.permissions.test_matrix import fingerprint
from tests.queries import world as worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_counters", "own_folder")]

SUCCESS = range(200, 400)
READS = frozenset({"GET", "HEAD", "OPTIONS"})
# Wrong tries at signing in are counted, which is what that table is for.
COUNTED = frozenset({"accounts_signinguard"})


@dataclass
class Book:
    """What was wrong, and whether the refused calls have left the tables as they were."""

    wrong: list[str] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=fingerprint)
    pending: list[str] = field(default_factory=list)
    # Set at an address that does accept some of it: from then on each refusal is looked at alone.
    each: bool = False

    def begin(self) -> None:
        self.before, self.pending, self.each = fingerprint(), [], False

    def note(self, label: str, response: HttpResponseBase, *, writes: bool) -> None:
        fault = fault_of(response)
        if fault:
            self.wrong.append(f"{label}: {fault}")
        if writes and response.status_code in SUCCESS:
            # It made sense after all (a button needs no fields): what it wrote is its own.
            self.begin()
            self.each = True
            return
        self.pending.append(label)
        if self.each:
            self.close()

    def close(self) -> None:
        if self.pending and fingerprint() != self.before:
            changed = [name for name, sum_ in fingerprint().items() if sum_ != self.before[name]]
            changed = [name for name in changed if name not in COUNTED]
            if changed:
                self.wrong.append(f"{changed} changed after one of {self.pending[:3]} …")
            self.before = fingerprint()
        self.pending = []


def call(client: Client, caller: Caller, address: str, bad: Nonsense) -> HttpResponseBase:
    # A query that PostgreSQL refuses must not take the rest of the table with it.
    place = transaction.savepoint()
    response = client.generic(
        bad.method,
        address,
        bad.body,
        content_type=bad.content_type,
        headers=caller.headers(address),
        **environment(client, bad),
    )
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        transaction.savepoint_rollback(place)
        transaction.set_rollback(False)
    else:
        transaction.savepoint_commit(place)
    return response


def environment(client: Client, bad: Nonsense) -> dict[str, Any]:
    """Nonsense in a cookie comes beside the real session, unless it is the session's own."""
    environ = {"QUERY_STRING": bad.query, **bad.environ}
    if "HTTP_COOKIE" in environ and "credit_session" not in environ["HTTP_COOKIE"]:
        own = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        environ["HTTP_COOKIE"] = f"{environ['HTTP_COOKIE']}; {own}"
    return environ


# Every ninth piece at an address, another ninth at the next: all of it at all of them is for the
# slow run.
SHARE = 9
GROUPS = (nonsense.QUERIES, nonsense.HEADERS, nonsense.BODIES, nonsense.METHODS)


@pytest.mark.req("R262")
@pytest.mark.parametrize("share", [SHARE, pytest.param(1, marks=pytest.mark.slow)])
def test_nonsense_at_every_address_is_refused_and_changes_nothing(share: int) -> None:
    world = worlds.build()
    callers = {"public": Caller("public"), "client": Caller("client", key=world.key)}
    callers |= {role: Caller(role, user) for role, user in world.users.items()}
    # The day a key was last used is written with its first call of the day.
    Client().get("/api/v1/changes", headers=people.bearer(world.key))
    book = Book()
    for number, (endpoint, role) in enumerate(doors()):
        caller = callers[role]
        address = world.address_of(endpoint).partition("?")[0]
        for group in GROUPS:
            client = caller.client()
            book.begin()
            for bad in group[number % share :: share]:
                label = f"{bad.method} {endpoint.name} as {role}, {bad.name}"
                response = call(client, caller, address, bad)
                book.note(label, response, writes=bad.method not in READS)
                if bad.refused and response.status_code in SUCCESS:
                    book.wrong.append(f"{label}: accepted")
                if bad.method not in READS and response.status_code in SUCCESS:
                    client = caller.client()
            book.close()
    assert not book.wrong, "\n".join(book.wrong)


@pytest.mark.req("R262")
def test_ids_and_words_beyond_belief_are_not_found() -> None:
    callers = everybody()
    Client().get("/api/v1/changes", headers=people.bearer(callers["client"].key))
    book = Book()
    for endpoint, role in doors():
        if not endpoint.arguments:
            continue
        caller = callers[role]
        client = caller.client()
        book.begin()
        for method in ("GET", "POST"):
            for address in beyond_belief(endpoint.address):
                response = call(
                    client, caller, address, Nonsense("", method, query="purpose=routine")
                )
                label = f"{method} {address[:80]} as {role}"
                book.note(label, response, writes=method == "POST")
                if method == "GET" and response.status_code == 200:
                    book.wrong.append(f"{label}: found")
        book.close()
    assert not book.wrong, "\n".join(book.wrong)


def beyond_belief(address: str) -> list[str]:
    """The address with each of its ids and words replaced in turn."""
    found = [address.replace(str(NO_ID), number) for number in IDS if str(NO_ID) in address]
    place = f"/{NO_WORD}"
    found += [address.replace(place, f"/{word}", 1) for word in WORDS if place in address]
    return found


@pytest.mark.req("R262")
def test_every_address_has_somebody_it_admits() -> None:
    assert {endpoint.name for endpoint, _ in doors()} == {e.name for e in endpoints()}


def test_the_table_of_nonsense_has_no_name_twice() -> None:
    for group in GROUPS:
        names = [bad.name for bad in group]
        assert len(names) == len(set(names))
