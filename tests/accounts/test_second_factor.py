"""The second factor: RFC 6238, one use of each code, enrolment, recovery codes, reset."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import given, strategies

from accounts import errors, sealing
from accounts.decisions import totp
from accounts.models import Credential, RecoveryCode, Session, SignInGuard, User
from accounts.services.second_factors import open_secret
from core.models import AuditEvent
from tests.people import PASSWORD, SECRET, code_now, fresh_code, make_user, sign_in, walk_in

MOMENT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

# RFC 6238, appendix B, the SHA-1 rows; six digits are the last six of its eight.
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert totp.code_of(SECRET, totp.step_at(datetime.fromtimestamp(seconds, UTC))) == code


@given(
    secret=strategies.binary(min_size=20, max_size=20),
    seconds=strategies.integers(min_value=0, max_value=2**35),
    distance=strategies.integers(min_value=-4, max_value=4),
)
def test_a_code_is_good_one_step_around(secret: bytes, seconds: int, distance: int) -> None:
    """Against the definition itself: a code matches exactly the near steps it is the code of."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    now = seconds // 30
    step = max(0, now + distance)
    code = totp.code_of(secret, step)
    near = [s for s in (now - 1, now, now + 1) if s >= 0]
    expected = tuple(s for s in near if totp.code_of(secret, s) == code)
    assert totp.matching_steps(secret, code, at) == expected
    if abs(step - now) <= 1:
        assert step in expected


@given(strategies.text(max_size=12))
def test_nonsense_is_never_a_code(text: str) -> None:
    steps = totp.matching_steps(SECRET, text, MOMENT)
    shown = {totp.code_of(SECRET, totp.step_at(MOMENT) + near) for near in (-1, 0, 1)}
    assert bool(steps) == (text in shown)


@given(strategies.binary(min_size=20, max_size=20))
def test_a_secret_typed_by_hand_is_the_same(secret: bytes) -> None:
    assert totp.from_text(totp.as_text(secret).lower()) == secret


@given(strategies.binary(max_size=64), strategies.text(max_size=20))
def test_what_is_sealed_opens_only_where_it_belongs(plain: bytes, owner: str) -> None:
    sealed = sealing.seal(plain, purpose="totp", bound_to=owner)
    assert plain not in sealed or len(plain) < 4
    assert sealing.unseal(sealed, purpose="totp", bound_to=owner) == plain
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, purpose="totp", bound_to=owner + "x")
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, purpose="signing-key", bound_to=owner)


def test_a_former_secret_key_still_opens(settings: Any) -> None:
    sealed = sealing.seal(SECRET, purpose="totp", bound_to="user:1")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key"
    assert sealing.unseal(sealed, purpose="totp", bound_to="user:1") == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, purpose="totp", bound_to="user:1")


def at_second_step(client: Client, user: User) -> None:
    response = client.post("/sign-in", {"username": user.username, "password": PASSWORD})
    assert response["Location"] == "/sign-in/second-factor"


def give(client: Client, code: str) -> Any:
    return client.post("/sign-in/second-factor", {"code": code})


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_a_code_is_good_once() -> None:
    user = make_user()
    with time_machine.travel(MOMENT, tick=False):
        first, second = Client(), Client()
        at_second_step(first, user)
        at_second_step(second, user)
        code = code_now()
        assert give(first, code).status_code == 303
        replayed = give(second, code)
        assert replayed.status_code == 422
        assert errors.CODE_USED().detail in replayed.content.decode()
        # An older code, though still within the tolerance, is past as well.
        assert give(second, code_now(-1)).status_code == 422
        assert give(second, code_now(+1)).status_code == 303
    assert Session.objects.filter(user=user).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("ahead", [-2, 2])
def test_a_code_from_another_time_is_refused(client: Client, ahead: int) -> None:
    user = make_user()
    with time_machine.travel(MOMENT, tick=False):
        at_second_step(client, user)
        response = give(client, code_now(ahead))
    assert response.status_code == 422
    assert errors.WRONG_CODE().detail in response.content.decode()
    assert Session.objects.filter(user=user).count() == 0
    assert Credential.objects.get(user=user).totp_last_step == 0


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["１２３４５６", "12345", "abcdef", "0" * 16, "'; --", "🔢"])
def test_what_is_no_code_is_refused(client: Client, code: str) -> None:
    user = make_user()
    at_second_step(client, user)
    assert give(client, code).status_code == 422
    assert Session.objects.filter(user=user).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "1\x003456", "1" * 5000])
def test_nonsense_is_not_a_try(client: Client, code: str) -> None:
    user = make_user()
    at_second_step(client, user)
    assert give(client, code).status_code == 422
    assert SignInGuard.objects.get().failed_at == []


@pytest.mark.django_db
def test_spaces_in_a_code_do_no_harm(client: Client) -> None:
    user = make_user()
    at_second_step(client, user)
    code = fresh_code(user)
    assert give(client, f" {code[:3]} {code[3:]} ").status_code == 303


def without_factor(user: User) -> None:
    Credential.objects.filter(user=user).update(totp_secret=None, totp_enrolled_at=None)


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_the_first_sign_in_enrols_a_second_factor(client: Client) -> None:
    user = make_user(username="first.time")
    without_factor(user)
    response = client.post("/sign-in", {"username": "first.time", "password": PASSWORD})
    assert response["Location"] == "/sign-in/enrol"
    page = client.get("/sign-in/enrol")
    shown = page.content.decode()
    secret = totp.from_text(page.context["secret"])
    assert len(secret) == 20
    assert page.context["secret"] in shown
    assert "<svg" in shown
    assert "style=" not in shown
    assert client.get("/sign-in/enrol").context["secret"] == page.context["secret"]
    wrong = client.post("/sign-in/enrol", {"code": "000000"})
    assert (wrong.status_code, wrong.context["secret"]) == (422, page.context["secret"])
    assert Credential.objects.get(user=user).totp_secret is None

    code = totp.code_of(secret, totp.step_at(datetime.now(UTC)))
    done = client.post("/sign-in/enrol", {"code": code})
    assert done.status_code == 200
    codes = done.context["codes"]
    assert len(set(codes)) == 10
    assert all(one in done.content.decode() for one in codes)
    assert done["Cache-Control"] == "no-store, private"
    assert client.get("/account").status_code == 200

    credential = Credential.objects.get(user=user)
    sealed = bytes(credential.totp_secret or b"")
    assert secret not in sealed
    assert open_secret(sealed, user.pk) == secret
    assert not any(code in str(row) for row in RecoveryCode.objects.values() for code in codes)
    # The code that enrolled is used.
    again = Client()
    at_second_step(again, user)
    assert give(again, code).status_code == 422


@pytest.mark.django_db
def test_the_first_sign_in_changes_an_initial_password(client: Client) -> None:
    user = make_user(username="first.time")
    without_factor(user)
    Credential.objects.filter(user=user).update(must_change=True)
    client.post(
        "/sign-in", {"username": "first.time", "password": PASSWORD, "next": "/account/password"}
    )
    secret = totp.from_text(client.get("/sign-in/enrol").context["secret"])
    code = totp.code_of(secret, totp.step_at(datetime.now(UTC)))
    done = client.post("/sign-in/enrol", {"code": code})
    assert done.context["then"] == "/sign-in/new-password"
    assert client.get("/account").status_code == 302
    new = "Autumn-2026-leaf"
    entered = client.post("/sign-in/new-password", {"password": new, "again": new})
    assert (entered.status_code, entered["Location"]) == (303, "/account/password")
    assert client.get("/account").status_code == 200
    assert Credential.objects.get(user=user).must_change is False
    assert client.post("/sign-in/new-password", {"password": new, "again": new}).status_code == 303
    assert Session.objects.filter(user=user, ended_at__isnull=True).count() == 1


@pytest.mark.django_db
def test_the_address_of_a_secret_is_read_by_every_app() -> None:
    assert totp.address(SECRET, username="zhang.san", issuer="信用监管平台") == (
        "otpauth://totp/%E4%BF%A1%E7%94%A8%E7%9B%91%E7%AE%A1%E5%B9%B3%E5%8F%B0%3Azhang.san"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=%E4%BF%A1%E7%94%A8%E7%9B%91%E7%AE%A1%E5%B9%B3%E5%8F%B0"
        "&algorithm=SHA1&digits=6&period=30"
    )


def recovery_codes(client: Client, user: User) -> list[str]:
    """New codes by the page; leaves the client signed in."""
    sign_in(client, user)
    response = client.post("/account/recovery-codes", {"code": fresh_code(user)})
    assert response.status_code == 200
    codes: list[str] = response.context["codes"]
    return codes


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_a_recovery_code_opens_once() -> None:
    user = make_user()
    codes = recovery_codes(Client(), user)
    for typed, status in ((codes[0].lower().replace("-", " "), 303), (codes[0], 422)):
        client = Client()
        at_second_step(client, user)
        response = client.post("/sign-in/recovery", {"code": typed})
        assert response.status_code == status
    assert errors.WRONG_RECOVERY_CODE().detail in response.content.decode()
    assert RecoveryCode.objects.filter(user=user, used_at__isnull=False).count() == 1
    assert AuditEvent.objects.get(action="accounts.sign_in").detail["means"] == "recovery_code"


@pytest.mark.django_db
def test_new_recovery_codes_end_the_old_ones() -> None:
    user = make_user()
    old = recovery_codes(Client(), user)
    new = recovery_codes(Client(), user)
    assert not set(old) & set(new)
    client = Client()
    at_second_step(client, user)
    assert client.post("/sign-in/recovery", {"code": old[3]}).status_code == 422
    assert client.post("/sign-in/recovery", {"code": new[3]}).status_code == 303


@pytest.mark.django_db
def test_new_recovery_codes_need_a_code_of_the_authenticator(client: Client) -> None:
    user = make_user()
    sign_in(client, user)
    for _ in range(4):
        assert client.post("/account/recovery-codes", {"code": "abcdef"}).status_code == 422
    assert client.post("/account/recovery-codes", {"code": "abcdef"}).status_code == 429
    assert client.post("/account/recovery-codes", {"code": fresh_code(user)}).status_code == 429
    assert RecoveryCode.objects.count() == 0


@pytest.mark.django_db
def test_the_codes_of_others_open_nothing(client: Client) -> None:
    user, other = make_user(), make_user()
    codes = recovery_codes(Client(), other)
    at_second_step(client, user)
    assert client.post("/sign-in/recovery", {"code": codes[0]}).status_code == 422


@pytest.mark.django_db
@pytest.mark.req("R261")
def test_the_security_administrator_resets_a_second_factor(client: Client) -> None:
    user, security = make_user(), make_user("security")
    lost = Client()
    codes = recovery_codes(lost, user)
    sign_in(client, security)
    response = client.post(f"/administration/people/{user.pk}/reset-second-factor")
    assert response["Location"] == f"/administration/people/{user.pk}"
    assert lost.get("/account").status_code == 302
    assert list(Session.objects.filter(user=user).values_list("end_reason", flat=True)) == [
        "factor"
    ]
    again = Client()
    entered = again.post("/sign-in", {"username": user.username, "password": PASSWORD})
    assert entered["Location"] == "/sign-in/enrol"
    assert again.post("/sign-in/recovery", {"code": codes[0]})["Location"] == "/sign-in/enrol"
    event = AuditEvent.objects.get(action="accounts.reset_second_factor")
    assert (event.actor_id, event.target_id) == (security.pk, str(user.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("duty", ["business", "system", "audit", "agent"])
def test_nobody_else_resets_a_second_factor(client: Client, duty: str) -> None:
    user = make_user()
    sign_in(client, make_user(duty))
    response = client.post(f"/administration/people/{user.pk}/reset-second-factor")
    assert response.status_code == 403
    assert Credential.objects.get(user=user).totp_secret is not None


@pytest.mark.django_db
def test_nobody_resets_their_own(client: Client) -> None:
    security = make_user("security")
    walk_in(client, security)
    response = client.post(f"/administration/people/{security.pk}/reset-second-factor")
    assert (response.status_code, "accounts.same_person" in response.content.decode()) == (
        409,
        True,
    )
    assert Credential.objects.get(user=security).totp_secret is not None
