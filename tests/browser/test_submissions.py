"""A clerk's day: a messy file is sent, read and confirmed, what lacks is supplied, the fact seen,
and a batch taken back; at a desk and on a telephone, by a checker where one is asked for."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.accessibility import too_wide, violations
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.records.intake.books import Cell
from tests.records.intake.samples import FOLDER, HEADINGS, comma, row, wsh

Arrive = Callable[..., Visitor]
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.mark.slow
@pytest.mark.req("R012")
@SIZES
def test_a_messy_file_is_sent_read_and_given_up(arrive: Arrive, size: object) -> None:
    clerk = arrive("clerk", size=size)
    clerk.go("/submissions")
    clerk.follow("上传文件")
    clerk.choose("报送条目", "行政处罚")
    clerk.page.set_input_files("#id_file", FOLDER / "行政处罚-常见错误.csv")
    clerk.press("上传并校验")
    rejected = clerk.page.locator("a.tile").filter(has_text="退回更正")
    expect(rejected).to_contain_text("6")
    fit(clerk)
    clerk.reads("被表格软件变成了科学计数法")
    clerk.reads("另有 1 行属自然人")
    rejected.click()
    clerk.reads("2026年2月没有31日")
    clerk.agree()
    clerk.press("放弃本批次")
    clerk.told("已放弃，没有一行入库；原文件已删除。")


@pytest.mark.slow
@pytest.mark.req("R012", "R182")
@SIZES
def test_from_the_file_to_the_fact_and_back(arrive: Arrive, size: object) -> None:
    number = wsh(701 if size == DESKTOP else 702)
    clerk, reviewer = arrive("clerk", size=size), arrive("reviewer", size=size)
    _send(clerk, [row(1, CF_WSH=number, CF_XDR_SHXYM=_known(clerk), CF_XDR_MC="")], "701.csv")
    clerk.press("确认入库")
    clerk.reads("等待另一人复核")
    reviewer.go(clerk.page.url)
    reviewer.press("复核通过，入库")
    waiting = reviewer.page.locator("a.tile").filter(has_text="待补正")
    expect(waiting).to_contain_text("1")

    clerk.go("/submissions/queues/held")
    fit(clerk)
    clerk.page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
    fit(clerk)
    clerk.page.get_by_label("本人声明").check()
    clerk.press("声明")
    reviewer.go("/submissions/queues/check")
    reviewer.page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
    reviewer.press("复核通过，入库")
    reviewer.reads("1 行入库")

    reviewer.go(clerk.page.url.split("/submissions")[0] + "/submissions/batches")
    reviewer.page.get_by_role("row").filter(has_text="701.csv").first.get_by_role(
        "link"
    ).first.click()
    fit(reviewer)
    batch = reviewer.page.url.rstrip("/").split("/")[-1]
    reviewer.page.locator("summary").filter(has_text="撤回本批次").click()
    reviewer.fill("撤回理由", "误将上月文件重复报送")
    reviewer.fill("批次编号", batch)
    reviewer.press("撤回本批次")
    expect(reviewer.page.get_by_text("1 条作误传更正")).to_be_visible(timeout=60_000)


@pytest.mark.slow
@SIZES
def test_one_row_is_tried_on_the_form_and_kept_as_a_draft(arrive: Arrive, size: object) -> None:
    clerk = arrive("clerk", size=size)
    clerk.go("/submissions/entries/penalty")
    fit(clerk)
    clerk.fill("行政处罚决定书文号", wsh(801))
    clerk.press("存为草稿")
    clerk.told("草稿已保存，只有您能看到，30 天内有效。")
    clerk.press("看看结果")
    clerk.reads("处需要更正")
    fit(clerk)
    clerk.go("/submissions/entries")
    clerk.agree()
    clerk.press(f"删除：{wsh(801)}")
    clerk.told("草稿已删除。")


@pytest.mark.slow
def test_a_batch_is_followed_without_scripts(arrive: Arrive) -> None:
    clerk = arrive("clerk", scripts=False)
    _send(clerk, [row(1, CF_JDRQ="2026/02/31")], "无脚本.csv")
    clerk.reads("2026年2月没有31日")


def _send(clerk: Visitor, rows: Sequence[Sequence[Cell]], name: str) -> None:
    clerk.go("/submissions/new?item=penalty")
    content = comma([HEADINGS, *rows]).encode("utf-8-sig")
    clerk.page.set_input_files(
        "#id_file", FilePayload(name=name, mimeType="text/csv", buffer=content)
    )
    clerk.press("上传并校验")
    expect(clerk.page.locator("a.tile").first).to_be_visible(timeout=60_000)


def _known(clerk: Visitor) -> str:
    """The code of an organisation of the demonstration."""
    clerk.go("/subjects?q=公司&purpose=check")
    found = clerk.page.locator("a[href^='/subjects/91']").first.get_attribute("href")
    assert found is not None
    return found.split("?")[0].rsplit("/", 1)[-1]


def fit(visitor: Visitor) -> None:
    assert too_wide(visitor.page) + violations(visitor.page) == []
