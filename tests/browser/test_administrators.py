"""The three administrators: one makes, another confirms, the third looks at both."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core import clock
from tests.browser.visitor import PHONE, Visitor

Arrive = Callable[..., Visitor]

NOTICE_OF_2027 = """一、元旦：2026年12月31日至2027年1月2日放假调休，共3天。1月3日（周日）上班。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。"""


@pytest.mark.parametrize("username", ["system", "security", "audit"])
def test_no_administrator_sees_case_data(arrive: Arrive, username: str) -> None:
    visitor = arrive(username)
    for address in ("/work", "/documents", "/documents/files"):
        visitor.go(address)
        visitor.sees("无权办理")


def test_a_unit_and_who_serves_in_it(arrive: Arrive) -> None:
    system, security = arrive("system"), arrive("security")
    system.go("/units")
    system.follow("登记机构")
    system.fill("机构代码", "320281-zhyjj")
    system.fill("名称", "江阴市智慧应急局（演示）")
    system.choose("层级", "县级")
    system.choose("类别", "政府机构")
    system.choose("行政区划", "江阴市")
    system.press("登记")
    system.told("机构已登记。请接着设置处室和任职。")
    system.sees("江阴市智慧应急局（演示）")

    system.follow("任职名单")
    system.follow("安排任职")
    system.fill("工号或用户名", "nobody-of-this-name")
    system.choose("岗位", "经办人")
    system.fill("自", clock.today().isoformat())
    system.fill("依据", "澄应急〔2026〕7号")
    system.press("提出")
    expect(system.page.locator(".error-summary")).to_be_visible()
    system.fill("工号或用户名", "DEMO-COLLEAGUE")
    system.press("提出")
    system.told("任职已提出，待安全管理员确认后生效。")
    system.reads("待确认")

    # Who proposes does not confirm.
    system.go("/memberships/proposed")
    expect(system.button("确认：同事庚")).to_have_count(0)
    security.go("/memberships/proposed")
    security.press("确认：同事庚")
    security.told("任职已确认，自所定日期起生效。")
    security.reads("没有待确认的任职")


def test_a_department_s_key_shown_once_and_confirmed(arrive: Arrive) -> None:
    system, security = arrive("system"), arrive("security")
    system.go("/administration/api-clients/new")
    system.fill("名称", "城管案件系统（演示）")
    system.choose("所属机构", "江阴市发展和改革委员会")
    system.page.get_by_role("checkbox", name="changes:read").check()
    system.press("新建")
    system.sees("新的接口密钥")
    key = system.page.locator("#key").inner_text()
    bearer = {"Authorization": f"Bearer {key}"}
    changes = f"{system.site.address}/api/v1/changes"
    assert system.context.request.get(changes, headers=bearer).status == 401
    system.follow("已保存，继续")
    system.sees("城管案件系统（演示）")
    system.reads("待确认")
    assert key not in system.page.content()

    system.go("/administration/confirmations")
    system.sees("无权办理")
    security.go("/administration/confirmations")
    security.press("确认 城管案件系统（演示） 的密钥")
    security.told("密钥已确认，即时生效。")
    assert system.context.request.get(changes, headers=bearer).status == 200


def test_the_calendar_of_next_year_from_the_notice(arrive: Arrive) -> None:
    system = arrive("system", size=PHONE)
    system.go("/calendar/new")
    system.sees("录入 2027 年工作日历")
    system.fill("通知文号", "国办发明电〔2026〕8号")
    system.fill("通知正文", NOTICE_OF_2027)
    system.press("识别并预览")
    system.reads("请核对")
    system.reads("2027年2月11日（星期四）")
    system.press("确认录入")
    system.told("2027 年的工作日历已录入。")
    system.sees("2027 年工作日历")

    system.fill("日期", "2027-02-12")
    system.page.get_by_label("放假", exact=True).check()
    system.fill("名称", "春节")
    system.fill("依据", "演示通知")
    system.agree()
    system.press("调整")
    system.told("2027-02-12已改为放假（春节）。此后计算的期限按新的日历。")


@pytest.mark.req("R262")
def test_the_auditor_reads_verifies_and_takes_the_proof_away(
    arrive: Arrive, tmp_path: Path
) -> None:
    audit = arrive("audit")
    audit.go("/audit/events")
    audit.choose("查阅目的", "日常审计")
    audit.fill("操作", "core.enter_year")
    audit.press("查询")
    audit.fill("操作", "accounts.found_administrator")
    audit.press("查询")
    expect(audit.page.locator("tbody tr")).to_have_count(3)
    audit.page.locator("tbody th a").first.click()
    audit.reads("accounts.found_administrator")

    audit.go("/audit/seals")
    audit.press("立即校验全链")
    audit.sees("校验审计链")
    expect(audit.page.locator("#job")).to_contain_text("审计链完好：", timeout=30_000)
    expect(audit.page.locator("#job progress")).to_be_visible()

    audit.go("/audit/exports")
    audit.choose("查阅目的", "上级检查")
    audit.press("开始导出")
    audit.sees("导出审计日志")
    result = audit.page.get_by_role("link", name="下载结果")
    expect(result).to_be_visible(timeout=30_000)
    with audit.page.expect_download() as download:
        result.click()
    with zipfile.ZipFile(download.value.path()) as bundle:
        bundle.extractall(tmp_path)
    assert verified(tmp_path) == (0, "完好")
    events = tmp_path / "events.ndjson"
    events.write_bytes(
        events.read_bytes().replace(b"found_administrator", b"lost_administrator", 1)
    )
    assert verified(tmp_path) == (1, "有误")


def verified(bundle: Path) -> tuple[int, str]:
    """What the bundle says of itself, without the platform and its packages."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", RUN, str(bundle)],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    return done.returncode, done.stdout[:2]


RUN = """
import runpy, sys
folder = sys.argv.pop()
sys.path.insert(0, folder)
runpy.run_path(folder + "/verify.py", run_name="__main__")
"""
