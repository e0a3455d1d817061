"""Rows as read: every mistake of the samples with what comes of it."""

from collections.abc import Sequence
from datetime import date

import pytest

from records.decisions.severity import Step
from records.intake.interpreting import interpret
from records.intake.known import Authority, Interpreted, Known
from records.intake.notes import Weight
from records.intake.values.penalties import PenaltyWord
from tests.records.intake.samples import BUREAU, CODES, MISTAKES, code, row
from tests.records.intake.test_reading import PENALTY, schema

TODAY = date(2026, 6, 1)
WORDS = {
    name: PenaltyWord(key, name, needs_amount=key == "fine")
    for key, name in (("fine", "罚款"), ("warning", "警告"), ("circular", "通报批评"))
}
STEPS = [
    Step("fine", None, 0, 1, "罚款未达较大数额", date(2000, 1, 1)),
    Step("fine", None, 500_000, 2, "较大数额罚款", date(2000, 1, 1)),
    Step("warning", None, 0, 1, "警告", date(2000, 1, 1)),
]
KNOWN = Known(
    kind="penalty",
    polarity="adverse",
    fields=PENALTY,
    today=TODAY,
    unit_key="zfj",
    unit_name=BUREAU,
    penalty_words=WORDS,
    severities=STEPS,
    authorities={
        BUREAU: Authority("zfj", BUREAU, False),
        "江阴市行政审批局": Authority("zfj", BUREAU, True),
        "江阴市徐霞客镇综合行政执法局": Authority("xxk", "江阴市徐霞客镇综合行政执法局", False),
    },
    is_attested=True,
)


def values(cells: Sequence[object]) -> dict[str, str]:
    return {each: str(cell) for each, cell in zip(CODES, cells, strict=True)}


def of(**changes: str) -> Interpreted:
    return interpret(values(list(row(1, **changes))), KNOWN)


EXPECTED: dict[str, list[str]] = {
    "原名称，代码正确": [],
    "代码成了科学计数法": ["code.scientific"],
    "代码中 0 写成 O": ["code.swapped"],
    "代码中 1 写成 I": ["code.swapped"],
    "代码小写": ["code.tidied"],
    "代码中有不间断空格": [],
    "代码前有引号": [],
    "万元列填了元": ["amount.yuan"],
    "方括号文号": ["number.tidied"],
    "圆括号文号": ["number.tidied"],
    "全角括号、缺号字": ["number.tidied"],
    "日期序号": ["date.serial"],
    "点分日期": [],
    "中文日期": [],
    "2月31日": ["date.none"],
    "决定日期填成长期": ["date.future"],
    "送达日期填在决定日期列": ["date.year_differs"],
    "罚款没有金额": ["penalty.amount"],
    "类别分隔符有误": ["penalty.separator"],
    "旧机构名称": ["authority.former"],
    "市局报送乡镇的决定": ["authority.other"],
    "不予处罚": ["penalty.unknown", "penalty.none"],
    "当场处罚": ["penalty.simple"],
    "违法事实中有身份证号、手机号和车牌": ["text.person_number", "text.phone", "text.plate"],
    "无代码个体工商户": ["code.placeholder"],
    "代码位数不足": ["code.length"],
    "15 位注册号": ["code.old_number"],
}
REFUSED = {
    "代码成了科学计数法",
    "2月31日",
    "决定日期填成长期",
    "罚款没有金额",
    "代码位数不足",
    "15 位注册号",
}
EXCLUDED = {"不予处罚", "当场处罚", "无代码个体工商户"}


@pytest.mark.req("R012", "R014", "R181")
@pytest.mark.parametrize(("what", "cells"), MISTAKES, ids=[what for what, _ in MISTAKES])
def test_every_mistake_survives_with_a_message(what: str, cells: list[object]) -> None:
    read = interpret(values(cells), KNOWN)
    if what == "自然人":
        assert read == Interpreted(is_person=True)
        return
    assert [note.code for note in read.remarks] == EXPECTED[what]
    if what in REFUSED:
        assert read.weight is Weight.REJECT
    elif what in EXCLUDED:
        assert read.weight is Weight.EXCLUDE
    else:
        assert read.weight <= Weight.WARN
    # A message helps without repeating what may be personal.
    said = "".join(note.message for note in read.remarks)
    assert "110101" not in said
    assert "13800138000" not in said
    assert "B12345" not in said


def test_a_row_as_it_should_be_is_read_whole() -> None:
    read = of()
    assert read.remarks == []
    assert read.subject == {
        "name": "江阴市澄江演示毛纺有限公司",
        "category": "法人及非法人组织",
        "uscc": code(1),
    }
    assert {name: read.fact[name] for name in read.fact if name not in {"penalties"}} == {
        "document_no": "锡澄环罚决〔2026〕31号",
        "document_key": "锡澄环罚决〔2026〕31号",
        "number_year": 2026,
        "basis": "《中华人民共和国大气污染防治法》第九十九条第二项",
        "amount": 12_000_000,
        "decided_on": date(2026, 4, 15),
        "authority": BUREAU,
        "authority_key": "zfj",
        "severity": 2,
    }
    assert read.fields == {
        "CF_WFXW": "超标排放大气污染物",
        "CF_CFLB": "罚款",
        "CF_SJLY": BUREAU,
        "CF_SJLYDM": "11320281MAY9000017",
        "X_CXLX": "普通程序",
    }
    assert sorted(read.texts) == ["CF_NR", "CF_SY"]


def test_a_person_leaves_nothing_behind() -> None:
    assert of(CF_XDR_LB="自然人") == Interpreted(is_person=True)
    assert of(CF_XDR_SHXYM="11010119900307803X") == Interpreted(is_person=True)


def test_without_notice_or_basis_it_is_held_and_says_what_is_missing() -> None:
    from dataclasses import replace

    read = interpret(values(list(row(1, CF_YJ=""))), replace(KNOWN, is_attested=False))
    assert [(note.code, note.weight) for note in read.remarks] == [
        ("held.basis", Weight.HOLD),
        ("held.notice", Weight.HOLD),
    ]


def test_severity_follows_from_kind_and_amount() -> None:
    assert of(CF_NR_FK="0.3").fact["severity"] == 1
    assert of(CF_NR_FK="0.5").fact["severity"] == 2
    assert of(CF_CFLB="警告", CF_NR_FK="").fact["severity"] == 1


def test_all_that_is_wrong_is_said_at_once() -> None:
    read = of(CF_XDR_SHXYM="1", CF_JDRQ="2026/02/31", CF_NR_FK="-1", CF_WSH="")
    assert [note.code for note in read.remarks if note.weight is Weight.REJECT] == [
        "code.length",
        "field.missing",
        "amount.negative",
        "date.none",
    ]


def test_a_cell_that_is_too_long_and_invisible_characters() -> None:
    assert [n.message for n in of(CF_WSH="长" * 200).remarks] == [
        "“行政处罚决定书文号”有 200 个字，最多 128 个字，请精简。"
    ]
    read = of(CF_SY="正常\x00文字")
    assert ([n.code for n in read.remarks], read.texts["CF_SY"]) == (["field.control"], "正常文字")


def test_the_last_day_of_a_licence_counts_and_for_ever_is_open() -> None:
    licence = Known(
        kind="licence",
        polarity="neutral",
        fields=schema("licence"),
        today=TODAY,
        unit_key="zfj",
        unit_name=BUREAU,
    )
    given = {
        "XK_XDR_SHXYM": code(1),
        "XK_WSH": "澄许〔2026〕1号",
        "XK_JDRQ": "2026/04/15",
        "XK_YXQZ": "2026/05/01",
        "XK_YXQZI": "2027/04/30",
    }
    assert interpret(given, licence).fact["ends_on"] == date(2027, 5, 1)
    assert interpret({**given, "XK_YXQZI": "2099/12/31"}, licence).fact["ends_on"] is None
    wrong = interpret({**given, "XK_YXQZI": "2026/04/01"}, licence)
    assert "date.order" in [note.code for note in wrong.remarks]
