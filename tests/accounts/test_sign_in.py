"""Signing in through the real pages: password, second factor, and what a wrong try is told."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts import errors
from accounts.models import Credential, Session, SignInGuard, User
from accounts.policy import POLICY
from accounts.services.sign_in import stamp_of
from core import clock
from core.models import AuditEvent
from tests.people import PASSWORD, code_now, fresh_code, make_agent, make_user, sign_in, walk_in

pytestmark = pytest.mark.django_db

WRONG_PASSWORD = "not-the-one"
WRONG = errors.WRONG_CREDENTIALS().detail


def attempt(client: Client, username: str, password: str = WRONG_PASSWORD) -> Any:
    return client.post("/sign-in", {"username": username, "password": password})


@pytest.mark.req("R261")
def test_password_and_code_open_a_session(client: Client) -> None:
    user = make_user(username="zhang.san")
    first = attempt(client, " Zhang.San ", PASSWORD)
    assert (first.status_code, first["Location"]) == (303, "/sign-in/second-factor")
    assert client.get("/account")["Location"] == "/sign-in?next=%2Faccount"
    second = client.post("/sign-in/second-factor", {"code": fresh_code(user)})
    assert second.status_code == 303
    assert client.get("/account").status_code == 200
    session = Session.objects.get(user=user)
    assert (session.slot, session.ended_at, session.data) == (1, None, {})
    event = AuditEvent.objects.get(action="accounts.sign_in")
    assert (event.actor_id, event.person_id, event.target_id) == (
        user.pk,
        user.person_id,
        str(session.pk),
    )
    assert event.detail["means"] == "totp"
    assert "127.0.0.1" not in str(event.detail)


@pytest.mark.req("R261")
def test_a_password_alone_opens_nothing(client: Client) -> None:
    make_user(username="zhang")
    attempt(client, "zhang", PASSWORD)
    for address in ("/account", "/account/password", "/administration/people"):
        assert client.get(address).status_code == 302
    assert client.post("/account/sessions/1/end").status_code == 401
    assert Session.objects.filter(user__isnull=False).count() == 0


def test_the_second_step_needs_the_first(client: Client) -> None:
    for address in ("/sign-in/second-factor", "/sign-in/recovery", "/sign-in/enrol"):
        assert client.get(address)["Location"] == "/sign-in"
    assert client.post("/sign-in/new-password", {"password": "x"})["Location"] == "/sign-in"


@pytest.mark.req("R261")
def test_unknown_and_known_usernames_get_the_same_answers(client: Client) -> None:
    """Five wrong tries each, whether the name exists or not: same status, same words, same lock."""
    make_user(username="known")
    said: dict[str, list[tuple[int, bool, str | None]]] = {"known": [], "nobody": []}
    for name, answers in said.items():
        for _ in range(7):
            response = attempt(client, name)
            answers.append(
                (
                    response.status_code,
                    WRONG in response.content.decode(),
                    response.get("Retry-After"),
                )
            )
    assert [a[:2] for a in said["known"]] == [(422, True)] * 4 + [(429, False)] * 3
    assert [a[:2] for a in said["nobody"]] == [a[:2] for a in said["known"]]
    assert all(a[2] is None for a in said["nobody"][:4])
    assert all(890 < int(a[2] or 0) <= 900 for answers in said.values() for a in answers[4:])
    assert SignInGuard.objects.count() == 2
    assert AuditEvent.objects.filter(action="accounts.refuse_sign_in").count() == 14
    assert AuditEvent.objects.filter(target_kind="username").count() == 7


@pytest.mark.req("R261")
def test_the_right_password_does_not_open_a_locked_account(client: Client) -> None:
    user = make_user(username="known")
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False) as travel:
        for _ in range(5):
            attempt(client, "known")
        locked = attempt(client, "known", PASSWORD)
        assert locked.status_code == 429
        assert "请在 15 分钟后再试" in locked.content.decode()
        travel.shift(timedelta(minutes=14, seconds=59))
        assert attempt(client, "known", PASSWORD).status_code == 429
        travel.shift(timedelta(seconds=1))
        walk_in(client, user)
    assert Session.objects.filter(user=user).count() == 1


def test_tries_far_apart_do_not_lock(client: Client) -> None:
    make_user(username="known")
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False) as travel:
        for _ in range(9):
            assert attempt(client, "known").status_code == 422
            travel.shift(timedelta(minutes=4))


@pytest.mark.req("R261")
def test_wrong_codes_lock_too_and_the_password_does_not_wipe_the_slate(client: Client) -> None:
    """Whoever has the password cannot guess codes for ever by starting again."""
    make_user(username="known")
    wrong = "000000" if code_now() != "000000" else "111111"
    for _ in range(4):
        attempt(client, "known", PASSWORD)
        response = client.post("/sign-in/second-factor", {"code": wrong})
        assert response.status_code == 422
    attempt(client, "known", PASSWORD)
    assert client.post("/sign-in/second-factor", {"code": wrong}).status_code == 429
    assert attempt(client, "known", PASSWORD).status_code == 429


def test_signing_in_wipes_the_slate(client: Client) -> None:
    user = make_user(username="known")
    for _ in range(4):
        attempt(client, "known")
    walk_in(client, user)
    assert SignInGuard.objects.get().failed_at == []


def test_tries_from_one_network_are_limited(client: Client) -> None:
    make_user(username="known")
    for _ in range(9):  # an empty form is not a try
        assert attempt(client, "known", "").status_code == 422
    for number in range(POLICY.tries_per_address):
        assert attempt(client, f"name{number}").status_code == 422
    over = attempt(client, "known", PASSWORD)
    assert over.status_code == 429
    assert 0 < int(over["Retry-After"]) <= 300
    other = client.post(
        "/sign-in", {"username": "known", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9"
    )
    assert other["Location"] == "/sign-in/second-factor"


@pytest.mark.parametrize("state", ["waiting", "deactivated"])
def test_an_account_not_in_force_does_not_open(client: Client, state: str) -> None:
    user = make_user(username="known")
    if state == "waiting":
        person = make_user("system").person
        user = User.objects.create(
            person=user.person,
            duty=user.duty,
            username="later",
            created_at=clock.now(),
            created_by=person,
        )
        old = Credential.objects.get(user__username="known")
        Credential.objects.create(
            user=user,
            password=old.password,
            password_set_at=old.password_set_at,
            password_expires_on=old.password_expires_on,
        )
    else:
        User.objects.filter(id=user.pk).update(
            deactivated_at=clock.now(),
            deactivated_by=make_user("security").person,
            deactivation_reason="调离",
        )
    response = attempt(client, user.username, PASSWORD)
    assert response.status_code == 422
    assert errors.NOT_ACTIVE().detail in response.content.decode()
    assert WRONG in attempt(client, user.username).content.decode()
    assert client.get("/sign-in/second-factor")["Location"] == "/sign-in"


@pytest.mark.req("R261")
def test_each_step_gets_a_new_session_key(client: Client) -> None:
    """Session fixation: a key planted in the browser never becomes the key of a session."""
    user = make_user(username="known")
    planted = "a" * 40
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    attempt(client, "known", PASSWORD)
    pending = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/sign-in/second-factor", {"code": fresh_code(user)})
    signed_in = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert len({planted, pending, signed_in}) == 3
    stranger = Client()
    for key in (planted, pending):
        stranger.cookies[settings.SESSION_COOKIE_NAME] = key
        assert stranger.get("/account").status_code == 302
    assert Session.objects.filter(user__isnull=True).count() == 0


def test_the_cookie_is_out_of_reach_of_scripts(client: Client) -> None:
    make_user(username="known")
    cookie = attempt(client, "known", PASSWORD).cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == ""


def test_a_sign_in_under_way_ends_after_ten_minutes(client: Client) -> None:
    make_user(username="known")
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False) as travel:
        attempt(client, "known", PASSWORD)
        travel.shift(timedelta(minutes=10))
        response = client.post("/sign-in/second-factor", {"code": code_now()})
    assert response["Location"] == "/sign-in"
    assert Session.objects.filter(user__isnull=False).count() == 0


def test_a_sign_in_under_way_does_not_survive_another_password(client: Client) -> None:
    user = make_user(username="known")
    attempt(client, "known", PASSWORD)
    credential = Credential.objects.get(user=user)
    before = stamp_of(credential)
    Credential.objects.filter(user=user).update(password=credential.password + "x")
    assert stamp_of(Credential.objects.get(user=user)) != before
    response = client.post("/sign-in/second-factor", {"code": code_now()})
    assert response["Location"] == "/sign-in"
    assert errors.SIGN_IN_EXPIRED().detail in client.get("/sign-in").content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil",
        "/api/v1/facts",
        "/a\nb",
        "/" + "a" * 600,
        "account",
    ],
)
def test_signing_in_leads_only_to_our_own_pages(client: Client, target: str) -> None:
    user = make_user(username="known")
    client.post("/sign-in", {"username": "known", "password": PASSWORD, "next": target})
    response = client.post("/sign-in/second-factor", {"code": fresh_code(user)})
    assert (response.status_code, response["Location"]) == (303, "/staff/")
    assert client.get("/sign-in", {"next": target})["Location"] == "/staff/"


def test_signing_in_leads_back_to_where_one_was_going(client: Client) -> None:
    user = make_user(username="known")
    away = client.get("/account/password?x=1")["Location"]
    assert away == "/sign-in?next=%2Faccount%2Fpassword%3Fx%3D1"
    shown = client.get(away).content.decode()
    assert '<input type="hidden" name="next" value="/account/password?x=1">' in shown
    client.post(
        "/sign-in",
        {"username": "known", "password": PASSWORD, "next": "/account/password?x=1"},
    )
    response = client.post("/sign-in/second-factor", {"code": fresh_code(user)})
    assert response["Location"] == "/account/password?x=1"


@pytest.mark.req("R261")
def test_a_form_without_its_token_is_refused() -> None:
    make_user(username="known")
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/sign-in", {"username": "known", "password": PASSWORD})
    assert response.status_code == 403
    assert "core.csrf" in response.content.decode()
    assert AuditEvent.objects.count() == 0
    assert Session.objects.count() == 0
    page = strict.get("/sign-in")
    token = page.context["csrf_token"]
    accepted = strict.post(
        "/sign-in",
        {"username": "known", "password": PASSWORD, "csrfmiddlewaretoken": str(token)},
    )
    assert accepted["Location"] == "/sign-in/second-factor"


def test_a_signed_in_form_without_its_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    session = sign_in(strict, make_user())
    assert strict.post("/sign-out").status_code == 403
    assert Session.objects.get(id=session.pk).ended_at is None


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("a\x00b", "x"),
        ("known", "p\x00q"),
        ("u" * 10_000, "x"),
        ("known", "x" * 10_000),
        ("", ""),
        ("   ", "x"),
    ],
)
def test_nonsense_is_refused_in_the_form(client: Client, username: str, password: str) -> None:
    make_user(username="known")
    response = attempt(client, username, password)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert SignInGuard.objects.count() == 0


@pytest.mark.parametrize("username", ["𝕬dmin", "管理员", "a' OR 1=1 --", "\ud800", "<b>"])
def test_strange_usernames_are_just_wrong(client: Client, username: str) -> None:
    response = client.post(
        "/sign-in",
        {"username": username.encode("utf-8", "surrogatepass"), "password": "x"},
    )
    assert response.status_code == 422
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    "cookie", ["", "x", "a" * 5000, "a\x00b", "' OR 1=1", "../../etc/passwd", "é"]
)
def test_a_nonsense_cookie_is_a_stranger(client: Client, cookie: str) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert client.get("/account").status_code == 302


def test_the_pages_are_not_kept_anywhere(client: Client) -> None:
    user = make_user()
    assert client.get("/sign-in")["Cache-Control"] == "no-store, private"
    sign_in(client, user)
    assert client.get("/account")["Cache-Control"] == "no-store, private"


def test_who_is_signed_in_is_not_asked_again(client: Client) -> None:
    sign_in(client, make_user())
    response = client.get("/sign-in?next=/account")
    assert (response.status_code, response["Location"]) == (303, "/account")


def test_each_kind_of_account_lands_on_its_home() -> None:
    for user, home in ((make_user("audit"), "/staff/"), (make_agent(7), "/account")):
        client = Client()
        client.post("/sign-in", {"username": user.username, "password": PASSWORD})
        response = client.post("/sign-in/second-factor", {"code": fresh_code(user)})
        assert response["Location"] == home
        assert client.get(home).status_code == 200
