"""What may be a person's in a text is noticed, and nothing can be slipped into what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.decisions import hints
from records.decisions.hints import Kind

TEXT = (
    "驾驶员李某强驾驶苏B12345货车，身份证号320281198001011234，联系电话13800138000，"
    "住澄江街道花园新村3幢501室，账号6222021103012345678。"
)


@pytest.mark.req("R182")
def test_what_patterns_notice() -> None:
    found = [(str(each.kind), TEXT[each.start : each.end]) for each in hints.find(TEXT)]
    assert found == [
        ("可能是姓名", "李某强"),
        ("车牌号", "苏B12345"),
        ("身份证号", "320281198001011234"),
        ("电话号码", "13800138000"),
        ("可能是住址", "住澄江街道花园新村3幢501室"),
        ("账号", "6222021103012345678"),
    ]
    assert hints.suggest(TEXT, hints.find(TEXT)) == (
        "驾驶员李＊＊驾驶＊＊＊货车，身份证号＊＊＊，联系电话＊＊＊，＊＊＊，账号＊＊＊。"
    )


def test_numbers_of_decisions_and_money_are_no_persons() -> None:
    for text in ("锡澄环罚决〔2026〕31号", "罚款人民币120000元", "2026年4月15日10时30分"):
        assert hints.find(text) == []


def test_the_pieces_are_the_text() -> None:
    cut = hints.pieces(TEXT, hints.find(TEXT))
    assert "".join(piece for piece, _ in cut) == TEXT
    assert next(kind for _, kind in cut if kind) == Kind.NAME


@pytest.mark.req("R182")
@pytest.mark.parametrize(
    ("shown", "right"),
    [
        ("当事人张三超标排放。", True),
        ("当事人＊＊超标排放。", True),
        ("当事人**超标排放。", True),
        ("＊＊＊", True),
        ("＊＊超标＊＊", True),
        ("当事人李四超标排放。", False),
        ("当事人＊＊没有超标排放。", False),
        ("超标排放。当事人＊＊", False),
        ("当事人＊＊超标", False),
        ("", False),
    ],
)
def test_only_blacking_out_is_a_redaction(shown: str, right: bool) -> None:
    assert hints.is_redaction("当事人张三超标排放。", shown) is right


@given(st.text("甲乙丙丁戊，。", min_size=1, max_size=40), st.data())
def test_any_blacking_out_is_one(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert hints.is_redaction(text, f"{text[:start]}＊＊{text[end:]}")


@given(st.text("张三李四13800138000苏B12345，。", max_size=60))
def test_what_is_suggested_is_always_one(text: str) -> None:
    stripped = text.strip()
    suggested = hints.suggest(stripped, hints.find(stripped))
    assert hints.is_redaction(stripped, suggested)
