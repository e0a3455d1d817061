"""The first administrators, and the ready accounts of the demonstration."""

import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import Person, User
from accounts.services.demo import (
    create_demo_administrators,
    create_demo_user,
    make_ready,
    read_demo_code,
)
from accounts.services.founding import FOUNDERS, found_administrators
from core import doors
from core.actors import SYSTEM, Actor, ActorKind
from core.errors import Refusal
from core.models import AuditEvent
from tests.people import PASSWORD, SECRET, make_user, walk_in

pytestmark = pytest.mark.django_db

READY: dict[str, Any] = {"password": PASSWORD, "totp_secret": SECRET}


def test_the_command_founds_three_administrators_once(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_administrators")
    said = capsys.readouterr().out
    passwords = dict(re.findall(r"(\w+admin)  (\S+)", said))
    assert sorted(passwords) == ["auditadmin", "secadmin", "sysadmin"]
    assert list(User.objects.order_by("id").values_list("duty", "origin")) == [
        ("system", "founding"),
        ("security", "founding"),
        ("audit", "founding"),
    ]
    entered = client.post("/sign-in", {"username": "sysadmin", "password": passwords["sysadmin"]})
    assert entered["Location"] == "/sign-in/enrol"
    with pytest.raises(CommandError, match=r"accounts\.founded_once"):
        call_command("create_administrators")
    assert capsys.readouterr().out == ""
    assert User.objects.count() == 3
    events = str(list(AuditEvent.objects.values()))
    assert not any(password in events for password in passwords.values())


def test_nobody_founds_beside_existing_administrators() -> None:
    make_user("audit")
    with pytest.raises(Refusal) as refused:
        doors.run(found_administrators, actor=SYSTEM)
    assert refused.value.code == "accounts.founded_once"
    assert User.objects.count() == 1


def test_only_the_system_itself_founds() -> None:
    with pytest.raises(Refusal) as refused:
        doors.run(found_administrators, actor=Actor(kind=ActorKind.STAFF, id=1))
    assert refused.value.code == "core.not_allowed"
    assert Person.objects.count() == 0


def test_demo_accounts_are_ready(client: Client) -> None:
    administrators = doors.run(create_demo_administrators, actor=SYSTEM, founders=FOUNDERS, **READY)
    assert [user.duty for user in administrators] == ["system", "security", "audit"]
    clerk = doors.run(
        create_demo_user,
        actor=SYSTEM,
        name="演示经办",
        username="demo.clerk",
        duty=Person.Duty.BUSINESS,
        **READY,
    )
    assert (clerk.created_by_id, clerk.confirmed_by_id) == (
        administrators[0].person_id,
        administrators[1].person_id,
    )
    for user in (clerk, administrators[1]):
        walk_in(Client(), user)
    agent = doors.run(
        create_demo_user,
        actor=SYSTEM,
        name="演示经办人",
        username="demo.agent",
        duty=Person.Duty.AGENT,
        **READY,
    )
    walk_in(client, agent)


def test_the_code_of_a_demo_account_is_told(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    user = make_user(username="clerk")
    for _ in range(2):  # twice within half a minute works
        call_command("demo_code", "clerk")
        client.post("/sign-in", {"username": "clerk", "password": PASSWORD})
        code = capsys.readouterr().out.strip()
        assert client.post("/sign-in/second-factor", {"code": code}).status_code == 303
        client.post("/sign-out")
    with pytest.raises(CommandError, match=r"core\.not_found"):
        call_command("demo_code", "nobody")
    assert user.sessions.count() == 2


def test_there_are_no_demo_accounts_in_production(settings: Settings) -> None:
    settings.DEMO = False
    user = make_user()
    before = (User.objects.count(), Person.objects.count())
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (create_demo_administrators, {"founders": FOUNDERS, **READY}),
        (create_demo_user, {"name": "x", "username": "xxx", "duty": "business", **READY}),
        (read_demo_code, {"username": user.username}),
    ]
    for service, given in attempts:
        with pytest.raises(Refusal) as refused:
            doors.run(service, actor=SYSTEM, **given)
        assert refused.value.code == "accounts.demo_only"
    with pytest.raises(Refusal):
        make_ready(user, **READY)
    assert (User.objects.count(), Person.objects.count()) == before
