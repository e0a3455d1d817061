"""Somebody whom an address admits, and every method it could be called with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve
from django.utils.module_loading import autodiscover_modules

from accounts.models import User
from core.access import Grant
from core.actors import ActorKind
from core.errors import registered
from tests import people
from tests.permissions.endpoints import Endpoint, endpoints

# Who knocks at a door that admits several: one of each is enough, as they share the code behind it.
ORDER = ("clerk", "approver", "credit_office", "system", "security", "audit", "agent", "client")
CODE = re.compile(
    rb"\b(?:core|accounts|sectors|documents|desk|exchange|records|intake)\.[a-z0-9_]+\b"
)
CHINESE = re.compile("[\u4e00-\u9fff]")


def grants_of(endpoint: Endpoint) -> tuple[Grant, ...]:
    view: Any = resolve(endpoint.address).func
    while not hasattr(view, "grants"):
        view = view.__wrapped__
    found: tuple[Grant, ...] = view.grants
    return found


@dataclass
class Caller:
    """Calls as one account, signed in anew when the session has been ended."""

    role: str
    user: User | None = None
    key: str = ""

    def client(self) -> Client:
        client = Client(raise_request_exception=False)
        if self.user:
            people.sign_in(client, self.user)
        return client

    def headers(self, address: str) -> dict[str, str]:
        return people.bearer(self.key) if self.key and address.startswith("/api/") else {}


def everybody() -> dict[str, Caller]:
    callers = {"public": Caller("public")}
    for role in ORDER:
        if role == "client":
            made = people.make_client(*people.every_scope(), budget_per_minute=60_000)
            callers[role] = Caller(role, key=made[1])
        elif role == "agent":
            callers[role] = Caller(role, people.make_agent())
        elif role in {"system", "security", "audit"}:
            callers[role] = Caller(role, people.make_user(role))
        else:
            callers[role] = Caller(role, people.make_member(role))
    return callers


def fitting(endpoint: Endpoint) -> str:
    """The first role the address admits; the public where it admits everybody."""
    grants = grants_of(endpoint)
    if any(grant.kind is None for grant in grants):
        return "public"
    return next(role for role in ORDER if any(_admits(grant, role) for grant in grants))


def _admits(grant: Grant, role: str) -> bool:
    if role in {"client", "agent"}:
        return grant.kind is ActorKind(role)
    if grant.kind is not ActorKind.STAFF:
        return False
    if role in {"system", "security", "audit"}:
        return not grant.roles and (not grant.admins or role in {a.value for a in grant.admins})
    return not grant.admins and (not grant.roles or role in {r.value for r in grant.roles})


def doors() -> Iterator[tuple[Endpoint, str]]:
    for endpoint in endpoints():
        yield endpoint, fitting(endpoint)


def known_codes() -> frozenset[str]:
    autodiscover_modules("errors")
    return frozenset(error.code for error in registered())


def fault_of(response: HttpResponseBase) -> str | None:
    """What is wrong with an answer to nonsense; None when it is well-behaved."""
    content = getattr(response, "content", b"")
    status = response.status_code
    # /readyz says 503 when a part of the platform is away, as in this suite the worker is.
    if status >= 500 and not content.startswith(b'{"status": "fail"'):
        return f"{status}"
    # A form that was not filled in rightly is shown again, with words beside its fields.
    if status < 400 or status in {422, 503}:
        return None
    found = {code.decode() for code in CODE.findall(content)} & known_codes()
    if not found and b"<form" not in content:
        return f"{status} without a registered code: {content[:80]!r}"
    if not CHINESE.search(content.decode()):
        return f"{status} without a word of Chinese"
    return None
