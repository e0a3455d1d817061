"""The pages of quality: what they show, to whom, and what leaves them as files."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.http import HttpResponse

from core import clock, doors, runner
from core.actors import SYSTEM, Role
from core.models import AuditEvent, Job
from records.models import MonthlyClose, QueuedRow
from records.quality.services import months, periods
from records.quality.sheets import as_csv, as_workbook
from records.tasks import close_months, measure_coverage
from tests.records.intake.office import Office, good
from tests.records.intake.samples import row as line
from tests.records.quality.counting import count_on, enter_years
from tests.records.quality.test_months import after_it
from tests.sectors import build
from tests.sectors.browser import Browser, member, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    office = Office()
    office.enrol(1, 2)
    office.take_in(*good(1, 2, 4), line(1, CF_WSH="锡澄环罚决〔2026〕77号", CF_JDRQ="2026-02-31"))
    count_on()
    return office


@pytest.fixture
def clerk(office: Office) -> Browser:
    return member(office.world.bureau)


@pytest.fixture
def stranger(office: Office) -> Browser:
    return member(office.world.register)


def month() -> str:
    return f"{clock.today():%Y-%m}"


def shows(response: HttpResponse, *texts: str) -> None:
    assert response.status_code == 200
    page = text_of(response)
    for text in texts:
        assert text in page, text


@pytest.mark.req("R014")
def test_quality_opens_down_to_the_rows(office: Office, clerk: Browser, stranger: Browser) -> None:
    code = office.world.bureau.code
    shows(clerk.get("/quality"), "数据质量", f'href="/quality/{code}?month={month()}"', "75.00%")
    shows(clerk.get(f"/quality/{code}"), f"/quality/{code}/facts?month={month()}&amp;item=")
    shows(clerk.get(f"/quality/{code}/facts"), "锡澄环罚决〔2026〕31号", "锡澄环罚决〔2026〕32号")
    shows(clerk.get(f"/quality/{code}/returned"), "尚未更正", "“处罚决定日期”有误")
    shows(clerk.get(f"/quality/{code}/queued"), "未知主体", "锡澄环罚决〔2026〕34号")
    shows(clerk.get(f"/quality/{code}/batches"), "行政处罚.csv")

    page = text_of(stranger.get("/quality"))
    assert code not in page
    assert "这个月没有报送" in page
    for address in (f"/quality/{code}", f"/quality/{code}/facts", f"/reporting-calendar/{code}"):
        assert stranger.get(address).status_code == 404
    assert AuditEvent.objects.filter(kind="denial", action="records.of_unit").count() == 2


@pytest.mark.parametrize("address", ["/quality", "/volumes", "/monthly"])
@pytest.mark.parametrize("wrong", ["2026-13", "later", "2026-1", "%00", "９９９９-01"])
def test_a_wrong_month_is_refused_in_words(clerk: Browser, address: str, wrong: str) -> None:
    response = clerk.get(address, month=wrong)
    assert response.status_code == 400
    assert "core.bad_request" in text_of(response)
    assert clerk.get("/quality", month="1999-01").status_code == 400


@pytest.mark.req("R017")
def test_the_calendar_of_ones_own_unit(office: Office, clerk: Browser) -> None:
    enter_years(2027)
    today, since = date(2026, 11, 20), date(2026, 9, 1)
    doors.run(periods.keep_calendar, actor=SYSTEM, today=today, since=since)
    with time_machine.travel("2026-11-20 10:00:00 +0800", tick=False):
        fresh = member(office.world.bureau)
        shows(
            fresh.get("/reporting-calendar"),
            f"{office.world.bureau.name}报送日历",
            "逾期未报",
            "2026年9月",
            "每月，期满后5个工作日内",
        )


@pytest.mark.req("R180")
def test_what_is_due_soon_stands_on_the_home_and_in_a_list(office: Office) -> None:
    enter_years(clock.today().year + 1)
    QueuedRow.objects.update(decided_on=date(2026, 4, 1), due_on=clock.today())
    clerk, stranger = member(office.world.bureau), member(office.world.register)
    shows(clerk.get("/staff/"), "两个工作日内报送期满", "/quality/due")
    shows(clerk.get("/quality/due"), "锡澄环罚决〔2026〕34号", "将满")
    QueuedRow.objects.update(due_on=date(2026, 4, 10))
    shows(clerk.get("/staff/"), "报送期已过未入库")
    shows(clerk.get("/quality/due"), "已过")
    assert "报送期已过未入库" not in text_of(stranger.get("/staff/"))
    assert "锡澄环罚决〔2026〕34号" not in text_of(stranger.get("/quality/due"))


@pytest.mark.req("R008")
@pytest.mark.req("R022")
def test_coverage_and_volumes(office: Office, clerk: Browser) -> None:
    shows(clerk.get("/coverage"), "还没有统计")
    measure_coverage()
    runner.run(Job.objects.get(kind="records.measure_coverage").id)
    shows(clerk.get("/coverage"), "覆盖率", "100.00%", office.world.bureau.name)
    shows(clerk.get("/volumes"), "累计归集", office.world.bureau.name, office.penalty.name)


@pytest.mark.req("R022")
def test_closed_months_on_the_page_and_as_files(office: Office, clerk: Browser) -> None:
    shows(clerk.get("/monthly"), "还没有结转的月份")
    assert clerk.get("/monthly/file.csv").status_code == 404
    with after_it():
        close_months()
        runner.run(Job.objects.get(kind=months.JOB).id)
        own, other = member(office.world.bureau), member(office.world.register)
        leader = member(office.world.register, Role.READER)
        closed, bureau = MonthlyClose.objects.get(), office.world.bureau
        shows(own.get("/monthly"), "新增信息", closed.sha256[:16], office.world.bureau.name)
        assert office.world.bureau.name not in text_of(other.get("/monthly"))
        shows(leader.get("/monthly"), "全部：")
        assert "全部：" not in text_of(own.get("/monthly"))
        response = own.get("/monthly/file.csv")
        lines = response.content.decode("utf-8-sig").splitlines()
        assert lines[:2] == [
            "月份,口径,代码,名称,指标,数值,上月,去年同月",
            f"{closed.month:%Y-%m},单位,{bureau.code},{bureau.name},新增信息,2,,",
        ]
        assert own.get("/monthly/file.pdf").status_code == 404
        book = own.get("/monthly/file.xlsx")
        with ZipFile(BytesIO(book.content)) as packed:
            assert "xl/worksheets/sheet1.xml" in packed.namelist()


def test_no_cell_is_a_formula() -> None:
    rows: list[Any] = [("=1+1", "@SUM(1)", -5, None), ("＝1", "江阴", 0, 3)]
    assert as_csv(["甲", "+乙", "丙", "丁"], rows).decode("utf-8-sig").splitlines()[1:] == [
        "'=1+1,'@SUM(1),-5,",
        "'＝1,江阴,0,3",
    ]
    with ZipFile(BytesIO(as_workbook("数据", ["甲"], rows))) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        strings = packed.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "'=1+1" in strings
    assert "<v>-5</v>" in sheet


@pytest.mark.req("R014")
def test_a_credit_office_sees_the_units_of_its_area(office: Office) -> None:
    for code in ("320000", "320200", "320281"):
        build.region(code)
    for unit in (office.world.bureau, office.world.register):
        unit.region_id = "320281"
        unit.save(update_fields=["region"])
    seat = build.unit(region_id="320281", name="江阴市发展和改革委员会")
    of_office = build.division(seat, "信用办", is_credit_office=True)
    person = build.membership(build.person(), seat, Role.CREDIT_OFFICE, division=of_office).person
    browser = Browser(person)
    code = office.world.bureau.code
    shows(browser.get("/quality"), office.world.bureau.name)
    shows(browser.get(f"/quality/{code}/returned"), "尚未更正")
    enter_years(2027)
    doors.run(periods.keep_calendar, actor=SYSTEM, today=clock.today(), since=clock.today())
    shows(browser.get("/reporting-calendar"), f"/reporting-calendar/{code}")
    with after_it():
        close_months()
        runner.run(Job.objects.get(kind=months.JOB).id)
        fresh = Browser(person)
        shows(fresh.get("/monthly"), "全部", office.world.bureau.name)
        shows(fresh.get("/monthly", scope="unit", key=code), f"{office.world.bureau.name}：")
        assert fresh.get("/monthly", scope="unit", key="nothing").status_code == 404
