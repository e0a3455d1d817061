"""A letter from the draft to the public's check of the paper."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.visitor import PHONE, Visitor

Arrive = Callable[..., Visitor]


def test_a_letter_is_drafted_issued_and_verified(arrive: Arrive, tmp_path: Path) -> None:
    clerk, approver, citizen = arrive("clerk"), arrive("approver"), arrive(size=PHONE)
    clerk.go("/documents/drafts/new")
    clerk.press("保存并预览")
    expect(clerk.page.locator(".error-summary")).to_contain_text("有 3 处需要更正")
    clerk.fill("标题", "关于商请核实公示信息的函")
    clerk.fill("主送单位", "江阴市发展和改革委员会")
    clerk.fill("正文", "为核实公示信息，请协助提供有关材料。\n请于五个工作日内函复。")
    clerk.press("保存并预览")
    clerk.told("草稿已保存，只有您自己能看到。核对预览后提交签发。")
    expect(clerk.page.get_by_role("img", name="第 1 页的样子")).to_be_visible()

    approver.go("/documents/drafts")
    expect(approver.page.get_by_text("关于商请核实公示信息的函")).to_have_count(0)
    clerk.press("提交签发")
    clerk.told("已提交，等待本单位另一位审批人签发。")
    expect(clerk.button("签发")).to_have_count(0)

    approver.go("/documents/drafts")
    approver.follow("关于商请核实公示信息的函")
    approver.agree()
    approver.press("签发")
    expect(approver.page.locator("#messages")).to_contain_text("已签发，文号 澄环函〔")
    with approver.page.expect_download() as download:
        approver.follow("下载 PDF")
    paper = tmp_path / "letter.pdf"
    download.value.save_as(paper)
    code = approver.page.locator("dd a.code").inner_text()

    citizen.go("/")
    citizen.fill("核验码", code.replace("-", "").lower())
    citizen.press("核验")
    citizen.sees("文书核验")
    citizen.reads("无锡市江阴生态环境局")
    expect(citizen.page.locator("#main")).not_to_contain_text("经办丁")

    citizen.page.get_by_label("电子版文书（PDF）").set_input_files(paper)
    citizen.press("比对文件")
    citizen.reads("您所选的文件与出具时的原件完全一致，没有改动。")
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(paper.read_bytes() + b"\n")
    citizen.page.get_by_label("电子版文书（PDF）").set_input_files(forged)
    citizen.press("比对文件")
    citizen.reads("这个文件与本平台出具的任何文书都不一致")
    citizen.fill("核验码", "AAAABBBBCCCCDDDD")
    citizen.press("核验")
    citizen.reads("没有查到这个核验码对应的文书")
