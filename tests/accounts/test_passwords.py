"""Passwords: their rules, changing them, letting them expire, handing over new ones."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.test import Client
from hypothesis import given, strategies

from accounts import errors
from accounts.decisions import passwords
from accounts.models import Credential, PastPassword, Session, User
from accounts.policy import Policy
from core import clock
from core.models import AuditEvent
from tests.people import PASSWORD, fresh_code, make_user, sign_in

RULES = Policy()
NEW = "Autumn-2026-leaf"


@pytest.mark.parametrize(
    ("password", "count"),
    [
        ("Autumn-2026-leaf", 0),
        ("autumn 2026 leaf", 0),
        ("秋天的落叶秋天2026-x", 0),
        ("Short-1a", 1),
        ("autumn-leaves-fall", 1),
        ("12345678901234", 1),
        ("zhang.san-2026-A", 1),
        ("Anas.gnahz-2026-A", 1),
        ("as.gnahz-2026-Abc", 0),
        ("Zhang.Sam1", 1),
        ("Password123", 1),
        ("", 2),
        ("aB3-" * 40, 1),
    ],
)
def test_what_is_wrong_with_a_password(password: str, count: int) -> None:
    assert len(passwords.faults(password, username="zhang.san", policy=RULES)) == count


@given(strategies.text(max_size=200))
def test_no_password_breaks_the_rules_unseen(password: str) -> None:
    found = passwords.faults(password, username="zhang.san", policy=RULES)
    if not found:
        assert 10 <= len(password) <= 128
        assert passwords.classes(password) >= 3
        assert "zhang.san" not in password.lower()


def change(client: Client, current: str, new: str, again: str | None = None) -> int:
    response = client.post(
        "/account/password",
        {"current": current, "password": new, "again": new if again is None else again},
    )
    return response.status_code


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_changing_a_password_ends_all_other_sessions(client: Client) -> None:
    user = make_user()
    elsewhere = Client()
    sign_in(elsewhere, user)
    before = sign_in(client, user)
    response = client.post(
        "/account/password", {"current": PASSWORD, "password": NEW, "again": NEW}
    )
    assert (response.status_code, response["Location"]) == (303, "/account")
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    ended = Session.objects.filter(user=user, end_reason="password")
    assert ended.count() == 2
    assert before.pk in ended.values_list("pk", flat=True)
    credential = Credential.objects.get(user=user)
    assert check_password(NEW, credential.password)
    assert credential.password_expires_on == clock.today() + timedelta(days=90)
    event = AuditEvent.objects.get(action="accounts.change_password")
    assert (event.actor_id, sorted(event.detail["ended"])) == (
        user.pk,
        sorted(ended.values_list("pk", flat=True)),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("short", "short", "至少 10 个字符"),
        ("lowercase-only", "lowercase-only", "至少使用 3 类"),
        (NEW, "Autumn-2026-tree", "两次输入的密码不一致"),
        (PASSWORD, PASSWORD, "最近 5 次用过"),
        ("Autumn\x002026-leaf", "Autumn\x002026-leaf", "错误："),
        ("", "", "请填写新密码"),
        ("aB3-" * 4000, "aB3-" * 4000, "错误："),
    ],
)
def test_an_unfit_password_changes_nothing(client: Client, new: str, again: str, said: str) -> None:
    user = make_user()
    sign_in(client, user)
    before = Credential.objects.get(user=user).password
    response = client.post(
        "/account/password", {"current": PASSWORD, "password": new, "again": again}
    )
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Credential.objects.get(user=user).password == before
    assert PastPassword.objects.count() == 0
    assert client.get("/account").status_code == 200


@pytest.mark.django_db
def test_a_wrong_present_password_counts_as_a_wrong_try(client: Client) -> None:
    user = make_user()
    sign_in(client, user)
    assert [change(client, "wrong", NEW) for _ in range(6)] == [422] * 4 + [429] * 2
    assert change(client, PASSWORD, NEW) == 429
    assert check_password(PASSWORD, Credential.objects.get(user=user).password)


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_the_last_five_are_not_used_again(client: Client) -> None:
    user = make_user()
    sign_in(client, user)
    used = [PASSWORD] + [f"Autumn-2026-{word}" for word in ("leaf", "wind", "mist", "rime")]
    for before, after in pairwise(used):
        assert change(client, before, after) == 303
    for password in used:
        assert change(client, used[-1], password) == 422
    assert change(client, used[-1], "Winter-2026-snow") == 303
    assert change(client, "Winter-2026-snow", PASSWORD) == 303


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_an_expired_password_is_changed_at_sign_in(client: Client) -> None:
    user = make_user(username="known")
    Credential.objects.filter(user=user).update(password_expires_on=clock.today())
    client.post("/sign-in", {"username": "known", "password": PASSWORD})
    second = client.post("/sign-in/second-factor", {"code": fresh_code(user)})
    assert second["Location"] == "/sign-in/new-password"
    assert client.get("/account").status_code == 302
    assert client.get("/sign-in/second-factor")["Location"] == "/sign-in/new-password"
    unfit = client.post("/sign-in/new-password", {"password": PASSWORD, "again": PASSWORD})
    assert unfit.status_code == 422
    done = client.post("/sign-in/new-password", {"password": NEW, "again": NEW})
    assert done.status_code == 303
    assert client.get("/account").status_code == 200


@pytest.mark.django_db
def test_a_password_is_good_until_its_last_day(client: Client) -> None:
    user = make_user(username="known")
    Credential.objects.filter(user=user).update(
        password_expires_on=clock.today() + timedelta(days=1)
    )
    client.post("/sign-in", {"username": "known", "password": PASSWORD})
    client.post("/sign-in/second-factor", {"code": fresh_code(user)})
    assert client.get("/account").status_code == 200


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_the_system_administrator_hands_over_a_new_initial_password(client: Client) -> None:
    user, system = make_user(username="forgetful"), make_user("system")
    there = Client()
    sign_in(there, user)
    sign_in(client, system)
    slip = client.post(f"/administration/people/{user.pk}/reset-password")
    assert slip.status_code == 200
    assert slip["Cache-Control"] == "no-store, private"
    initial = slip.context["initial_password"]
    assert initial in slip.content.decode()
    assert initial not in client.get(f"/administration/people/{user.pk}").content.decode()
    assert there.get("/account").status_code == 302
    credential = Credential.objects.get(user=user)
    assert (credential.must_change, credential.totp_secret is not None) == (True, True)
    assert not any(initial in str(event.detail) for event in AuditEvent.objects.all())
    there.post("/sign-in", {"username": "forgetful", "password": initial})
    second = there.post("/sign-in/second-factor", {"code": fresh_code(user)})
    assert second["Location"] == "/sign-in/new-password"
    kept = there.post("/sign-in/new-password", {"password": initial, "again": initial})
    assert kept.status_code == 422
    assert there.post("/sign-in/new-password", {"password": NEW, "again": NEW}).status_code == 303


@pytest.mark.django_db
def test_an_initial_password_is_good_for_a_week(client: Client) -> None:
    user, system = make_user(username="forgetful"), make_user("system")
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False) as travel:
        sign_in(client, system)
        slip = client.post(f"/administration/people/{user.pk}/reset-password")
        given = {"username": "forgetful", "password": slip.context["initial_password"]}
        travel.move_to("2026-11-26T23:59:00+08:00")
        assert Client().post("/sign-in", given).status_code == 303
        travel.move_to("2026-11-27T00:00:00+08:00")
        late = Client().post("/sign-in", given)
    assert late.status_code == 422
    assert errors.INITIAL_PASSWORD_EXPIRED().detail in late.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("duty", ["business", "security", "audit", "agent"])
def test_nobody_else_resets_a_password(client: Client, duty: str) -> None:
    user = make_user()
    before = Credential.objects.get(user=user).password
    sign_in(client, make_user(duty))
    response = client.post(f"/administration/people/{user.pk}/reset-password")
    assert response.status_code == 403
    assert Credential.objects.get(user=user).password == before


@pytest.mark.django_db
def test_nobody_resets_their_own_password(client: Client) -> None:
    system = make_user("system")
    sign_in(client, system)
    assert client.post(f"/administration/people/{system.pk}/reset-password").status_code == 409
    assert User.objects.get(id=system.pk).credential.must_change is False
