"""Pages over HTTP: who may open what, what they show, what they refuse, and what they cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock, doors
from core.actors import SYSTEM, AdminRole, Role
from core.models import AuditEvent
from sectors.models import HandOver, LineRoute, Membership, OrgUnit, Region, UnitName
from sectors.services.packs import load_packs
from sectors.urls import urlpatterns
from tests.sectors import build
from tests.sectors.browser import Browser, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def administrator(role: AdminRole = AdminRole.SYSTEM) -> Browser:
    return Browser(build.person("管理员", role.value))


def member(unit: OrgUnit, role: Role = Role.CLERK) -> Browser:
    return Browser(build.membership(build.person(), unit, role).person)


# Who may open what -----------------------------------------------------------------------------

ROLES: dict[str, Callable[[], Browser]] = {
    "public": Browser,
    "no post": lambda: Browser(build.person()),
    "clerk": lambda: member(build.unit()),
    "approver": lambda: member(build.unit(), Role.APPROVER),
    "system": lambda: administrator(AdminRole.SYSTEM),
    "security": lambda: administrator(AdminRole.SECURITY),
    "audit": lambda: administrator(AdminRole.AUDIT),
    "agent": lambda: Browser(build.person("经办人", "agent")),
}
ANYONE = set(ROLES)
STAFF = ANYONE - {"public", "agent"}
MEMBERS = {"clerk", "approver"}
SYSTEM_ONLY = {"system"}
KEEPERS = {"system", "security"}
ADMINISTRATORS = KEEPERS | {"audit"}
MAY = {
    "units": STAFF,
    "unit": STAFF,
    "add_unit": SYSTEM_ONLY,
    "change_unit": SYSTEM_ONLY,
    "rename_unit": SYSTEM_ONLY,
    "correct_name": SYSTEM_ONLY,
    "end_unit": SYSTEM_ONLY,
    "reopen_unit": SYSTEM_ONLY,
    "register_succession": SYSTEM_ONLY,
    "add_division": SYSTEM_ONLY,
    "change_division": SYSTEM_ONLY,
    "end_division": SYSTEM_ONLY,
    "routes": SYSTEM_ONLY | {"approver"},
    "members": ADMINISTRATORS | MEMBERS,
    "appoint": SYSTEM_ONLY,
    "proposals": KEEPERS,
    "confirm_membership": {"security"},
    "decline_membership": {"security"},
    "end_membership": KEEPERS,
    "hand_overs": MEMBERS,
    "hand_over": MEMBERS,
    "revoke_hand_over": MEMBERS,
    "acting_unit": MEMBERS,
    "sectors": ANYONE,
    "sector": ANYONE,
    "regions": ANYONE,
    "region": ANYONE,
    "industries": ANYONE,
    "severities": ANYONE,
    "packs": {"system", "audit"},
}
ARGUMENTS = {"code": "none", "name_id": 0, "division_id": 0, "membership_id": 0, "hand_over_id": 0}
ONLY_POST = {"reopen_unit", "confirm_membership", "decline_membership", "revoke_hand_over"}


def address_of(name: str) -> str:
    (pattern,) = [each for each in urlpatterns if each.name == name]
    wanted = {key: ARGUMENTS[key] for key in pattern.pattern.converters}
    return reverse(f"sectors:{name}", kwargs=wanted)


def test_every_page_says_who_may_open_it() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(MAY)


@pytest.mark.parametrize("name", sorted(MAY))
@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may_open_what(name: str, role: str) -> None:
    browser = ROLES[role]()
    before = AuditEvent.objects.filter(kind="denial").count()
    call = browser.post if name in ONLY_POST else browser.get
    response = call(address_of(name))
    if role in MAY[name]:
        assert response.status_code in {200, 404}
    elif role == "public":
        assert response.status_code in {302, 401}
    else:
        assert response.status_code == 403
        assert "core.not_allowed" in text_of(response)
        assert AuditEvent.objects.filter(kind="denial").count() == before + 1


# Units -----------------------------------------------------------------------------------------


@pytest.mark.req("R019")
def test_the_list_shows_units_of_the_day_by_level() -> None:
    doors.run(load_packs, actor=SYSTEM)
    browser = administrator()
    page = text_of(browser.get("/units", level="3", page_size="100"))
    assert "江阴市数据局" in page
    assert "江阴市行政审批局" not in page
    assert "待核" in page
    past = text_of(browser.get("/units", level="3", page_size="100", on="2021-03-26"))
    assert "江阴市行政审批局" in past
    assert "江阴市数据局" not in past
    assert "中国人民银行江阴市支行" in past
    assert "2021年3月26日" in past
    found = text_of(browser.get("/units", q="行政审批局"))
    assert "江阴市数据局" in found
    assert "登记机构" in found
    assert "登记机构" not in text_of(member(OrgUnit.objects.get(code="320281-fgw")).get("/units"))


@pytest.mark.req("R019")
def test_a_unit_as_it_is_and_was() -> None:
    doors.run(load_packs, actor=SYSTEM)
    browser = administrator()
    now = text_of(browser.get("/units/320281-jrjg"))
    assert "商业银行管理" in now
    assert "中国人民银行江阴市支行职责划转至本机构" in now
    then = text_of(browser.get("/units/320281-rh", on="2022-01-01"))
    assert "商业银行管理" in then
    assert "已停用" in text_of(browser.get("/units/320281-rh"))
    assert browser.get("/units/320281-nobody").status_code == 404


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"on": "2021-02-31"}, "core.bad_request"),
        ({"on": "昨天"}, "core.bad_request"),
        ({"on": "9999-01-01"}, "core.bad_request"),
        ({"page_size": "100000"}, "core.page_size"),
        ({"cursor": "nonsense"}, "core.cursor_invalid"),
        ({"q": "a\x00b"}, "core.bad_request"),
    ],
)
def test_nonsense_in_the_address_is_refused(query: dict[str, str], code: str) -> None:
    response = administrator().get("/units", **query)
    assert response.status_code == 400
    assert code in text_of(response)


@pytest.mark.parametrize("query", [{"level": "9"}, {"level": "x"}, {"kind": "x"}, {"ended": "x"}])
def test_an_unknown_filter_narrows_nothing(query: dict[str, str]) -> None:
    unit = build.unit(name="某局")
    response = administrator().get("/units", **query)
    assert response.status_code == 200
    assert unit.name in text_of(response)


def unit_fields(**changes: Any) -> dict[str, Any]:
    return {
        "code": "320281-xyj",
        "name": "江阴市信用局",
        "short_name": "",
        "level": "3",
        "kind": "government",
        "region_id": "320281",
        "parent_id": "",
        "vertical_parent_id": "",
        "uscc": "",
        "valid_from": "2026-01-01",
        "remark": "",
        **changes,
    }


def make_region() -> Region:
    build.region("320000", "江苏省")
    build.region("320200", "无锡市")
    return build.region("320281", "江阴市")


def test_a_unit_is_added_on_the_page() -> None:
    make_region()
    browser = administrator()
    response = browser.post("/units/new", **unit_fields())
    assert (response.status_code, response["Location"]) == (303, "/units/320281-xyj")
    assert OrgUnit.objects.get().region_id == "320281"
    assert "机构已登记" in text_of(browser.get("/units/320281-xyj"))


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"code": "XYJ"}, 422, "请写成区划代码、短横线和小写字母"),
        ({"name": ""}, 422, "请填写名称。"),
        ({"valid_from": "2026-02-30"}, 422, "请写成 2026-11-20 这样的日期。"),
        ({"region_id": "999999"}, 422, "请从列出的各项中选择。"),
        ({"level": "7"}, 422, "7"),
        ({"uscc": "12"}, 400, "统一社会信用代码应为 18 位"),
        ({"name": "某\x00局"}, 422, "含有不可见的空字符"),
        ({"code": "320281-taken"}, 409, "这个机构代码已被使用"),
    ],
)
def test_a_wrong_unit_is_told_in_the_form(changes: dict[str, Any], status: int, says: str) -> None:
    make_region()
    build.unit("320281-taken")
    response = administrator().post("/units/new", **unit_fields(**changes))
    assert response.status_code == status
    assert says in text_of(response)
    assert OrgUnit.objects.count() == UnitName.objects.count() == 1


def test_an_empty_form_is_an_answer() -> None:
    response = administrator().post("/units/new")
    assert response.status_code == 422
    assert OrgUnit.objects.count() == 0


def test_a_change_in_between_is_a_conflict() -> None:
    make_region()
    unit = build.unit(region_id="320281")
    browser = administrator()
    page = text_of(browser.get(f"/units/{unit.code}/change"))
    seen = page.split('name="seen" value="')[1].split('"')[0]
    fields = {"kind": "government", "region_id": "320281", "seen": seen}
    first = browser.post(f"/units/{unit.code}/change", **fields, remark="甲")
    assert first.status_code == 303
    second = browser.post(f"/units/{unit.code}/change", **fields, remark="乙")
    assert second.status_code == 409
    assert "内容已被他人修改" in text_of(second)
    assert OrgUnit.objects.get().remark == "甲"


def test_a_unit_from_rename_to_end() -> None:
    old, new = build.unit(name="老局"), build.unit(name="新局")
    line = build.line(old)
    browser = administrator()
    rename = {"name": "某局", "short_name": "", "effective_on": "2024-01-01", "basis": "某文"}
    assert browser.post(f"/units/{old.code}/rename", **rename).status_code == 303
    assert "老局" in text_of(browser.get(f"/units/{old.code}", on="2023-12-31"))
    page = browser.get(f"/units/{old.code}/end")
    assert "1 条归口条线" in text_of(page)
    today = clock.today().isoformat()
    refused = browser.post(f"/units/{old.code}/end", ends_on=today)
    assert refused.status_code == 409
    assert "机构只能停用，不能删除" in text_of(refused)
    succession = {
        "kind": "merge",
        "to_unit_id": new.pk,
        "effective_on": today,
        "basis": "某发〔2026〕1号",
        "line_ids": [line.pk],
    }
    assert browser.post(f"/units/{old.code}/successions/new", **succession).status_code == 303
    assert browser.post(f"/units/{old.code}/end", ends_on=today).status_code == 303
    page_now = text_of(browser.get(f"/units/{old.code}"))
    assert "已停用" in page_now
    assert "并入至新局" in page_now
    assert "更名" in page_now
    assert browser.post(f"/units/{old.code}/reopen").status_code == 303
    assert OrgUnit.objects.get(id=old.pk).valid_to is None
    name = UnitName.objects.filter(unit=old).earliest("id")
    correct = browser.post(f"/units/{old.code}/names/{name.pk}", name="老城局")
    assert correct.status_code == 303
    assert browser.get(f"/units/{new.code}/names/{name.pk}").status_code == 404


@pytest.mark.req("R252")
def test_an_approver_routes_the_units_lines_to_divisions() -> None:
    unit = build.unit()
    division, line = build.division(unit, "信用科"), build.line(unit)
    browser = member(unit, Role.APPROVER)
    fields = {"line_id": line.pk, "division_id": division.pk, "begins_on": clock.today()}
    response = browser.post(f"/units/{unit.code}/routes", **fields)
    assert (response.status_code, response["Location"]) == (303, f"/units/{unit.code}/routes")
    assert "现由信用科承办" in text_of(browser.get(f"/units/{unit.code}/routes"))
    assert "信用科" in text_of(browser.get(f"/units/{unit.code}"))
    stranger = member(build.unit(), Role.APPROVER)
    assert stranger.post(f"/units/{unit.code}/routes", **fields).status_code == 403
    past = {**fields, "begins_on": clock.today() - DAY}
    refused = browser.post(f"/units/{unit.code}/routes", **past)
    assert refused.status_code == 400
    assert "日期不能早于" in text_of(refused)
    assert LineRoute.objects.count() == 1


def test_divisions_are_kept_on_pages() -> None:
    unit = build.unit()
    browser = administrator()
    fields = {"code": f"{unit.code}-fgk", "name": "法规科"}
    assert browser.post(f"/units/{unit.code}/divisions/new", **fields).status_code == 303
    division = unit.divisions.get()
    again = browser.post(f"/units/{unit.code}/divisions/new", **fields)
    assert again.status_code == 409
    assert browser.post(f"/divisions/{division.pk}", name="政策法规科").status_code == 303
    assert "政策法规科" in text_of(browser.get(f"/units/{unit.code}"))
    ended = browser.post(f"/divisions/{division.pk}/end", ends_on=clock.today())
    assert ended.status_code == 303
    assert "政策法规科" not in text_of(browser.get(f"/units/{unit.code}"))


# Members ---------------------------------------------------------------------------------------


def test_an_appointment_from_proposal_to_end() -> None:
    unit, person = build.unit(), build.person("赵一")
    system, security = administrator(), administrator(AdminRole.SECURITY)
    today = clock.today()
    fields = {"person_key": person.staff_number, "role": "clerk", "valid_from": today}
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
        **changes,
    }
    response = administrator().post(f"/units/{unit.code}/members/new", **fields)
    assert response.status_code == status
    assert says in text_of(response)
    assert Membership.objects.count() == 0


def test_an_administrator_as_member_is_refused_on_the_page() -> None:
    other = build.person("钱二", "audit")
    fields = {"person_key": other.staff_number, "role": "clerk", "valid_from": clock.today()}
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


# Reference -------------------------------------------------------------------------------------


@pytest.mark.req("R270")
def test_reference_pages_are_open_to_anyone() -> None:
    doors.run(load_packs, actor=SYSTEM)
    visitor = Browser()
    page = text_of(visitor.get("/sectors"))
    assert "住房和城乡建设" in page
    assert "江阴市数据局" in page
    assert "江阴市行政审批局" in text_of(visitor.get("/sectors", on="2021-03-26"))
    sector = text_of(visitor.get("/sectors/hb"))
    assert "苏信用发〔2020〕3号" in sector
    assert "文号待核" in sector
    assert visitor.get("/sectors/none").status_code == 404
    assert "无锡市" in text_of(visitor.get("/regions/320000"))
    assert "本地编码" in text_of(visitor.get("/regions/320281"))
    assert "鼓楼区" in text_of(visitor.get("/regions", q="鼓楼"))
    assert visitor.get("/regions/999999").status_code == 404
    assert text_of(visitor.get("/industries")).count("<details") == 20
    assert "原则上不公示" in text_of(visitor.get("/severities"))
    assert "当日没有三级划分" in text_of(visitor.get("/severities", on="2026-03-31"))


@pytest.mark.req("R271")
def test_packs_and_their_overrides_are_shown() -> None:
    doors.run(load_packs, actor=SYSTEM)
    page = text_of(administrator().get("/packs"))
    assert "没有差异" in page
    assert page.count('<th scope="row">') == 22


# What pages cost -------------------------------------------------------------------------------


def fill_units(number: int) -> None:
    parent = build.unit()
    for _ in range(number):
        unit = build.unit(parent=parent)
        build.line(unit)


def fill_members(number: int) -> None:
    unit = OrgUnit.objects.get_or_create(code="u-full", defaults={"level": 3, "name": "某局"})[0]
    for _ in range(number):
        build.membership(build.person(), unit)


def fill_proposals(number: int) -> None:
    for _ in range(number):
        build.membership(build.person(), build.unit(), state="proposed")


def fill_sectors(number: int) -> None:
    for _ in range(number):
        build.line(build.unit(), build.sector(lead_unit=build.unit()))


def fill_one_unit(number: int) -> None:
    unit = OrgUnit.objects.get_or_create(code="u-full", defaults={"level": 3, "name": "某局"})[0]
    for place in range(number):
        build.division(unit, f"{place}科{OrgUnit.objects.count()}")
        build.line(unit)
        build.unit(parent=unit)


@pytest.mark.parametrize(
    ("fill", "address"),
    [
        (fill_units, "/units?page_size=200"),
        (fill_one_unit, "/units/u-full"),
        (fill_one_unit, "/units/u-full/routes"),
        (fill_members, "/units/u-full/members?page_size=200"),
        (fill_proposals, "/memberships/proposed?page_size=200"),
        (fill_sectors, "/sectors"),
    ],
)
def test_fifty_rows_cost_no_more_queries_than_ten(
    fill: Callable[[int], None], address: str
) -> None:
    browser = administrator()
    costs = []
    fill(1)
    browser.get(address)
    for more in (9, 40):
        fill(more)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert costs[0] <= 20


def test_a_list_goes_on_where_it_stopped() -> None:
    for number in range(5):
        build.unit(f"320281-p{number}", name=f"第{number}局")
    browser = administrator()
    shown, address = [], "/units?page_size=2"
    for _ in range(3):
        page = text_of(browser.get(address))
        shown += [number for number in range(5) if f"第{number}局" in page]
        if 'rel="next"' in page:
            query = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
            address = f"/units{query}"
    assert shown == [0, 1, 2, 3, 4]


def test_a_request_of_staff_costs_one_query_for_its_duties() -> None:
    unit = build.unit()
    browser = member(unit)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/industries").status_code == 200
    asked = [query["sql"] for query in captured.captured_queries]
    assert len([sql for sql in asked if "sectors_membership" in sql]) == 1
