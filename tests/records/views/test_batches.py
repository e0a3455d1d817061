"""The page of a batch: what became of each row, and what may be done about it."""

import pytest

from core import runner
from records.intake import shelf
from records.models import Batch, CatalogueVersion, FactVersion
from tests.records.intake.office import Office, good
from tests.records.intake.samples import FOLDER, NAMES, code, comma, row, wsh
from tests.records.views.desk import clerk_of, fetched, reviewer_of
from tests.sectors import build
from tests.sectors.browser import member, text_of

pytestmark = pytest.mark.django_db


def address(batch: Batch, deed: str = "") -> str:
    return f"/submissions/{batch.id}/{deed}" if deed else f"/submissions/{batch.id}"


@pytest.mark.req("R012")
def test_every_mistake_of_the_sample_is_explained(office: Office) -> None:
    office.enrol(1, 2, 3, 4, 5)
    batch = office.send((FOLDER / "行政处罚-常见错误.csv").read_bytes(), mode="check")
    page = text_of(clerk_of(office).get(address(batch)))
    assert "被表格软件变成了科学计数法" in page
    assert "2026年2月没有31日" in page
    assert "另有 1 行属自然人，依规定不读取、不保存，只计数。" in page
    assert "张三" not in page
    assert "将入库 <strong>17</strong> 行" in page
    rejected = text_of(clerk_of(office).get(address(batch), outcome="rejected"))
    assert "没有31日" in rejected
    assert "曾用名" not in rejected


@pytest.mark.req("R014")
def test_a_change_shows_what_it_changes(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    changed = row(1, CF_NR_FK="8", CF_NR="罚款人民币捌万元整。")
    batch = office.rows(changed, mode="check")
    for _ in range(2):
        page = text_of(clerk_of(office).get(address(batch)))
        assert NAMES[1] in page
        assert code(1) in page
        assert "<del>120,000 元</del> <ins>80,000 元</ins>" in page
        assert "<del>罚款人民币壹拾贰万元整。</del> <ins>罚款人民币捌万元整。</ins>" in page
        batch = office.confirm(batch) if batch.state == "checked" else batch


def test_the_rows_come_in_pages(office: Office) -> None:
    office.enrol(1)
    batch = office.rows(*[row(1, CF_WSH=wsh(200 + n)) for n in range(60)], mode="check")
    page = text_of(clerk_of(office).get(address(batch)))
    assert page.count("锡澄环罚决") == 50
    assert "下一页" in page
    assert wsh(249) in page
    assert wsh(250) not in page


@pytest.mark.req("R012", "R181")
def test_confirmed_by_the_clerk_it_goes_in(office: Office) -> None:
    office.enrol(1)
    batch = office.rows(row(1), row(2, CF_JDRQ="2026/02/31"), mode="check")
    answer = clerk_of(office).post(address(batch, "confirm"), mode="partial")
    assert (answer.status_code, answer["Location"]) == (303, address(batch))
    batch.refresh_from_db()
    assert batch.state == "committing"
    moving = clerk_of(office).get(address(batch))
    assert 'http-equiv="refresh"' in text_of(moving)
    assert "every 2s" in text_of(moving)
    assert batch.job_id is not None
    runner.run(batch.job_id)
    page = text_of(clerk_of(office).get(address(batch)))
    assert "1 行新增，1 行退回更正。" in page
    assert FactVersion.objects.get().document_no == wsh(31)


def test_while_it_moves_the_page_asks_only_how_far_it_is(office: Office) -> None:
    office.enrol(1)
    browser = clerk_of(office)
    batch = office.rows(row(1), mode="check")
    browser.post(address(batch, "confirm"), mode="partial")
    part = browser.client.get(address(batch), headers={"HX-Request": "true"})
    assert (part.status_code, b"<main" in part.content) == (200, False)
    assert "正在入库" in part.content.decode()
    office.work(batch)
    done = browser.client.get(address(batch), headers={"HX-Request": "true"})
    assert (done["HX-Refresh"], done.content) == ("true", b"")


def test_whole_or_not_at_all(office: Office) -> None:
    office.enrol(1)
    batch = office.rows(row(1), row(2, CF_JDRQ="2026/02/31"), mode="check")
    clerk_of(office).post(address(batch, "confirm"), mode="whole")
    office.work(batch)
    page = text_of(clerk_of(office).get(address(batch)))
    assert "整批没有入库" in page
    assert "intake.not_whole" in page
    assert FactVersion.objects.count() == 0


@pytest.mark.req("R012")
def test_where_a_second_person_is_asked_for_the_sender_cannot_approve(office: Office) -> None:
    office.enrol(1)
    version: CatalogueVersion = office.checked_penalty()
    batch = office.rows(row(1), mode="check", item_code=version.item.code)
    clerk = clerk_of(office)
    clerk.post(address(batch, "confirm"), mode="partial")
    assert "等待另一人复核" in text_of(clerk.get(address(batch)))
    assert clerk.post(address(batch, "approve")).status_code == 403
    assert Batch.objects.get(id=batch.id).state == "waiting"
    reviewer = reviewer_of(office)
    assert "复核通过，入库" in text_of(reviewer.get(address(batch)))
    assert reviewer.post(address(batch, "approve")).status_code == 303
    office.work(batch)
    assert FactVersion.objects.count() == 1


def test_abandoned_nothing_goes_in_and_it_cannot_be_confirmed_any_more(office: Office) -> None:
    office.enrol(1)
    batch = office.rows(row(1), mode="check")
    clerk = clerk_of(office)
    assert clerk.post(address(batch, "abandon")).status_code == 303
    again = clerk.post(address(batch, "confirm"), mode="partial")
    assert again.status_code == 409
    assert "现在是“已放弃”" in text_of(again)
    assert FactVersion.objects.count() == 0


def test_another_unit_finds_no_such_batch(office: Office) -> None:
    office.enrol(1)
    batch = office.rows(row(1), mode="check")
    other = member(build.unit())
    assert other.get(address(batch)).status_code == 404
    assert other.get(address(batch, "report")).status_code == 404
    assert other.post(address(batch, "confirm"), mode="partial").status_code == 404
    assert other.post(address(batch, "abandon")).status_code == 404
    assert Batch.objects.get(id=batch.id).state == "checked"


def test_the_answer_row_by_row_is_handed_out(office: Office) -> None:
    office.enrol(1)
    batch = office.rows(row(1), row(2, CF_JDRQ="2026/02/31"), mode="check")
    clerk = clerk_of(office)
    lines = fetched(clerk, address(batch, "report")).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("原文件行号,处理结果,说明,")
    assert "没有31日" in lines[2]
    shelf.remove(batch.shelf, shelf.REPORT)
    assert clerk.get(address(batch, "report")).status_code == 410


def test_how_the_file_was_understood_is_said(office: Office) -> None:
    office.enrol(1, 2, 3)
    batch = office.send(
        (FOLDER / "行政处罚-标题与合计.xlsx").read_bytes(), "汇总.xlsx", mode="check"
    )
    page = text_of(clerk_of(office).get(address(batch)))
    assert "2026年处罚" in page
    assert "上年数据" in page


def test_a_file_that_cannot_be_read_says_what_to_do(office: Office) -> None:
    lost = comma([["名称", "日期"], ["某公司", "2026/04/15"]]).encode("utf-8-sig")
    batch = office.send(lost, mode="check")
    page = text_of(clerk_of(office).get(address(batch)))
    assert "整批没有入库" in page
    assert batch.error_code == "intake.no_header"
    assert batch.error_detail in page


@pytest.mark.req("R182")
def test_taken_back_with_a_reason_and_the_number_typed(office: Office) -> None:
    office.enrol(1)
    batch = office.take_in(*good(1))
    reviewer = reviewer_of(office)
    assert "撤回本批次" not in text_of(clerk_of(office).get(address(batch)))
    assert "撤回本批次" in text_of(reviewer.get(address(batch)))
    wrong = reviewer.post(address(batch, "undo"), reason="误传了上月的文件", typed="1")
    assert wrong.status_code == 422
    assert "与本批次的编号不符" in text_of(wrong)
    said = {"reason": "误传了上月的文件", "typed": str(batch.id)}
    assert clerk_of(office).post(address(batch, "undo"), **said).status_code == 403
    assert Batch.objects.get(id=batch.id).state == "done"
    assert reviewer.post(address(batch, "undo"), **said).status_code == 303
    office.work(batch)
    page = text_of(reviewer.get(address(batch)))
    assert "已撤回：1 条作误传更正。" in page
    assert "误传了上月的文件" in page
    assert FactVersion.objects.filter(closed_at=None).count() == 0
