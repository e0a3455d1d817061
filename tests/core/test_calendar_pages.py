"""The calendar page: read by the staff, kept by the system administrator."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.models import AuditEvent, CalendarDay, CalendarYear
from core.queries import calendar as queries
from tests import people
from tests.core.test_notices import OF_2026

pytestmark = [pytest.mark.req("R017"), pytest.mark.django_db]

OF_2027 = """一、元旦：2026年12月31日至2027年1月2日放假调休，共3天。1月3日（周日）上班。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。"""
YEAR = {"year": "2027", "notice": "国办发明电〔2026〕8号", "text": OF_2027, "remark": ""}


@pytest.fixture
def keeper(client: Client) -> Client:
    people.sign_in(client, people.make_user("system"))
    return client


@pytest.fixture
def clerk(client: Client) -> Client:
    people.sign_in(client, people.make_user())
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def test_the_year_is_shown_with_its_exceptions(clerk: Client) -> None:
    response = clerk.get("/calendar")
    assert (response.status_code, response["Location"]) == (303, "/calendar/2026")
    page = clerk.get("/calendar/2026")
    shown = page.content.decode()
    assert shown.count('<table class="month">') == 12
    assert shown.count('class="off noted') == 33
    assert shown.count('class="on noted') == 6
    said = text(page)
    assert "共 248 个工作日，依据 国办发明电〔2025〕7号。" in said
    assert "2026年10月10日（星期六） 上班 国庆节调休上班" in said
    assert "2026年2月17日（星期二） 放假 春节" in said
    assert "调整某一天" not in said
    for missing in (2019, 2027, 99999999):
        assert clerk.get(f"/calendar/{missing}").status_code == 404


@pytest.mark.parametrize("duty", ["business", "security", "audit"])
def test_others_change_nothing(client: Client, duty: str) -> None:
    people.sign_in(client, people.make_user(duty))
    change = {"day": "2026-11-20", "is_working": "no", "label": "x", "basis": "y"}
    assert client.post("/calendar/2026/change", change).status_code == 403
    assert client.get("/calendar/new").status_code == 403
    assert client.post("/calendar/new", {**YEAR, "confirm": "yes"}).status_code == 403
    assert CalendarYear.objects.count() == 7
    assert AuditEvent.objects.filter(kind="denial").count() == 3


def test_a_day_is_changed(keeper: Client) -> None:
    assert 'value="2026-11-20"' in keeper.get("/calendar/2026?day=2026-11-20").content.decode()
    change = {"day": "2026-11-20", "is_working": "no", "label": "临时放假", "basis": "省政府通知"}
    response = keeper.post("/calendar/2026/change", change)
    assert (response.status_code, response["Location"]) == (303, "/calendar/2026")
    assert "2026-11-20已改为放假（临时放假）" in text(keeper.get("/calendar/2026"))
    row = CalendarDay.objects.get(day="2026-11-20")
    assert (row.is_working, row.label) == (False, "临时放假")
    assert AuditEvent.objects.get(action="core.change_day").detail["basis"] == "省政府通知"


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ({"day": ""}, 422, "请选择日期。"),
        ({"day": "2026-02-30"}, 422, "输入一个有效的日期"),
        ({"is_working": "maybe"}, 422, "不在可用的选项中"),
        ({"basis": ""}, 422, "请填写依据。"),
        ({"label": ""}, 400, "放假的日子请写明名称"),
        ({"label": "长" * 21}, 422, "20"),
        ({"day": "2027-01-04"}, 409, "2027 年的放假安排尚未录入。"),
        ({"label": "a\x00b"}, 422, "空字符"),
    ],
)
def test_a_change_that_makes_no_sense_is_told_in_the_form(
    keeper: Client, change: dict[str, str], status: int, message: str
) -> None:
    given = {"day": "2026-11-20", "is_working": "no", "label": "x", "basis": "y", **change}
    response = keeper.post("/calendar/2026/change", given)
    assert response.status_code == status
    assert message in text(response)
    assert CalendarDay.objects.get(day="2026-11-20").is_working
    assert AuditEvent.objects.filter(action="core.change_day").count() == 0


def test_a_year_is_previewed_and_then_entered(keeper: Client) -> None:
    preview = keeper.post("/calendar/new", YEAR)
    assert preview.status_code == 200
    said = text(preview)
    assert "请核对" in said
    assert "2027年1月3日（星期日） 上班 元旦调休上班" in said
    assert "2026年12月31日（放假）" in said
    assert CalendarYear.objects.count() == 7
    response = keeper.post("/calendar/new", {**YEAR, "confirm": "yes"})
    assert (response.status_code, response["Location"]) == (303, "/calendar/2027")
    assert queries.last_known_year() == 2027
    assert CalendarDay.objects.filter(year_id=2027, is_working=False, label="春节").count() == 7


def test_a_notice_of_another_year_is_not_entered(keeper: Client) -> None:
    response = keeper.post("/calendar/new", {**YEAR, "text": OF_2026, "confirm": "yes"})
    assert response.status_code == 422
    assert "2027年1月1日写的是周四，实际是周五，请核对年度。" in text(response)
    assert CalendarYear.objects.count() == 7


@pytest.mark.parametrize("year", ["2026", "2028"])
def test_a_year_entered_twice_at_once_is_refused(keeper: Client, year: str) -> None:
    response = keeper.post("/calendar/new", {**YEAR, "year": year, "confirm": "yes"})
    assert response.status_code in {409, 400}
    assert CalendarYear.objects.count() == 7


def test_junk_is_told_at_its_field(keeper: Client) -> None:
    for change in ({"notice": ""}, {"text": ""}, {"notice": "长" * 81}, {"year": "x"}):
        response = keeper.post("/calendar/new", {**YEAR, **change, "confirm": "yes"})
        assert response.status_code == 422
    assert CalendarYear.objects.count() == 7


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2026-10-31", ""),
        ("2026-11-01", "工作日历即将用尽"),
        ("2027-01-01", "工作日历已用尽"),
    ],
)
def test_the_staff_are_warned_from_november(client: Client, day: str, title: str) -> None:
    with time_machine.travel(f"{day}T08:00+08:00"):
        people.sign_in(client, people.make_user())
        pages = [text(client.get(address)) for address in ("/calendar/2026", "/staff/")]
    for page in pages:
        assert ("工作日历即将用尽" in page, "工作日历已用尽" in page) == (
            title == "工作日历即将用尽",
            title == "工作日历已用尽",
        )
