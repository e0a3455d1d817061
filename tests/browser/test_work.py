"""A clerk's work: taken, given back, and handed to a colleague for the days of absence."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from tests.browser.visitor import DESKTOP, PHONE, Visitor

Arrive = Callable[..., Visitor]
LETTER = "演示：审批一份公函"
TITLE = "演示：核对本单位信源目录"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_work_is_taken_and_given_back(arrive: Arrive, size: object) -> None:
    clerk, colleague = arrive("clerk", size=size), arrive("colleague")
    clerk.go("/work")
    clerk.press(f"领取：{TITLE}")
    clerk.told(f"已领取：{TITLE}")
    colleague.go("/work?whose=all")
    row = colleague.page.get_by_role("row").filter(has_text=TITLE)
    expect(row.get_by_role("button")).to_have_count(0)
    clerk.press(f"退回：{TITLE}")
    clerk.told(f"已退回，同岗位的同事可以领取：{TITLE}")
    colleague.go("/work")
    expect(colleague.button(f"领取：{TITLE}")).to_be_visible()


def test_work_handed_over_is_seen_by_the_colleague(arrive: Arrive) -> None:
    approver, colleague = arrive("approver"), arrive("colleague")
    colleague.go("/work?whose=all")
    expect(colleague.page.get_by_role("link", name=LETTER)).to_have_count(0)

    today = clock.today()
    approver.go("/hand-overs")
    approver.follow("安排代岗")
    approver.choose("代岗人", "同事庚")
    approver.fill("自", today.isoformat())
    approver.fill("至（含当日）", (today + timedelta(days=3)).isoformat())
    approver.press("安排")
    approver.told("代岗已安排，到期自动结束，可随时撤销。")

    colleague.go("/work")
    expect(colleague.page.locator(".account")).to_contain_text("审批人（代）")
    expect(colleague.page.get_by_role("link", name=LETTER)).to_be_visible()

    approver.go("/hand-overs")
    approver.agree()
    approver.press("撤销：审批人")
    approver.told("代岗已撤销，自今日起不再有效。")
    colleague.go("/work")
    expect(colleague.page.get_by_role("link", name=LETTER)).to_have_count(0)
