"""Sessions: at most three, idle and longest time, ended at once, and what a request costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Session, SignInGuard
from accounts.services.tidying import tidy
from accounts.tasks import tidy_accounts
from core import doors
from core.actors import SYSTEM
from core.models import AuditEvent
from tests.people import PASSWORD, make_agent, make_user, sign_in, walk_in

START = "2026-11-20T09:00:00+08:00"


def is_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_a_fourth_session_ends_the_oldest() -> None:
    user = make_user()
    clients = [Client() for _ in range(4)]
    for one in clients:
        sign_in(one, user)
    assert [is_in(one) for one in clients] == [False, True, True, True]
    states = Session.objects.filter(user=user).order_by("id").values_list("slot", "end_reason")
    assert list(states) == [(1, "replaced"), (2, ""), (3, ""), (1, "")]


@pytest.mark.django_db
def test_the_sessions_of_others_are_not_counted() -> None:
    clients = [Client() for _ in range(4)]
    for one in clients:
        sign_in(one, make_user())
    assert [is_in(one) for one in clients] == [True] * 4


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_half_an_hour_of_nothing_ends_a_session(client: Client) -> None:
    with time_machine.travel(START, tick=False) as travel:
        sign_in(client, make_user())
        for _ in range(3):
            travel.shift(timedelta(minutes=29, seconds=59))
            assert is_in(client)
        travel.shift(timedelta(minutes=30))
        assert not is_in(client)


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_twelve_hours_end_a_session_however_busy(client: Client) -> None:
    with time_machine.travel(START, tick=False) as travel:
        sign_in(client, make_user())
        for _ in range(35):
            travel.shift(timedelta(minutes=20))
            assert is_in(client)
        travel.shift(timedelta(minutes=20))
        assert not is_in(client)


@pytest.mark.django_db
def test_signing_out_ends_the_session_at_once(client: Client) -> None:
    session = sign_in(client, make_user())
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    response = client.post("/sign-out")
    assert (response.status_code, response["Location"]) == (303, "/sign-in")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == ""
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_in(thief)
    session.refresh_from_db()
    assert session.end_reason == "signed_out"
    assert AuditEvent.objects.get(action="accounts.sign_out").target_id == str(session.pk)
    assert client.post("/sign-out")["Location"] == "/sign-in"


@pytest.mark.django_db
def test_signing_out_by_a_link_does_nothing(client: Client) -> None:
    sign_in(client, make_user())
    response = client.get("/sign-out")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert is_in(client)


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_my_sessions_are_listed_and_ended(client: Client) -> None:
    user = make_user()
    elsewhere, other = Client(), Client()
    there = sign_in(elsewhere, user)
    foreign = sign_in(other, make_user())
    sign_in(client, user)
    page = client.get("/account").content.decode()
    assert page.count("Firefox · Linux") == 3  # two rows, and the label of the one button
    assert f"/account/sessions/{there.pk}/end" in page
    assert client.post(f"/account/sessions/{foreign.pk}/end").status_code == 404
    assert client.post("/account/sessions/99999999999/end").status_code == 404
    assert is_in(other)
    assert client.post(f"/account/sessions/{there.pk}/end").status_code == 303
    assert not is_in(elsewhere)
    assert is_in(client)
    assert client.post(f"/account/sessions/{there.pk}/end").status_code == 404


@pytest.mark.django_db
def test_all_my_other_sessions_end_together(client: Client) -> None:
    user = make_user()
    others = [Client(), Client()]
    for one in others:
        sign_in(one, user)
    sign_in(client, user)
    assert client.post("/account/sessions/end-others").status_code == 303
    assert [is_in(one) for one in others] == [False, False]
    assert is_in(client)


@pytest.mark.django_db
def test_only_hashes_of_keys_are_stored(client: Client) -> None:
    sign_in(client, make_user())
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert len(key) == 40
    assert key not in str(list(Session.objects.values()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "duties"),
    [(make_user, 1), (lambda: make_user("audit"), 0), (lambda: make_agent(1, 2), 0)],
)
def test_who_comes_in_costs_one_query(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    make: Callable[[], object],
    duties: int,
) -> None:
    """And one more for the duties of today where somebody may serve in a unit."""
    user = make()
    with time_machine.travel(START, tick=False) as travel:
        sign_in(client, user)  # type: ignore[arg-type]  # one of three makers
        client.get("/.well-known/credit-keys.json")
        with django_assert_num_queries(2 + duties):  # the session, and the keys of the page
            client.get("/.well-known/credit-keys.json")
        travel.shift(timedelta(seconds=60))
        with django_assert_num_queries(3 + duties):  # once a minute the time it was last seen
            client.get("/.well-known/credit-keys.json")
        with django_assert_num_queries(2 + duties):
            client.get("/.well-known/credit-keys.json")


@pytest.mark.django_db
def test_a_stranger_costs_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        client.get("/.well-known/credit-keys.json")


@pytest.mark.django_db
def test_a_deactivated_account_is_out_at_once(client: Client) -> None:
    user, security = make_user(), make_user("security")
    sign_in(client, user)
    officer = Client()
    sign_in(officer, security)
    officer.post(f"/administration/people/{user.pk}/deactivate", {"reason": "调离"})
    assert not is_in(client)
    assert Session.objects.get(user=user).end_reason == "deactivated"


@pytest.mark.django_db
def test_the_tables_are_tidied(client: Client) -> None:
    user = make_user()
    with time_machine.travel(START, tick=False) as travel:
        client.post("/sign-in", {"username": "nobody", "password": "x"})
        Client().post("/sign-in", {"username": user.username, "password": PASSWORD})
        walk_in(client, user)
        assert doors.run(tidy, actor=SYSTEM) == {
            "closed": 0,
            "unfinished": 0,
            "old": 0,
            "guards": 0,
        }
        travel.shift(timedelta(days=1))
        assert doors.run(tidy, actor=SYSTEM) == {
            "closed": 1,
            "unfinished": 1,
            "old": 0,
            "guards": 2,
        }
        travel.shift(timedelta(days=180))
        tidy_accounts()
    assert Session.objects.count() == 0
    assert SignInGuard.objects.count() == 0
