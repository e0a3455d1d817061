"""Pages of units: as they are and were, and how they are changed."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock, doors
from core.actors import SYSTEM, Role
from sectors.models import LineRoute, OrgUnit, Region, UnitName
from sectors.services.packs import load_packs
from tests.sectors import build
from tests.sectors.browser import administrator, member, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


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
    rename = {
        "name": "某局",
        "short_name": "",
        "effective_on": clock.today() - DAY,
        "basis": "某文",
    }
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
