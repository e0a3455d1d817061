"""A citizen at a desk, on a telephone, without scripts: from a piece of a name to one sentence."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests import database
from tests.browser.accessibility import too_wide, violations
from tests.browser.conftest import database_name
from tests.browser.site import Site
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.core.worker import broker_url
from tests.portal.public.shown import CLEAN, CODE, NAME, PENALTY

Arrive = Callable[..., Visitor]

BOX = "单位名称、店招字号、拼音首字母或统一社会信用代码"


def write(site: Site, *words: str) -> None:
    """What the public is shown is written as units write it, beside the running platform."""
    environment = {
        **os.environ,
        "DATABASE_URL": database.with_name(os.environ["DATABASE_URL"], database_name()),
        "REDIS_URL": broker_url(),
        "CREDIT_DATA": str(site.folder),
    }
    command = [sys.executable, "-m", "tests.portal.public.shown", *words]
    subprocess.run(command, cwd=database.ROOT, env=environment, check=True)


@pytest.fixture(scope="module")
def organisation(site: Site) -> str:
    write(site)
    return CODE


def fit(visitor: Visitor) -> list[str]:
    return too_wide(visitor.page) + violations(visitor.page)


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_from_a_piece_of_a_name_to_one_sentence(
    arrive: Arrive, size: object, scripts: bool
) -> None:
    citizen = arrive(size=size, scripts=scripts)
    citizen.go("/")
    wrong = fit(citizen) if scripts else []
    citizen.fill(BOX, "金鑫毛纺")
    citizen.choose("所在镇街（可不选）", "新桥镇")
    citizen.press("查询")
    citizen.sees("查询公示信息")
    wrong += fit(citizen) if scripts else []
    citizen.follow(NAME)
    citizen.sees(NAME)
    citizen.reads(PENALTY)
    citizen.reads("公示至2027年4月15日。")
    details = citizen.page.locator(".fact-adverse details").first
    expect(details.locator("dl")).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("dl")).to_contain_text("最短3个月、最长1年")
    wrong += fit(citizen) if scripts else []
    citizen.follow("哪些信息公示、公示多久，依据是什么")
    citizen.sees("公示什么，公示多久")
    wrong += fit(citizen) if scripts else []
    assert wrong == []


@pytest.mark.usefixtures("organisation")
def test_nothing_found_is_said_honestly(arrive: Arrive) -> None:
    citizen = arrive(size=PHONE, scripts=False)
    citizen.go(f"/s/{CLEAN}")
    citizen.reads("未查到公开的失信信息")
    citizen.reads("不等于“无违法”")
    citizen.go("/search")
    citizen.fill(BOX, "13812345678")
    citizen.press("查询")
    citizen.reads("不能按个人查询")
    assert "13812345678" not in citizen.page.url
    assert "13812345678" not in citizen.page.content()
    citizen.fill(BOX, "查无此厂")
    citizen.press("查询")
    citizen.reads("没有查到相符的单位")


@pytest.mark.usefixtures("organisation")
def test_the_other_public_pages_are_fit_for_everybody(arrive: Arrive) -> None:
    citizen = arrive(size=PHONE)
    wrong = []
    for address, heading in (
        ("/catalogue", "公共信用信息目录"),
        ("/catalogue/penalty", "行政处罚信息"),
        ("/about/disclosure", "公示什么，公示多久"),
        ("/about/behaviours?sector=hb", "失信行为清单"),
        ("/corrections", "更正说明"),
        ("/s/91320281MAY9999999", "没有查到这个代码对应的单位"),
        (f"/s/{CODE}?kind=licence", NAME),
    ):
        citizen.go(address)
        citizen.sees(heading)
        for size in (PHONE, DESKTOP):
            citizen.page.set_viewport_size(size)
            wrong += [f"{address}: {one}" for one in fit(citizen)]
    citizen.go("/")
    citizen.follow("大字版")
    citizen.page.set_viewport_size(PHONE)
    citizen.go(f"/s/{CODE}")
    wrong += fit(citizen)
    assert wrong == []


def test_what_was_made_good_is_gone_on_reload(
    arrive: Arrive, site: Site, organisation: str
) -> None:
    citizen = arrive()
    citizen.go(f"/s/{organisation}")
    citizen.reads(PENALTY)
    write(site, "repair")
    citizen.page.reload()
    citizen.reads("未查到公开的失信信息")
    assert "31号" not in citizen.page.content()
    citizen.go(f"/s/{organisation}?kind=penalty")
    assert "31号" not in citizen.page.content()
