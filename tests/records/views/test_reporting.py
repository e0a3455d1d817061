"""Nil reports of a month, and numbers missing or given twice."""

from datetime import date

import pytest

from core.actors import Role
from records.models import NilReport
from tests.records.intake.office import Office, good
from tests.records.intake.samples import row, wsh
from tests.records.views.desk import clerk_of
from tests.sectors import build
from tests.sectors.browser import member, text_of

pytestmark = pytest.mark.django_db
NIL, NUMBERS = "/submissions/nil", "/submissions/numbers"


@pytest.mark.req("R016")
def test_nothing_decided_in_a_month_is_said_item_by_item(office: Office) -> None:
    clerk, code = clerk_of(office), office.penalty.item.code
    ticked = f'name="item" value="{code}"'
    assert ticked in text_of(clerk.get(NIL, month="2026-04"))
    answer = clerk.post(f"{NIL}/report", month="2026-04", item=[code])
    assert (answer.status_code, answer["Location"]) == (303, f"{NIL}?month=2026-04")
    report = NilReport.objects.get()
    assert (report.month, report.reported_by_id) == (date(2026, 4, 1), office.clerk.person_id)
    page = text_of(clerk.get(NIL, month="2026-04"))
    assert "已作零报告" in page
    assert ticked not in page
    clerk.post(f"{NIL}/{report.id}/withdraw")
    report.refresh_from_db()
    assert report.withdrawn_at is not None
    assert ticked in text_of(clerk.get(NIL, month="2026-04"))


@pytest.mark.req("R016")
def test_what_was_sent_is_not_nothing(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    clerk, code = clerk_of(office), office.penalty.item.code
    assert "已有报送，不须零报告" in text_of(clerk.get(NIL, month="2026-04"))
    clerk.post(f"{NIL}/report", month="2026-04", item=[code])
    assert "不能作零报告" in text_of(clerk.get(NIL, month="2026-04"))
    assert NilReport.objects.count() == 0


def test_sent_later_it_takes_the_place_of_the_nil_report(office: Office) -> None:
    office.enrol(1)
    clerk, code = clerk_of(office), office.penalty.item.code
    clerk.post(f"{NIL}/report", month="2026-04", item=[code])
    office.take_in(*good(1))
    assert "由后来的报送取代" in text_of(clerk.get(NIL, month="2026-04"))


def test_who_may_not_send_says_nothing(office: Office) -> None:
    code = office.penalty.item.code
    reader = member(office.world.bureau, Role.READER)
    assert reader.get(NIL).status_code == 200
    assert reader.post(f"{NIL}/report", month="2026-04", item=[code]).status_code == 403
    clerk_of(office).post(f"{NIL}/report", month="2026-04", item=[code])
    report = NilReport.objects.get()
    assert member(build.unit()).post(f"{NIL}/{report.id}/withdraw").status_code == 404
    report.refresh_from_db()
    assert report.withdrawn_at is None
    assert clerk_of(office).get(NIL, month="2026-13").status_code == 400


@pytest.mark.req("R017")
def test_numbers_missing_and_given_twice_are_found(office: Office) -> None:
    office.enrol(1, 2, 3)
    office.take_in(
        row(1, CF_WSH=wsh(31)),
        row(2, CF_WSH="锡澄环罚决[2026]32号"),
        row(3, CF_WSH=wsh(36)),
        row(1, CF_WSH=wsh(38), CF_JDRQ="2026/04/16"),
        row(2, CF_WSH=wsh(38), CF_JDRQ="2026/05/11"),
        row(3, CF_WSH=wsh(39)),
        row(1, CF_WSH=wsh(39)),
        row(2, CF_XDR_SHXYM="91320281MAY000070C", CF_WSH=wsh(37)),
    )
    page = text_of(clerk_of(office).get(NUMBERS, item=office.penalty.item.code, year="2026"))
    assert "锡澄环罚决〔2026〕33号 至 35号" in page
    assert page.count(" 至 ") == 2
    assert "很可能抄错文号" in page
    assert "一份决定处理几个当事人的，属正常" in page
    empty = text_of(clerk_of(office).get(NUMBERS, item=office.penalty.item.code, year="2025"))
    assert "没有带年份的文号" in empty


def test_another_units_numbers_are_not_shown(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    page = text_of(member(build.unit()).get(NUMBERS, item=office.penalty.item.code, year="2026"))
    assert "锡澄环罚决" not in page
    assert clerk_of(office).get(NUMBERS, year="abcd").status_code == 400
