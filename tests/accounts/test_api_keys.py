"""API clients and their keys: made, confirmed, used, replaced, revoked, and misused."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import scopes
from accounts.models import ApiClient, ApiKey, User
from accounts.services import clients as services
from core import clock, doors
from core.actors import Actor, ActorKind, AdminRole
from core.errors import Refusal
from core.models import AuditEvent
from sectors.models import OrgUnit
from tests.people import bearer, make_agent, make_client, make_unit, make_user, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.probe_urls")]

FORM = {
    "name": "城管局案件系统",
    "unit_id": "12",
    "scopes": [scopes.CHANGES_READ],
    "budget_per_minute": "60",
    "months": "6",
}


def call(key: str, address: str = "/api/v1/probe") -> Any:
    return Client().get(address, headers=bearer(key))


def as_administrator(duty: str) -> tuple[Client, User]:
    client, user = Client(), make_user(duty)
    sign_in(client, user)
    return client, user


def waiting_key(**changes: object) -> tuple[str, ApiKey]:
    make_unit(12)
    maker, _ = as_administrator("system")
    page = maker.post("/administration/api-clients/new", {**FORM, **changes})
    assert page.status_code == 200, page.content.decode()
    return page.context["text"], page.context["key"]


def code_of(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def test_a_key_is_made_confirmed_and_used() -> None:
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False):
        text, key = waiting_key()
        assert code_of(call(text)) == (401, "accounts.key_not_confirmed")
        checker, security = as_administrator("security")
        assert "城管局案件系统" in checker.get("/administration/confirmations").content.decode()
        assert checker.post(f"/administration/api-keys/{key.pk}/confirm").status_code == 303
        assert call(text).json() == {"read": True}
        assert call(text, "/api/v1/who").json() == {
            "kind": "client",
            "id": key.client_id,
            "unit": 12,
            "scopes": ["changes:read"],
            "subjects": [],
            "admin": None,
        }
    key.refresh_from_db()
    assert (key.expires_on.isoformat(), key.confirmed_by_id) == ("2027-05-20", security.person_id)
    assert key.last_used_on is not None
    assert key.last_used_on.isoformat() == "2026-11-20"
    secret = text.split("_", 2)[2]
    assert len(secret) == 43
    assert secret not in str(list(ApiKey.objects.values()))
    assert secret not in str(list(AuditEvent.objects.values()))
    assert (
        secret not in checker.get(f"/administration/api-clients/{key.client_id}").content.decode()
    )


def test_nobody_confirms_the_key_they_made() -> None:
    _, key = waiting_key()
    both = Actor(
        kind=ActorKind.STAFF, id=1, person_id=key.created_by_id, admin_role=AdminRole.SECURITY
    )
    with pytest.raises(Refusal) as refused:
        doors.run(services.confirm_key, actor=both, key_id=key.pk)
    assert refused.value.code == "accounts.same_person"
    key.refresh_from_db()
    assert key.confirmed_at is None


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer cp_short_x",
        "Bearer cp_abcdefgh_" + "x" * 42,
        "Bearer cp_abcdefgh_" + "x" * 44,
        "Bearer cp_abcdefgh_" + "x" * 43 + ", Bearer cp_abcdefgh_" + "x" * 43,
        "Bearer cp_ABCDEFGH_" + "x" * 43,
        "Bearer cp_abcdefgh_" + "é" * 43,
        "Bearer cp_abcdefgh_" + "x" * 42 + "\x00",
        "Bearer " + "x" * 100_000,
    ],
)
def test_a_malformed_key(header: str) -> None:
    response = Client().get("/api/v1/probe", headers={"Authorization": header})
    assert code_of(response) == (401, "accounts.key_malformed")
    assert response["WWW-Authenticate"] == 'Bearer realm="credit"'
    assert AuditEvent.objects.count() == 0


def test_a_key_nobody_has() -> None:
    _, key = make_client()
    for text in (f"cp_abcdefgh_{'x' * 43}", key[:-1] + ("a" if key[-1] != "a" else "b")):
        assert code_of(call(text)) == (401, "accounts.key_unknown")


def test_no_key_at_all() -> None:
    response = Client().get("/api/v1/probe")
    assert code_of(response) == (401, "core.unauthenticated")
    assert response["WWW-Authenticate"] == 'Bearer realm="credit"'


def test_a_key_is_good_until_its_last_day() -> None:
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False) as travel:
        _, key = make_client()
        travel.move_to("2027-11-19T23:59:59+08:00")
        assert call(key).status_code == 200
        travel.move_to("2027-11-20T00:00:00+08:00")
        response = call(key)
        assert code_of(response) == (401, "accounts.key_expired")
        assert response["WWW-Authenticate"] == 'Bearer realm="credit"'
        for _ in range(3):
            call(key)
    denial = AuditEvent.objects.get(kind="denial")
    assert (denial.action, denial.actor_kind, denial.detail) == (
        "accounts.use_key",
        "client",
        {"code": "accounts.key_expired"},
    )


def test_a_revoked_client_is_out_at_once() -> None:
    client, key = make_client()
    assert call(key).status_code == 200
    checker, security = as_administrator("security")
    blank = checker.post(f"/administration/api-clients/{client.pk}/revoke", {"reason": ""})
    assert (blank.status_code, call(key).status_code) == (422, 200)
    done = checker.post(f"/administration/api-clients/{client.pk}/revoke", {"reason": "密钥泄露"})
    assert done.status_code == 303
    assert code_of(call(key)) == (401, "accounts.key_revoked")
    client.refresh_from_db()
    assert (client.revoked_by_id, client.revocation_reason) == (security.person_id, "密钥泄露")
    again = checker.post(f"/administration/api-clients/{client.pk}/revoke", {"reason": "x"})
    assert again.status_code == 409
    maker, _ = as_administrator("system")
    rotated = maker.post(
        f"/administration/api-clients/{client.pk}/rotate", {"months": 12, "overlap_days": 0}
    )
    assert rotated.status_code == 409
    assert ApiKey.objects.filter(client=client).count() == 1


def test_a_replaced_key_goes_on_for_its_overlap() -> None:
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False) as travel:
        client, old = make_client()
        maker, _ = as_administrator("system")
        checker, _ = as_administrator("security")
        address = f"/administration/api-clients/{client.pk}/rotate"
        page = maker.post(address, {"months": 12, "overlap_days": 7})
        new = page.context["text"]
        second = maker.post(address, {"months": 12, "overlap_days": 7})
        assert second.status_code == 409
        assert "等待安全管理员确认" in second.content.decode()
        assert (call(old).status_code, call(new).status_code) == (200, 401)
        checker.post(f"/administration/api-keys/{page.context['key'].pk}/confirm")
        assert (call(old).status_code, call(new).status_code) == (200, 200)
        assert call(new, "/api/v1/who").json()["id"] == client.pk
        travel.move_to("2026-11-27T08:59:59+08:00")
        assert call(old).status_code == 200
        travel.move_to("2026-11-27T09:00:00+08:00")
        assert code_of(call(old)) == (401, "accounts.key_expired")
        assert call(new).status_code == 200


def test_a_former_key_is_ended_before_its_time() -> None:
    client, old = make_client()
    checker, _ = as_administrator("security")
    key = ApiKey.objects.get(client=client)
    assert checker.post(f"/administration/api-keys/{key.pk}/end").status_code == 303
    assert code_of(call(old)) == (401, "accounts.key_expired")
    assert checker.post(f"/administration/api-keys/{key.pk}/end").status_code == 409
    assert checker.post("/administration/api-keys/99999999999/end").status_code == 404


def test_a_key_sent_back_never_works() -> None:
    text, key = waiting_key()
    checker, _ = as_administrator("security")
    assert checker.post(f"/administration/api-keys/{key.pk}/reject").status_code == 303
    assert call(text).status_code == 401
    assert checker.post(f"/administration/api-keys/{key.pk}/confirm").status_code == 409


def test_over_the_budget() -> None:
    with time_machine.travel("2026-11-20T09:00:20+08:00", tick=False) as travel:
        _, key = make_client(budget_per_minute=3)
        _, other = make_client(budget_per_minute=3)
        assert [call(key).status_code for _ in range(4)] == [200, 200, 200, 429]
        response = call(key)
        assert code_of(response) == (429, "accounts.over_budget")
        assert response["Retry-After"] == "40"
        assert call(other).status_code == 200
        travel.shift(40)
        assert call(key).status_code == 200


def test_without_the_cache_calls_are_answered(settings: Settings) -> None:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    }
    _, key = make_client(budget_per_minute=1)
    assert [call(key).status_code for _ in range(3)] == [200, 200, 200]


def test_a_client_does_only_what_its_scopes_say() -> None:
    _, key = make_client("facts:write")
    assert code_of(call(key)) == (403, "core.scope_missing")
    assert call(key, "/api/v1/who").status_code == 200


def test_a_session_opens_no_api_and_a_key_no_page() -> None:
    client, user = as_administrator("system")
    assert client.get("/who").json()["id"] == user.pk
    assert client.get("/api/v1/who").json()["kind"] == "public"
    assert client.get("/api/v1/probe").status_code == 401
    _, key = make_client()
    assert call(key, "/who").json()["kind"] == "public"
    assert call(key, "/administration/people")["Location"].startswith("/sign-in")
    both = client.get("/who", headers=bearer(key))
    assert both.json()["kind"] == "staff"


def test_an_agent_comes_with_the_organisations() -> None:
    client = Client()
    agent = make_agent(5, 3)
    today = clock.today()
    agent.representations.create(
        subject_id=9,
        starts_on=today + timedelta(days=1),
        basis="授权书",
        granted_by=agent.representations.all()[0].granted_by,
        recorded_at=clock.now(),
    )
    agent.representations.filter(subject_id=3).update(ends_on=today)
    sign_in(client, agent)
    assert client.get("/who").json() == {
        "kind": "agent",
        "id": agent.pk,
        "unit": None,
        "scopes": [],
        "subjects": [5],
        "admin": None,
    }


def test_a_call_costs_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _, key = make_client()
    call(key)
    with django_assert_num_queries(2):
        call(key)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"unit_id": "0"}, 422),
        ({"unit_id": "x"}, 422),
        ({"unit_id": str(2**63)}, 422),
        ({"scopes": []}, 422),
        ({"scopes": ["everything:write"]}, 422),
        ({"budget_per_minute": "0"}, 422),
        ({"budget_per_minute": "60001"}, 422),
        ({"months": "24"}, 422),
        ({"name": "a\x00"}, 422),
        ({"name": " "}, 422),
        ({"name": "已有"}, 409),
    ],
)
def test_a_wrong_form_makes_no_client(changes: dict[str, object], status: int) -> None:
    make_client(unit_id=12, name="已有")
    maker, _ = as_administrator("system")
    response = maker.post("/administration/api-clients/new", {**FORM, **changes})
    assert response.status_code == status
    assert "error-summary" in response.content.decode()
    assert ApiClient.objects.count() == 1
    assert ApiKey.objects.count() == 1


def test_a_service_refuses_what_no_form_sends() -> None:
    system = make_user("system")
    actor = Actor(
        kind=ActorKind.STAFF,
        id=system.pk,
        person_id=system.person_id,
        admin_role=AdminRole.SYSTEM,
    )
    ended = make_unit(13)
    OrgUnit.objects.filter(id=ended.pk).update(valid_to=clock.today())
    given: dict[str, Any] = {
        "unit_id": make_unit(12).pk,
        "name": "x",
        "scopes_granted": [scopes.CHANGES_READ],
        "budget_per_minute": 1,
        "expires_on": clock.add_months(clock.today(), 12),
    }
    for changes, code in (
        ({"unit_id": ended.pk}, "accounts.client_unit"),
        ({"unit_id": 987_654}, "accounts.client_unit"),
        ({"scopes_granted": ["all:all"]}, "accounts.unknown_scope"),
        ({"scopes_granted": []}, "accounts.client_terms"),
        ({"budget_per_minute": 0}, "accounts.client_terms"),
        ({"expires_on": clock.today()}, "accounts.client_terms"),
        ({"expires_on": clock.today() + timedelta(days=400)}, "accounts.client_terms"),
    ):
        with pytest.raises(Refusal) as refused:
            doors.run(services.create_client, actor=actor, **{**given, **changes})
        assert refused.value.code == code
    assert ApiClient.objects.count() == 0


def test_a_key_of_an_ended_unit_opens_nothing() -> None:
    client, key = make_client(unit_id=12)
    assert call(key).status_code == 200
    units = OrgUnit.objects.filter(id=client.unit_id)
    units.update(valid_to=clock.today() + timedelta(days=1))
    assert call(key).status_code == 200
    units.update(valid_to=clock.today())
    for _ in range(2):
        assert code_of(call(key)) == (403, "sectors.client_unit_ended")
    denial = AuditEvent.objects.get(kind="denial")
    assert (denial.action, denial.actor_kind, denial.actor_id, denial.detail) == (
        "accounts.use_key",
        "client",
        client.pk,
        {"code": "sectors.client_unit_ended"},
    )
    units.update(valid_to=None)
    assert call(key).status_code == 200


def test_clients_are_listed(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(8):
        make_client(name=f"系统 {number}")
    maker, _ = as_administrator("system")
    page = maker.get("/administration/api-clients?page_size=3")
    assert [row["client"].name for row in page.context["rows"]] == ["系统 0", "系统 1", "系统 2"]
    for size in (2, 8):
        with django_assert_num_queries(7):  # the last for the names of all their units
            maker.get(f"/administration/api-clients?page_size={size}")


def test_scopes_are_defined_once() -> None:
    assert scopes.known()["changes:read"] == "读取变更"
    with pytest.raises(ValueError, match="twice"):
        scopes.define("changes:read", "又一次")
    with pytest.raises(ValueError, match="not a scope"):
        scopes.define("Everything", "x")
