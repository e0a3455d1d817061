"""Agents: activation codes, one agent for many organisations, changes of agent."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts import identity
from accounts.decisions import totp
from accounts.models import ActivationCode, Person, Representation, User
from accounts.policy import POLICY
from accounts.queries import agents as queries
from accounts.services import agents as services
from core import clock, doors
from core.actors import Actor, ActorKind, Duty, Role
from core.errors import Refusal
from core.models import AuditEvent
from tests.people import make_agent, make_user, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "Autumn-2026-leaf"
FIRM, OTHER = 91, 92


def officer(role: Role = Role.CREDIT_OFFICE) -> Actor:
    user = make_user()
    return Actor(
        kind=ActorKind.STAFF,
        id=user.pk,
        person_id=user.person_id,
        duties=(Duty(unit_id=1, role=role),),
    )


def code_for(subject_id: int = FIRM) -> str:
    issued = doors.run(
        services.issue_activation_code,
        actor=officer(),
        subject_id=subject_id,
        basis="营业执照及授权委托书",
    )
    return issued.text


def form(code: str, /, **changes: str) -> dict[str, str]:
    given = {
        "code": code,
        "name": "周经办",
        "username": "zhou.jb",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    return {**given, **changes}


def nothing_made() -> bool:
    return not (
        User.objects.filter(duty="agent").exists()
        or Person.objects.filter(duty="agent").exists()
        or Representation.objects.exists()
        or ActivationCode.objects.filter(used_at__isnull=False).exists()
    )


def test_an_agent_activates_enrols_and_is_in(client: Client) -> None:
    code = code_for()
    first = client.post("/activate", form(code.lower().replace("-", " ")))
    assert (first.status_code, first["Location"]) == (303, "/sign-in/enrol")
    assert client.get("/account").status_code == 302
    secret = totp.from_text(client.get("/sign-in/enrol").context["secret"])
    shown = totp.code_of(secret, totp.step_at(clock.now()))
    assert client.post("/sign-in/enrol", {"code": shown}).status_code == 200
    assert "周经办" in client.get("/account").content.decode()
    user = User.objects.get(username="zhou.jb")
    record = ActivationCode.objects.get()
    assert (user.origin, user.duty, user.is_active, user.confirmed_by_id) == (
        "activation",
        "agent",
        True,
        record.issued_by_id,
    )
    assert record.used_by_id == user.pk
    representation = Representation.objects.get()
    assert (
        representation.user_id,
        representation.subject_id,
        representation.starts_on,
        representation.ends_on,
        representation.basis,
    ) == (user.pk, FIRM, clock.today(), None, "营业执照及授权委托书")
    assert not any(code in str(event) for event in AuditEvent.objects.values())


def test_a_code_is_good_once_and_only_while_it_lasts() -> None:
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False) as travel:
        used, late, withdrawn = code_for(), code_for(), code_for()
        assert Client().post("/activate", form(used, username="first")).status_code == 303
        record = ActivationCode.objects.order_by("id").last()
        assert record is not None
        doors.run(services.revoke_activation_code, actor=officer(), code_id=record.pk)
        travel.shift(timedelta(days=30))
        for code in (used, late, withdrawn, "0000-0000-0000-0000"):
            response = Client().post("/activate", form(code, username="second"))
            assert response.status_code == 422
            assert "激活码不正确、已使用、已撤回或已过期" in response.content.decode()
        travel.shift(timedelta(seconds=-1))
        assert Client().post("/activate", form(late, username="third")).status_code == 303
    assert set(User.objects.filter(duty="agent").values_list("username", flat=True)) == {
        "first",
        "third",
    }


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"code": "ABC"}, 422, "激活码不正确"),
        ({"code": "U" * 16}, 422, "激活码不正确"),
        ({"code": "x\x00"}, 422, "错误："),
        ({"code": "A" * 5000}, 422, "错误："),
        ({"password": "short", "again": "short"}, 422, "至少 10 个字符"),
        ({"again": "Autumn-2026-tree"}, 422, "不一致"),
        ({"username": "taken"}, 409, "此用户名已有账号"),
        ({"username": "周经办"}, 422, "用户名须为"),
        ({"name": ""}, 422, "请填写经办人姓名"),
    ],
)
def test_a_wrong_form_makes_nothing_and_keeps_the_code(
    client: Client, changes: dict[str, str], status: int, said: str
) -> None:
    make_user(username="taken")
    response = client.post("/activate", form(code_for(), **changes))
    assert response.status_code == status
    assert said in response.content.decode()
    assert PASSWORD not in response.content.decode()
    assert nothing_made()


def test_one_agent_serves_many_firms(client: Client) -> None:
    agent = make_agent(FIRM)
    sign_in(client, agent)
    assert client.post("/activate", {"code": code_for(OTHER)}).status_code == 303
    today = clock.today()
    assert queries.list_subject_ids(user_id=agent.pk, day=today) == {FIRM, OTHER}
    again = client.post("/activate", {"code": code_for(FIRM)})
    assert again.status_code == 409
    assert "已经是该主体的经办人" in again.content.decode()
    assert ActivationCode.objects.filter(used_at__isnull=False).count() == 1
    assert client.post("/activate", {"code": "nonsense"}).status_code == 422


@pytest.mark.parametrize("duty", ["business", "system"])
def test_staff_do_not_become_agents(client: Client, duty: str) -> None:
    sign_in(client, make_user(duty))
    response = client.post("/activate", {"code": code_for()})
    assert response.status_code == 409
    assert nothing_made()


def test_guessing_codes_is_limited(client: Client) -> None:
    code = code_for()
    for number in range(POLICY.activations_per_address):
        guess = client.post("/activate", form("0000-0000-0000-0000", username=f"guess{number}"))
        assert guess.status_code == 422
    over = client.post("/activate", form(code))
    assert over.status_code == 429
    assert 0 < int(over["Retry-After"]) <= 900
    assert nothing_made()


def test_an_agent_changes() -> None:
    """The firm's former agent ends, another begins; what the former did stays theirs."""
    office, today = officer(), clock.today()
    former, new = make_agent(FIRM), make_agent()
    held = Representation.objects.get(user=former)
    doors.run(services.end_representation, actor=office, representation_id=held.pk, ends_on=today)
    doors.run(
        services.grant_representation,
        actor=office,
        user_id=new.pk,
        subject_id=FIRM,
        starts_on=today,
        basis="变更函",
    )
    now_acting = queries.list_agents_of(actor=office, subject_id=FIRM, day=today)
    assert [found.user_id for found in now_acting] == [new.pk]
    with pytest.raises(Refusal) as refused:
        doors.run(
            services.end_representation, actor=office, representation_id=held.pk, ends_on=today
        )
    assert refused.value.code == "accounts.already_decided"
    with pytest.raises(Refusal) as refused:
        doors.run(
            services.grant_representation,
            actor=office,
            user_id=make_user().pk,
            subject_id=FIRM,
            starts_on=today,
            basis="x",
        )
    assert refused.value.code == "accounts.agent_only"


def test_an_agent_gives_up_only_their_own() -> None:
    agent, stranger = make_agent(FIRM), make_agent(OTHER)
    held = Representation.objects.get(user=agent)
    given: dict[str, Any] = {"representation_id": held.pk, "ends_on": clock.today()}
    for actor in (
        Actor(kind=ActorKind.AGENT, id=stranger.pk, person_id=stranger.person_id),
        Actor(kind=ActorKind.STAFF, id=agent.pk),
        Actor(kind=ActorKind.CLIENT, id=agent.pk),
        officer(Role.CLERK),
    ):
        with pytest.raises(Refusal) as refused:
            doors.run(services.end_representation, actor=actor, **given)
        assert refused.value.code == "core.not_found"
    own = Actor(kind=ActorKind.AGENT, id=agent.pk, person_id=agent.person_id)
    doors.run(services.end_representation, actor=own, **given)
    held.refresh_from_db()
    assert held.ends_on == clock.today()


def test_the_past_is_not_taken_back() -> None:
    agent = make_agent(FIRM)
    held = Representation.objects.get(user=agent)
    doors.run(
        services.end_representation,
        actor=officer(),
        representation_id=held.pk,
        ends_on=clock.today() - timedelta(days=30),
    )
    held.refresh_from_db()
    assert held.ends_on == clock.today()


@pytest.mark.parametrize("role", [Role.CLERK, Role.APPROVER, Role.READER])
def test_only_the_credit_office_issues(role: Role) -> None:
    for service, given in (
        (services.issue_activation_code, {"subject_id": FIRM, "basis": "x"}),
        (services.revoke_activation_code, {"code_id": 1}),
    ):
        with pytest.raises(Refusal) as refused:
            doors.run(service, actor=officer(role), **given)
        assert refused.value.code == "core.not_allowed"
    assert ActivationCode.objects.count() == 0


def test_who_sees_the_agents_of_a_firm() -> None:
    agent = make_agent(FIRM)
    code_for()
    own = Actor(kind=ActorKind.AGENT, id=agent.pk, subject_ids=frozenset({FIRM}))
    today = clock.today()
    assert len(queries.list_agents_of(actor=own, subject_id=FIRM, day=today)) == 1
    assert len(queries.list_open_codes(actor=officer(), subject_id=FIRM)) == 1
    for actor in (Actor(kind=ActorKind.AGENT, id=agent.pk), officer(Role.READER)):
        with pytest.raises(Refusal):
            queries.list_agents_of(actor=actor, subject_id=FIRM, day=today)
        with pytest.raises(Refusal):
            queries.list_open_codes(actor=actor, subject_id=FIRM)


def test_the_seam_for_other_providers() -> None:
    assert [provider.code for provider in identity.providers()] == ["activation_code"]
    with pytest.raises(Refusal) as refused:
        identity.provider("wechat")
    assert refused.value.code == "accounts.unknown_identity_provider"
    with pytest.raises(ValueError, match="twice"):
        identity.register(identity.ActivationCodes())
