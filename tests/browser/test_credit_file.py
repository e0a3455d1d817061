"""A reviewer from the search box to what the public is told, at a desk and on a telephone."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from tests import database
from tests.browser.accessibility import too_wide, violations
from tests.browser.conftest import database_name
from tests.browser.site import Site
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.core.worker import broker_url
from tests.portal.files.stage import NAME, OTHER_USCC, USCC

Arrive = Callable[..., Visitor]
NOTE = "原决定已由行政复议决定撤销，相关信息已停止公示。"


@pytest.fixture(scope="module", autouse=True)
def _stage(site: Site) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": database.with_name(os.environ["DATABASE_URL"], database_name()),
        "REDIS_URL": broker_url(),
        "CREDIT_DATA": str(site.folder),
    }
    command = [sys.executable, "-m", "tests.portal.files.on_stage"]
    subprocess.run(command, cwd=database.ROOT, env=environment, check=True)


def fit(visitor: Visitor) -> list[str]:
    return too_wide(visitor.page) + violations(visitor.page)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "number"),
    [(DESKTOP, "锡澄环罚决〔2026〕31号"), (PHONE, "锡澄环罚决〔2026〕61号")],
    ids=["desktop", "phone"],
)
def test_from_the_search_to_what_the_public_is_told(
    arrive: Arrive, size: object, number: str
) -> None:
    reviewer, citizen = arrive("reviewer", size=size), arrive(size=size)
    citizen.go(f"/s/{USCC}")
    citizen.reads(number)

    reviewer.go("/subjects")
    wrong = fit(reviewer)
    reviewer.fill("名称、代码或文号", "云亭演示毛纺")
    reviewer.press("检索")
    wrong += fit(reviewer)
    reviewer.follow(NAME)
    if reviewer.page.get_by_role("heading", name="请先选择查阅用途").is_visible():
        wrong += fit(reviewer)
        reviewer.page.get_by_label("案件办理").check()
        reviewer.press("继续")
    reviewer.sees(NAME)
    wrong += fit(reviewer)

    before = clock.today() - timedelta(days=365)
    reviewer.fill("看哪一天的状态", before.isoformat())
    reviewer.press("回看")
    expect(reviewer.page.locator(".as-of-band")).to_contain_text("按现在已知的情况")
    expect(reviewer.page.locator("#main")).not_to_contain_text(number)
    wrong += fit(reviewer)
    reviewer.follow("回到今天")

    row = reviewer.page.get_by_role("row").filter(has_text=number)
    row.get_by_role("link").first.click()
    reviewer.sees("行政处罚信息")
    reviewer.reads("公示至")
    wrong += fit(reviewer)
    reviewer.follow("撤回（决定被撤销或变更）")
    reviewer.reads("公众会看到的变化")
    reviewer.reads("须向社会公布更正说明")
    wrong += fit(reviewer)
    reviewer.agree()
    reviewer.press("撤回这条信息")
    reviewer.reads("请填写理由。")
    wrong += fit(reviewer)
    reviewer.fill("理由", "行政复议决定撤销原处罚决定")
    reviewer.fill("撤销或变更决定的文书号", "澄行复〔2026〕6号")
    reviewer.agree()
    reviewer.press("撤回这条信息")
    reviewer.reads("已撤回。请在")
    reviewer.reads("已撤销")

    citizen.go(f"/s/{USCC}")
    expect(citizen.page.locator("#main")).not_to_contain_text(number)

    reviewer.go("/correction-notes")
    wrong += fit(reviewer)
    reviewer.page.locator("#main").get_by_role("link", name=number).first.click()
    reviewer.fill("说明", NOTE)
    wrong += fit(reviewer)
    reviewer.agree()
    reviewer.press("公布")
    reviewer.told("更正说明已公布，公众现在可以看到。")
    citizen.go("/corrections")
    citizen.reads(number)
    citizen.reads(NOTE)
    assert wrong == []


@pytest.mark.slow
def test_the_other_pages_are_fit_for_everybody(arrive: Arrive) -> None:
    reviewer = arrive("reviewer")
    reviewer.go(f"/subjects/{USCC}?purpose=case")
    fact = reviewer.page.get_by_role("row").filter(has_text="44号").get_by_role("link").first
    address = fact.get_attribute("href")
    text = reviewer.page.get_by_role("row").filter(has_text="50号").get_by_role("link").first
    other = (text.get_attribute("href") or "").removeprefix("/facts/")
    wrong = []
    for page in (
        f"/subjects/{USCC}/changes",
        f"/subjects/{USCC}/sections/penalties",
        f"{address}/retract",
        f"{address}/end-dispute",
        f"{address}/move",
        f"{address}/move?to={OTHER_USCC}",
        f"{address}/tie",
        f"{address}/documents",
        f"{address}/erase",
        "/texts",
        f"/texts/{other}",
        "/erasures",
        "/subjects?severity=3",
    ):
        reviewer.go(page)
        for size in (PHONE, DESKTOP):
            reviewer.page.set_viewport_size(size)
            wrong += [f"{page}: {one}" for one in fit(reviewer)]
    assert wrong == []
