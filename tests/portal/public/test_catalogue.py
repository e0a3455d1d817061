"""The published catalogue, its editions and exports; the rules of disclosure; the lists of acts."""

import csv
import io
import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from core import clock
from records.models import Behaviour, BehaviourVersion, CatalogueVersion
from tests.portal.public.county import County, text_of
from tests.queries.counting import ask
from tests.sectors import build

pytestmark = pytest.mark.django_db

TITLES = [
    "条目编码",
    "名称",
    "信息分类",
    "类别",
    "性质",
    "行业领域",
    "版本",
    "施行日期",
    "依据",
    "公开属性",
    "公开期限",
    "共享范围",
    "更新周期",
    "报送时限（工作日）",
    "信源单位",
    "政务数据资源代码",
    "数据项",
    "出处",
    "说明",
]


def later(version: CatalogueVersion, **changes: object) -> CatalogueVersion:
    """The same item as another edition has it, from tomorrow on."""
    values = {
        field.attname: getattr(version, field.attname)
        for field in CatalogueVersion._meta.concrete_fields
        if field.attname != "id"
    }
    tomorrow = clock.today() + timedelta(days=1)
    number = version.number + 1
    return CatalogueVersion.objects.create(
        **{**values, "number": number, "valid_from": tomorrow, **changes}
    )


def test_an_item_says_who_what_why_and_how_long(county: County) -> None:
    page = Client().get("/catalogue")
    assert page.status_code == 200
    text = text_of(page)
    row = f"行政许可信息 行政处罚法 第四十八条 {county.bureau.name} 公开，有效期内 — 实时"
    assert row in text
    assert (
        f"行政处罚信息 行政处罚法 第四十八条 {county.bureau.name} 公开，按失信程度 — 实时" in text
    )
    item = text_of(Client().get(f"/catalogue/{county.penalty.item.code}"))
    assert "违法行为类型 CF_WFXW 必填 — 公开" in item
    assert "违法事实 CF_SY 必填 — 人工审查后公开" in item
    assert "罚款金额(万元) CF_NR_FK 罚款时必填 — 公开" in item
    assert "行政处罚决定书文号 CF_WSH 必填 — 公开" in item
    assert "主观因素 X_ZGYS 选填 故意、过失、非主观 不公开" in item
    # What is read past is not part of it.
    assert "CF_FR_ZJHM" not in item
    assert Client().get("/catalogue/none").status_code == 404


def test_editions_before_and_after_are_kept_apart(county: County) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    later(county.honour, name="荣誉信息（新）")
    later(county.licence, is_ended=True)
    today = text_of(Client().get("/catalogue"))
    assert "荣誉信息（新）" not in today
    assert "2 项，将要施行" in today
    ahead = text_of(Client().get("/catalogue", {"on": tomorrow.isoformat()}))
    assert "这是将要施行的目录" in ahead
    assert "荣誉信息（新）" in ahead
    assert "行政许可信息" not in ahead
    before = text_of(Client().get("/catalogue", {"on": "2014-12-31"}))
    assert "当日没有目录" in before
    history = text_of(Client().get(f"/catalogue/{county.honour.item.code}"))
    assert "第 2 版" in history
    assert "将要施行" in history
    assert Client().get("/catalogue", {"on": "2026-02-31"}).status_code == 400


def test_the_exports_say_the_same_and_nothing_that_computes(county: County) -> None:
    later_name = '=HYPERLINK("http://x")'
    county.listed("reward", "positive", later_name, "act")
    table = Client().get("/catalogue.csv")
    assert table["Content-Disposition"].startswith('attachment; filename="catalogue-')
    raw = table.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(raw)))
    assert rows[0] == TITLES
    names = [row[1] for row in rows[1:]]
    assert "行政处罚信息" in names
    assert f"'{later_name}" in names
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    said = json.loads(Client().get("/catalogue.json").content)
    assert said["on"] == clock.today().isoformat()
    assert [item["name"] for item in said["items"]] == [n.removeprefix("'") for n in names]
    (penalty,) = [item for item in said["items"] if item["name"] == "行政处罚信息"]
    assert (penalty["shown"], penalty["disclosure"]) == ("按失信程度", "公开")
    assert {"code": "CF_WFXW", "name": "违法行为类型", "type": "text", "public": True} in penalty[
        "fields"
    ]


def test_the_catalogue_costs_the_same_with_few_and_many(county: County) -> None:
    def cost() -> int:
        return len(ask(Client(), "/catalogue")[1])

    few = cost()
    for kind in ("levy", "payment", "ruling", "compensation", "confirmation"):
        county.listed(kind, "neutral", f"{kind}信息", "act")
    assert cost() == few == 3


@pytest.mark.req("R182")
def test_the_rules_say_how_long_by_the_law_in_force(county: County) -> None:
    text = text_of(Client().get("/about/disclosure", {"on": "2026-11-20"}))
    for words in (
        "轻微 原则上不公示 确需公示的不超过3个月 法定责任履行完毕即可 信用修复管理办法",
        "一般 3个月 1年 满3个月的次日起 信用修复管理办法",
        "严重 1年 3年 满1年的次日起 信用修复管理办法",
        "一般 没有最短期限 列入期间公示，移出即停止 纠正后申请移出",
        "对当时作出的决定仍然适用，共 5 条",
        "www.creditchina.gov.cn",
        "www.gsxt.gov.cn",
        "参加培训、提交报告、做公益都不是必备条件",
    ):
        assert words in text
    assert "一般领域" in text
    before = text_of(Client().get("/about/disclosure", {"on": "2026-03-31"}))
    assert "一般 3个月 3年 满3个月的次日起" in before
    assert "食品药品、特种设备、安全生产、消防 失信程度" in before
    assert "将要施行的规则" in before


def test_acts_are_listed_by_sector_and_examples_marked(county: County) -> None:
    sector = build.sector()
    for number, illustrative in ((1, True), (2, False)):
        BehaviourVersion.objects.create(
            behaviour=Behaviour.objects.create(code=f"act-{number}", sector=sector),
            number=1,
            name=f"行为{number}",
            basis="大气污染防治法 第九十九条",
            severity=number + 1,
            evidence="处罚决定书",
            is_repairable=number == 1,
            is_illustrative=illustrative,
            source="测试",
            valid_from=date(2020, 1, 1),
            recorded_on=clock.today(),
        )
    text = text_of(Client().get("/about/behaviours"))
    assert "行为1 示例 一般 大气污染防治法 第九十九条 处罚决定书 可以" in text
    assert "行为2 严重 大气污染防治法 第九十九条 处罚决定书 依法不予修复" in text
    assert "标有“示例”的为示例 条款和程度尚待行业主管部门核定" in text
    chosen = text_of(Client().get("/about/behaviours", {"sector": sector.code}))
    assert "行为1 示例" in chosen
    assert "行为1 示例" in text_of(Client().get("/about/behaviours", {"sector": "nonsense"}))


def test_the_shipped_catalogue_and_lists_are_shown_whole(db: None) -> None:
    call_command("load_packs", stdout=StringIO())
    text = text_of(Client().get("/catalogue"))
    assert "现行目录共 45 项" in text
    acts = text_of(Client().get("/about/behaviours"))
    assert "超过大气污染物排放标准或总量指标排放 示例" in acts
    rules = text_of(Client().get("/about/disclosure"))
    assert "信用修复管理办法（国家发展改革委令第36号） 待核" in rules
    for words in ("黑名单", "联合惩戒"):
        assert words not in rules


def test_notes_are_listed_newest_first_and_empty_said(db: None) -> None:
    assert "还没有更正说明" in text_of(Client().get("/corrections"))
