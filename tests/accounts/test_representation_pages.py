"""The credit office's pages for agents: codes issued and withdrawn, rights granted and ended."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import ActivationCode, Representation, User
from core import clock
from core.models import AuditEvent
from tests.people import PASSWORD, make_agent, make_member, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db

FIRM = 91


@pytest.fixture
def office() -> Client:
    client = Client()
    sign_in(client, make_member("credit_office"))
    return client


def test_a_code_is_issued_shown_once_and_opens_an_account(office: Client) -> None:
    issued = office.post("/agents/codes/new", {"subject_id": FIRM, "basis": "营业执照和委托书"})
    assert issued.status_code == 200
    text = issued.context["text"]
    assert text in issued.content.decode()
    listed = office.get("/agents/codes").content.decode()
    assert "待使用" in listed
    assert text not in listed
    form = {"code": text, "name": "周经办", "username": "zhou.jb"}
    passwords = {"password": PASSWORD, "again": PASSWORD}
    assert Client().post("/activate", {**form, **passwords}).status_code == 303
    listed = office.get("/agents/codes").content.decode()
    assert ("已使用" in listed, "周经办" in listed, "撤回" in listed) == (True, True, False)
    assert "zhou.jb" in office.get("/agents", {"subject": FIRM}).content.decode()
    assert "zhou.jb" not in office.get("/agents", {"subject": FIRM + 1}).content.decode()
    purposes = AuditEvent.objects.filter(kind="read").values_list("action", "purpose")
    assert set(purposes) == {
        ("accounts.list_codes", "经办授权管理"),
        ("accounts.list_representations", "经办授权管理"),
    }


def test_a_code_withdrawn_opens_nothing(office: Client) -> None:
    issued = office.post("/agents/codes/new", {"subject_id": FIRM, "basis": "营业执照"})
    record = ActivationCode.objects.get()
    assert office.post(f"/agents/codes/{record.pk}/revoke").status_code == 303
    assert "已撤回" in office.get("/agents/codes").content.decode()
    again = office.post(f"/agents/codes/{record.pk}/revoke")
    assert (again.status_code, b"accounts.already_decided" in again.content) == (409, True)
    agent = Client()
    sign_in(agent, make_agent())
    assert agent.post("/activate", {"code": issued.context["text"]}).status_code == 422
    assert Representation.objects.count() == 0


def test_a_right_is_granted_and_ended(office: Client) -> None:
    agent = make_agent(username="agent1")
    form = {"username": " Agent1 ", "subject_id": FIRM, "basis": "委托书"}
    assert office.post("/agents/grant", form).status_code == 303
    held = Representation.objects.get()
    today = clock.today()
    assert (held.user_id, held.subject_id, held.starts_on, held.ends_on, held.basis) == (
        agent.pk,
        FIRM,
        today,
        None,
        "委托书",
    )
    twice = office.post("/agents/grant", form)
    assert (twice.status_code, "已经是该主体的经办人" in twice.content.decode()) == (409, True)
    assert office.post(f"/agents/{held.pk}/end").status_code == 303
    held.refresh_from_db()
    assert held.ends_on == today
    assert "已终止" in office.get("/agents").content.decode()
    assert office.post(f"/agents/{held.pk}/end").status_code == 409


@pytest.mark.parametrize(
    ("address", "changes", "status", "said"),
    [
        ("/agents/grant", {"username": "nobody"}, 422, "没有使用此用户名的在用经办人账号"),
        ("/agents/grant", {"username": "staff1"}, 422, "没有使用此用户名的在用经办人账号"),
        ("/agents/grant", {"username": "gone1"}, 422, "没有使用此用户名的在用经办人账号"),
        ("/agents/grant", {"basis": " "}, 422, "请写明依据"),
        ("/agents/grant", {"subject_id": "0"}, 422, "error-summary"),
        ("/agents/codes/new", {"subject_id": "某公司"}, 422, "主体编号只含数字"),
        ("/agents/codes/new", {"subject_id": str(2**63)}, 422, "error-summary"),
        ("/agents/codes/new", {"basis": ""}, 422, "请写明依据"),
    ],
)
def test_a_wrong_form_grants_nothing(
    office: Client, address: str, changes: dict[str, str], status: int, said: str
) -> None:
    make_agent(username="agent1")
    make_user(username="staff1")
    gone = make_agent(username="gone1")
    User.objects.filter(id=gone.pk).update(
        deactivated_at=clock.now(), deactivated_by=make_person(), deactivation_reason="离职"
    )
    form = {"username": "agent1", "subject_id": str(FIRM), "basis": "委托书", **changes}
    response = office.post(address, form)
    assert response.status_code == status
    assert said in response.content.decode()
    assert Representation.objects.count() == ActivationCode.objects.count() == 0


@pytest.mark.parametrize("role", ["clerk", "approver", "reader"])
def test_other_staff_issue_nothing(role: str) -> None:
    client = Client()
    sign_in(client, make_member(role))
    form = {"username": "agent1", "subject_id": FIRM, "basis": "委托书"}
    for address in ("/agents/codes/new", "/agents/grant"):
        assert client.post(address, form).status_code == 403
    assert client.get("/agents").status_code == client.get("/agents/codes").status_code == 403
    assert Representation.objects.count() == ActivationCode.objects.count() == 0


def test_a_code_without_a_basis_is_refused_by_the_database() -> None:
    now = clock.now()
    with (
        pytest.raises(IntegrityError, match="accounts_activationcode_basis"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO accounts_activationcode (subject_id, code_hash, basis, issued_at, "
            "issued_by_id, expires_at) VALUES (1, %s, '', %s, %s, %s)",
            [b"x" * 32, now, make_person().pk, now + timedelta(days=1)],
        )
