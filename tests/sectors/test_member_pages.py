"""Pages of memberships and hand-overs, from proposal to end."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.actors import AdminRole, Role
from core.models import AuditEvent
from sectors.models import HandOver, Membership
from tests.sectors import build
from tests.sectors.browser import Browser, administrator, member, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_an_appointment_from_proposal_to_end() -> None:
    unit, person = build.unit(), build.person("赵一")
    system, security = administrator(), administrator(AdminRole.SECURITY)
    today = clock.today()
    fields = {
        "person_key": person.staff_number,
        "role": "clerk",
        "valid_from": today,
        "basis": "任职通知",
    }
    response = system.post(f"/units/{unit.code}/members/new", **fields)
    assert (response.status_code, response["Location"]) == (303, f"/units/{unit.code}/members")
    held = Membership.objects.get()
    assert "待确认" in text_of(system.get(f"/units/{unit.code}/members"))
    assert "赵一" in text_of(security.get("/memberships/proposed"))
    assert system.post(f"/memberships/{held.pk}/confirm").status_code == 403
    assert Membership.objects.get().state == "proposed"
    assert security.post(f"/memberships/{held.pk}/confirm").status_code == 303
    again = security.post(f"/memberships/{held.pk}/confirm")
    assert again.status_code == 409
    assert "sectors.membership_decided" in text_of(again)
    colleague = Browser(person)
    assert "赵一" in text_of(colleague.get(f"/units/{unit.code}/members"))
    stranger = member(build.unit())
    assert stranger.get(f"/units/{unit.code}/members").status_code == 403
    end = system.post(f"/memberships/{held.pk}/end", ends_on=today + DAY)
    assert end.status_code == 303
    assert Membership.objects.get(id=held.pk).valid_to == today + DAY
    reads = AuditEvent.objects.filter(kind="read", action="sectors.list_memberships")
    assert set(reads.values_list("purpose", "target_id")) == {("任职管理", str(unit.pk))}


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"person_key": "nobody"}, 400, "没有这个工号或用户名"),
        ({"role": "king"}, 422, "请从列出的各项中选择。"),
        ({"basis": ""}, 422, "请填写依据"),
        ({"last_day": "2020-01-01"}, 400, "结束日期必须晚于开始日期"),
        ({"valid_from": "2020-01-01"}, 400, "日期不能早于"),
        ({"role": "credit_office"}, 409, "只能设在标明为信用办的处室"),
    ],
)
def test_a_wrong_appointment_is_told_in_the_form(
    changes: dict[str, Any], status: int, says: str
) -> None:
    unit, person = build.unit(), build.person()
    fields = {
        "person_key": person.staff_number,
        "role": "clerk",
        "valid_from": clock.today(),
        "basis": "任职通知",
        **changes,
    }
    response = administrator().post(f"/units/{unit.code}/members/new", **fields)
    assert response.status_code == status
    assert says in text_of(response)
    assert Membership.objects.count() == 0


def test_an_administrator_as_member_is_refused_on_the_page() -> None:
    other = build.person("钱二", "audit")
    fields = {
        "person_key": other.staff_number,
        "role": "clerk",
        "valid_from": clock.today(),
        "basis": "任职通知",
    }
    response = administrator().post(f"/units/{build.unit().code}/members/new", **fields)
    assert response.status_code == 409
    assert "管理员和主体经办人不能在机构担任业务岗位" in text_of(response)
    assert "钱二" not in text_of(response)
    assert Membership.objects.count() == 0


def test_standing_in_from_the_page() -> None:
    unit = build.unit()
    mine = build.membership(build.person("孙三"), unit, Role.APPROVER)
    colleague = build.membership(build.person("李四"), unit)
    browser, today = Browser(mine.person), clock.today()
    fields = {
        "membership_id": mine.pk,
        "to_membership_id": colleague.pk,
        "valid_from": today,
        "last_day": today,
        "reason": "leave",
    }
    response = browser.post("/hand-overs/new", **fields)
    assert (response.status_code, response["Location"]) == (303, "/hand-overs")
    made = HandOver.objects.get()
    assert (made.valid_from, made.valid_to) == (today, today + DAY)
    other = Browser(colleague.person)
    assert "我代办的" in text_of(other.get("/hand-overs"))
    assert "孙三" in text_of(other.get("/hand-overs"))
    too_long = browser.post("/hand-overs/new", **{**fields, "last_day": today + 60 * DAY})
    assert too_long.status_code == 400
    assert "最长 60 天" in text_of(too_long)
    stranger = member(build.unit())
    assert stranger.post(f"/hand-overs/{made.pk}/revoke").status_code == 404
    assert other.post(f"/hand-overs/{made.pk}/revoke").status_code == 303
    assert HandOver.objects.get().revoked_on == today


def test_a_clerk_hands_over_only_their_own_post() -> None:
    unit = build.unit()
    mine, colleague = (build.membership(build.person(), unit) for _ in range(2))
    fields = {
        "membership_id": colleague.pk,
        "to_membership_id": mine.pk,
        "valid_from": clock.today(),
        "last_day": clock.today(),
        "reason": "leave",
    }
    response = Browser(mine.person).post("/hand-overs/new", **fields)
    assert response.status_code == 422
    assert HandOver.objects.count() == 0


def test_who_serves_two_units_chooses_one_and_keeps_it() -> None:
    first, second = build.unit(short_name="甲局"), build.unit(short_name="乙局")
    person = build.person()
    for unit in (first, second):
        build.membership(person, unit)
    browser = Browser(person)

    def acting() -> str:
        page = text_of(browser.get("/acting-unit"))
        return page.split("checked")[0].rsplit('value="', 1)[1].split('"')[0]

    assert acting() == str(first.pk)
    assert browser.post("/acting-unit", unit_id=second.pk).status_code == 303
    assert acting() == str(second.pk)
    elsewhere = build.unit()
    assert browser.post("/acting-unit", unit_id=elsewhere.pk).status_code == 422
    assert acting() == str(second.pk)
    Membership.objects.filter(unit=second).update(valid_to=clock.today())
    assert "只在一个单位任职" in text_of(browser.get("/acting-unit"))
