"""Many at the same moment: real commits, real threads, one outcome."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import connections
from django.test import Client

from accounts import errors
from accounts.models import Credential, Representation, Session, User
from accounts.services import agents, second_factors
from core import doors
from core.actors import SYSTEM, Actor, ActorKind, Duty, Role
from core.errors import Refusal
from tests.people import PASSWORD, code_now, fresh_code, make_agent, make_user, sign_in


def at_once(works: list[Callable[[], None]]) -> None:
    """Run the works in threads that start together, each with its own connection."""
    started = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            started.wait(timeout=30)
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


@pytest.mark.req("R261")
def test_of_many_with_one_code_one_enters(committed_db: None) -> None:
    user = make_user()
    code = fresh_code(user)
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.post("/sign-in", {"username": user.username, "password": PASSWORD})
    answers: list[int] = []

    def enter(client: Client) -> None:
        answers.append(client.post("/sign-in/second-factor", {"code": code}).status_code)

    at_once([partial(enter, client) for client in clients])
    assert sorted(answers) == [303, 422, 422, 422]
    assert Session.objects.filter(user=user).count() == 1


def test_the_step_moves_on_without_any_lock(committed_db: None) -> None:
    """The bare UPDATE, many at once and without the guard's lock: one of them counts."""
    user = make_user()
    code, at = code_now(), datetime.now(UTC)
    read = threading.Barrier(4)
    results: list[object] = []

    def take(*, actor: Actor) -> object:
        credential = Credential.objects.get(user=user)
        read.wait(timeout=30)
        return second_factors.check_totp(credential, code, at)

    at_once([lambda: results.append(doors.run(take, actor=SYSTEM))] * 4)
    assert results.count(None) == 1
    assert results.count(errors.CODE_USED) == 3


@pytest.mark.req("R261")
def test_never_more_than_three_sessions(committed_db: None) -> None:
    user = make_user()

    def enter(user: User) -> None:
        sign_in(Client(), user)

    at_once([partial(enter, user)] * 6)
    assert Session.objects.filter(user=user).count() == 6
    open_ones = Session.objects.filter(user=user, ended_at__isnull=True)
    assert set(open_ones.values_list("slot", flat=True)) == {1, 2, 3}


@pytest.mark.req("R261")
def test_guessing_at_once_gains_nothing(committed_db: None) -> None:
    """Twelve wrong tries at the same moment: four are judged, the fifth locks, none after it."""
    user = make_user()
    answers: list[int] = []

    def guess() -> None:
        given = {"username": user.username, "password": "not-the-one"}
        answers.append(Client().post("/sign-in", given).status_code)

    at_once([guess] * 12)
    assert sorted(answers) == [422] * 4 + [429] * 8


def test_of_two_with_one_activation_code_one_is_the_agent(committed_db: None) -> None:
    office = make_user()
    officer = Actor(
        kind=ActorKind.STAFF,
        id=office.pk,
        person_id=office.person_id,
        duties=(Duty(unit_id=1, role=Role.CREDIT_OFFICE),),
    )
    code = doors.run(agents.issue_activation_code, actor=officer, subject_id=9, basis="授权书").text
    answers: list[str] = []

    def use(agent: User) -> None:
        actor = Actor(kind=ActorKind.AGENT, id=agent.pk, person_id=agent.person_id)
        try:
            doors.run(agents.activate, actor=actor, evidence={"code": code})
            answers.append("in")
        except Refusal as refusal:
            answers.append(refusal.code)

    at_once([partial(use, agent) for agent in (make_agent(), make_agent())])
    assert sorted(answers) == ["accounts.activation_refused", "in"]
    assert Representation.objects.count() == 1
