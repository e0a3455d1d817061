"""The home of intake, uploading, files to fill in."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from core.actors import Role
from records.intake import blanks
from records.models import Batch, FactVersion
from tests.records.intake.books import Cell
from tests.records.intake.office import Office, good
from tests.records.intake.samples import CODES, HEADINGS, comma, row
from tests.records.views.desk import clerk_of, fetched, newest, reviewer_of, upload
from tests.sectors import build
from tests.sectors.browser import administrator, member, text_of

pytestmark = pytest.mark.django_db
PAGE = "/submissions"


def content(*rows: Sequence[Cell]) -> bytes:
    return comma([HEADINGS, *rows]).encode("utf-8-sig")


@pytest.mark.req("R012")
def test_the_home_shows_what_the_unit_sends_and_what_waits(office: Office) -> None:
    office.enrol(1, 2)
    office.rows(*good(1), mode="check")
    office.take_in(*good(2, 3), attests=False)
    page = text_of(clerk_of(office).get(PAGE))
    assert office.penalty.name in page
    assert office.register.name not in page
    assert '<span class="tile-label">待确认入库</span><span class="tile-value">1<small>批' in page
    assert '<span class="tile-label">待补正</span><span class="tile-value">1<small>行' in page
    assert '<span class="tile-label">未知主体</span><span class="tile-value">1<small>行' in page
    assert "1 行待补正，1 行未知主体。" in page


def test_another_unit_sees_nothing_of_it(office: Office) -> None:
    office.rows(*good(1), mode="check")
    page = text_of(member(build.unit()).get(PAGE))
    assert "还没有报送过" in page
    assert office.penalty.name not in page


def test_who_may_only_read_sees_no_way_to_send(office: Office) -> None:
    reader = member(office.world.bureau, Role.READER)
    page = text_of(reader.get(PAGE))
    assert office.penalty.name in page
    assert "/submissions/new" not in page
    assert reader.get(f"{PAGE}/new").status_code == 403
    assert upload(reader, content(row(1)), office).status_code == 403
    assert administrator().get(PAGE).status_code == 403
    assert Batch.objects.count() == 0


@pytest.mark.req("R012", "R181")
def test_a_file_is_taken_in_and_read_in_the_background(office: Office) -> None:
    office.enrol(1)
    answer = upload(clerk_of(office), content(row(1)), office)
    batch = newest()
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}/{batch.id}")
    assert (batch.state, batch.mode, batch.channel) == ("received", "check", "upload")
    assert (batch.attests, batch.made_by_id) == (True, office.clerk.person_id)
    assert FactVersion.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"file": None}, 422, "还没有选择要上传的文件"),
        ({"item": ""}, 422, "请选择报送条目"),
        ({"item": "no-such-item"}, 422, "报送条目"),
        ({"mode": "sideways"}, 422, "办理方式"),
        ({"content": b""}, 422, "文件中没有内容"),
        ({"content": b"%PDF-1.7", "name": "a.pdf"}, 415, "须是 Excel 工作簿"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_on_the_page(
    office: Office, changes: dict[str, object], status: int, said: str
) -> None:
    sent = changes.pop("content", content(row(1)))
    assert isinstance(sent, bytes)
    answer = upload(clerk_of(office), sent, office, **changes)
    assert answer.status_code == status
    assert said in text_of(answer)
    assert "<h1>上传文件</h1>" in text_of(answer)
    assert Batch.objects.count() == 0


def test_an_item_of_another_unit_is_not_offered_and_not_taken(office: Office) -> None:
    answer = upload(clerk_of(office), content(row(1)), office, item=office.register.item.code)
    assert answer.status_code == 422
    assert Batch.objects.count() == 0


def test_the_workbook_to_fill_in_is_read_again_by_its_headers(office: Office) -> None:
    """The template filled in by its own columns is what the reader understands, and it asks for
    no person's number."""
    browser = reviewer_of(office)
    book = fetched(browser, f"{PAGE}/templates/{office.penalty.item.code}.xlsx")
    sheets = CalamineWorkbook.from_filelike(BytesIO(book))
    assert sheets.sheet_names[:2] == [blanks.SHEET, blanks.HELP]
    headers = [str(name) for name in sheets.get_sheet_by_name(blanks.SHEET).to_python()[0]]
    assert headers == [column.name for column in blanks.columns(office.penalty)]
    assert not [header for header in headers if "证件" in header or "法定代表" in header]
    said = sheets.get_sheet_by_name(blanks.HELP).to_python()
    assert [line[2] for line in said if line[1] == "CF_WSH"] == ["必填"]

    plain = fetched(browser, f"{PAGE}/templates/{office.penalty.item.code}.csv").decode("utf-8-sig")
    assert next(csv.reader(StringIO(plain))) == headers
    office.enrol(1)
    values = dict(zip(CODES, row(1), strict=True))
    filled = [values.get(column.code) for column in blanks.columns(office.penalty)]
    batch = office.send(comma([headers, filled]).encode("utf-8-sig"))
    assert batch.counts["new"] == 1, batch.counts


def test_templates_are_of_items_the_unit_sends(office: Office) -> None:
    browser = clerk_of(office)
    assert browser.get(f"{PAGE}/templates/{office.register.item.code}.xlsx").status_code == 404
    assert browser.get(f"{PAGE}/templates/{office.penalty.item.code}.pdf").status_code == 404
    page = text_of(browser.get(f"{PAGE}/new", item=office.penalty.item.code))
    assert "Excel 模板" in page
    assert "CF_WSH" in page
