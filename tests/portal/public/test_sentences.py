"""One fact, one plain sentence: exact words."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.public.files import without_persons
from portal.public.sentences import sentence
from portal.public.words import money, months
from records.queries.files import PublicFact

FACT = PublicFact(
    fact_id=1,
    kind="penalty",
    polarity="adverse",
    item_name="行政处罚信息",
    decided_on=date(2026, 4, 15),
    starts_on=date(2026, 4, 15),
    ends_on=None,
    document_no="锡澄环罚决〔2026〕31号",
    authority="无锡市江阴生态环境局",
    basis="大气污染防治法 第九十九条",
    severity=2,
    outcome="",
    amount=12_000_000,
    confiscated=None,
    unit_name="无锡市江阴生态环境局",
    clock_starts_on=date(2026, 4, 15),
    disclosure_rule_id=1,
    last_day_shown=date(2027, 4, 15),
    repair_from=date(2026, 7, 16),
    fields={"违法行为类型": "超标排放大气污染物。", "处罚类别": "罚款"},
    texts={},
    text_names={},
    is_disputed=False,
    is_repairable=True,
)


@pytest.mark.req("R182")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {},
            (
                "2026年4月15日，无锡市江阴生态环境局因超标排放大气污染物，对其罚款12万元"
                "（锡澄环罚决〔2026〕31号）。"
            ),
        ),
        (
            {"fields": {"违法行为类型": "超标排放", "处罚类别": "警告；罚款"}, "amount": 800_000},
            (
                "2026年4月15日，无锡市江阴生态环境局因超标排放，对其给予警告、罚款8000元"
                "（锡澄环罚决〔2026〕31号）。"
            ),
        ),
        (
            {"fields": {"处罚类别": "罚款;没收违法所得"}, "confiscated": 3_500_000},
            (
                "2026年4月15日，无锡市江阴生态环境局对其罚款12万元、没收违法所得3.5万元"
                "（锡澄环罚决〔2026〕31号）。"
            ),
        ),
        (
            {
                "fields": {"处罚类别": "吊销许可证件", "暂扣或吊销证照名称及编号": "排污许可证A1"},
                "amount": None,
            },
            (
                "2026年4月15日，无锡市江阴生态环境局对其吊销许可证件（排污许可证A1）"
                "（锡澄环罚决〔2026〕31号）。"
            ),
        ),
        (
            {"fields": {}, "amount": None, "document_no": "", "authority": ""},
            "2026年4月15日，无锡市江阴生态环境局对其作出行政处罚。",
        ),
        (
            {
                "kind": "abnormal",
                "item_name": "经营异常名录信息",
                "fields": {"列入情形": "未按规定期限公示年度报告"},
                "authority": "江阴市市场监督管理局",
                "document_no": "澄市监异〔2026〕20号",
            },
            (
                "2026年4月15日，江阴市市场监督管理局因未按规定期限公示年度报告，"
                "将其列入经营异常名录（澄市监异〔2026〕20号）。"
            ),
        ),
        (
            {
                "kind": "court",
                "polarity": "neutral",
                "item_name": "破产重整、和解裁定信息",
                "fields": {"事项名称": "裁定受理重整"},
                "authority": "江阴市人民法院",
                "document_no": "",
            },
            "2026年4月15日，江阴市人民法院登记破产重整、和解裁定信息：裁定受理重整。",
        ),
        (
            {
                "kind": "licence",
                "polarity": "neutral",
                "fields": {"行政许可决定文书名称": "排污许可证", "许可编号": "1"},
                "document_no": "澄环排许〔2026〕8号",
            },
            "2026年4月15日，无锡市江阴生态环境局准予行政许可：排污许可证（澄环排许〔2026〕8号）。",
        ),
        (
            {
                "kind": "inspection",
                "polarity": "neutral",
                "fields": {"检查事项": "粉尘涉爆安全检查", "检查方式": "双随机"},
                "outcome": "未发现问题",
                "document_no": "",
            },
            (
                "2026年4月15日，无锡市江阴生态环境局开展双随机检查：粉尘涉爆安全检查，"
                "结果为“未发现问题”。"
            ),
        ),
        (
            {
                "kind": "inspection",
                "polarity": "neutral",
                "fields": {"检查方式": "专项检查"},
                "outcome": "责令改正",
                "document_no": "",
            },
            "2026年4月15日，无锡市江阴生态环境局开展专项检查，结果为“责令改正”。",
        ),
        (
            {
                "kind": "honour",
                "polarity": "positive",
                "fields": {"荣誉名称": "江阴市劳动关系和谐企业"},
                "document_no": "",
            },
            "2026年4月15日，无锡市江阴生态环境局认定其为“江阴市劳动关系和谐企业”。",
        ),
        (
            {
                "kind": "evaluation",
                "polarity": "neutral",
                "item_name": "企事业单位环保信用评价结果",
                "fields": {"评价年度": "2025"},
                "outcome": "绿色",
                "document_no": "",
            },
            "2026年4月15日，无锡市江阴生态环境局评定其2025年度企事业单位环保信用评价为“绿色”。",
        ),
        (
            {
                "kind": "commitment",
                "polarity": "neutral",
                "fields": {"承诺事项": "依法排污"},
                "document_no": "",
            },
            "2026年4月15日，其向无锡市江阴生态环境局作出信用承诺：依法排污。",
        ),
        (
            {"kind": "commitment", "fields": {"承诺事项": "补齐材料"}},
            (
                "2026年4月15日，无锡市江阴生态环境局认定其未履行信用承诺：补齐材料"
                "（锡澄环罚决〔2026〕31号）。"
            ),
        ),
        (
            {
                "kind": "reward",
                "polarity": "positive",
                "fields": {"事项名称": "安全生产先进"},
                "document_no": "",
            },
            "2026年4月15日，无锡市江阴生态环境局给予行政奖励：安全生产先进。",
        ),
    ],
)
def test_a_fact_is_one_sentence(changes: dict[str, Any], expected: str) -> None:
    assert sentence(replace(FACT, **changes)) == expected


def test_what_is_long_is_cut_in_the_sentence() -> None:
    long = replace(FACT, fields={"违法行为类型": "超标" * 40})
    assert sentence(long) == (
        f"2026年4月15日，无锡市江阴生态环境局因{'超标' * 30}……，对其罚款12万元"
        "（锡澄环罚决〔2026〕31号）。"
    )


@pytest.mark.parametrize(
    ("fen", "expected"),
    [
        (0, "0元"),
        (5, "0.05元"),
        (80_000, "800元"),
        (800_050, "8000.5元"),
        (1_000_000, "1万元"),
        (3_500_000, "3.5万元"),
        (12_000_000, "12万元"),
        (12_345_600, "123456元"),
        (12_340_000, "12.34万元"),
        (120_000_000, "120万元"),
    ],
)
def test_amounts_are_read_as_people_say_them(fen: int, expected: str) -> None:
    assert money(fen) == expected


def test_lengths_of_time() -> None:
    assert [months(count) for count in (1, 3, 12, 18, 36)] == [
        "1个月",
        "3个月",
        "1年",
        "18个月",
        "3年",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("驾驶员身份证11010519491231002X，", "驾驶员身份证＊＊＊，"),
        ("电话138 1234 5678", "电话＊＊＊"),
        ("91320281MAY0000178", "91320281MAY0000178"),
        ("罚款123456元", "罚款123456元"),
    ],
)
def test_numbers_of_persons_are_never_said(text: str, expected: str) -> None:
    assert without_persons(text) == expected
