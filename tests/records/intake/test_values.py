"""What people type, and what is made of it: exact values and exact words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.intake.values.amounts import read_amount
from records.intake.values.codes import read_code
from records.intake.values.dates import read_day
from records.intake.values.numbers import read_number
from records.intake.values.penalties import PenaltyWord, excluded, read_penalties
from records.intake.values.text import clean, personal
from tests.records.intake.samples import code

APRIL = date(2026, 4, 15)
C1, C2 = code(1), code(2)


@pytest.mark.req("R012")
@pytest.mark.parametrize(
    ("raw", "expected", "codes"),
    [
        (C1, C1, []),
        (C1.lower(), C1, ["code.tidied"]),
        (f"\u00a0{C1}\u00a0", C1, ["code.tidied"]),
        (f"'{C1}", C1, ["code.tidied"]),
        (f"{C1[:9]} {C1[9:]}", C1, ["code.tidied"]),
        (C2.replace("0", "O"), C2, ["code.swapped"]),
        (code(3).replace("1", "I"), code(3), ["code.swapped"]),
        ("9.13203E+17", "", ["code.scientific"]),
        ("9.13203e+17", "", ["code.scientific"]),
        ("913203000000000000", "", ["code.scientific"]),
        (C1[:17], "", ["code.length"]),
        (C1[:-1] + "O", "", ["code.swap_failed"]),
        (C1[:-1] + "S", "", ["code.letters"]),
        ("91A20281MAY0000178", "", ["code.shape"]),
        ("320281000123456", "", ["code.old_number"]),
        ("00000000000000000X", "", ["code.placeholder"]),
        ("", "", ["code.length"]),
    ],
)
def test_codes(raw: str, expected: str, codes: list[str]) -> None:
    read = read_code(raw)
    assert (read.code, [note.code for note in read.notes]) == (expected, codes)
    assert not read.is_person


def test_the_message_for_a_lost_code_says_what_to_do() -> None:
    (note,) = read_code("9.13203E+17").notes
    assert note.message == (
        "统一社会信用代码被表格软件变成了科学计数法（9.13203E+17），后几位已丢失。"
        "请把该列设为“文本”格式，再从原系统重新复制代码。"
    )


def test_the_number_of_a_person_is_no_code_and_is_not_repeated() -> None:
    read = read_code("11010119900307803X")
    assert (read.code, read.notes) == ("", ())
    assert read.is_person


def test_an_odd_check_character_needs_the_register() -> None:
    wrong = C1[:-1] + ("0" if C1[-1] != "0" else "1")
    read = read_code(wrong)
    assert (read.code, [note.code for note in read.notes]) == (wrong, ["code.check"])


@pytest.mark.parametrize(
    ("raw", "expected", "codes"),
    [
        ("2026/04/15", APRIL, []),
        ("2026-4-15", APRIL, []),
        ("2026.4.15", APRIL, []),
        ("2026年4月15日", APRIL, []),
        ("2026 年 04 月 15 日", APRIL, []),
        ("２０２６／０４／１５", APRIL, []),
        ("二〇二六年四月十五日", APRIL, []),
        ("二○二六年十二月三十一日", date(2026, 12, 31), []),
        ("二〇二六年十月二十日", date(2026, 10, 20), []),
        ("20260415", APRIL, []),
        ("2026-04-15 00:00:00", APRIL, []),
        ("2026-04-15T08:30:00Z", APRIL, []),
        ("46127", APRIL, ["date.serial"]),
        ("46127.0", APRIL, ["date.serial"]),
        ("2026/02/31", None, ["date.none"]),
        ("2025年2月29日", None, ["date.none"]),
        ("2024-02-29", date(2024, 2, 29), []),
        ("2026/13/01", None, ["date.month"]),
        ("26/4/15", None, ["date.short_year"]),
        ("4/15/26", None, ["date.short_year"]),
        ("四月中旬", None, ["date.format"]),
        ("12345678901234567890", None, ["date.format"]),
    ],
)
def test_days(raw: str, expected: date | None, codes: list[str]) -> None:
    read = read_day(raw)
    assert (read.day, [note.code for note in read.notes]) == (expected, codes)
    assert not read.is_forever


@pytest.mark.parametrize("raw", ["2099/12/31", "2099年12月31日", "长期", "永久有效", "9999-12-31"])
def test_for_ever(raw: str) -> None:
    read = read_day(raw)
    assert (read.day, read.notes, read.is_forever) == (None, (), True)


def test_the_message_for_a_day_that_is_none() -> None:
    (note,) = read_day("2026/02/31").notes
    assert note.about("CF_JDRQ", "处罚决定日期").message == (
        "“处罚决定日期”有误：2026年2月没有31日。"
    )


@pytest.mark.parametrize(
    ("raw", "fen", "codes"),
    [
        ("12", 12_000_000, []),
        ("12.5", 12_500_000, []),
        ("0.8", 800_000, []),
        ("0.000001", 1, []),
        ("１２", 12_000_000, []),
        ("1,200", 1_200_000_000, []),
        ("12万元", 12_000_000, ["amount.unit"]),
        ("120000元", 12_000_000, ["amount.unit"]),
        ("￥120000.50元", 12_000_050, ["amount.unit"]),
        ("120000", 120_000_000_000, ["amount.yuan"]),
        ("0.0000001", None, ["amount.fine"]),
        ("-3", None, ["amount.negative"]),
        ("十二万", None, ["amount.format"]),
        ("1e5", None, ["amount.format"]),
        ("9" * 29, None, ["amount.huge"]),
    ],
)
def test_amounts(raw: str, fen: int | None, codes: list[str]) -> None:
    read = read_amount(raw, in_wan=True)
    assert (read.fen, [note.code for note in read.notes]) == (fen, codes)


def test_yuan_in_a_column_of_ten_thousand_is_shown_both_ways() -> None:
    (note,) = read_amount("120000", in_wan=True).notes
    assert note.about("CF_NR_FK", "罚款金额").message == (
        "“罚款金额”填了 120000，按万元计为 1200000000 元。如果本意是 120000 元，请改为 12。"
    )


@pytest.mark.parametrize(
    "raw",
    [
        "锡澄环罚决〔2026〕31号",
        "锡澄环罚决[2026]31号",
        "锡澄环罚决(2026)31号",
        "锡澄环罚决（2026）31",
        "锡澄环罚决【2026】第031号",
        " 锡澄环罚决 〔2026〕 31 号 ",
        "'锡澄环罚决〔2026〕31",
    ],
)
def test_one_number_has_one_key(raw: str) -> None:
    read = read_number(raw)
    assert (read.key, read.year) == ("锡澄环罚决〔2026〕31号", 2026)


WORDS = {
    "罚款": PenaltyWord("fine", "罚款", needs_amount=True),
    "处以罚款": PenaltyWord("fine", "罚款", needs_amount=True),
    "警告": PenaltyWord("warning", "警告"),
    "没收违法所得": PenaltyWord("gains", "没收违法所得", needs_amount=True),
    "通报批评": PenaltyWord("circular", "通报批评"),
    "行政拘留": PenaltyWord("detention", "行政拘留", is_personal=True),
    "法律、行政法规规定的其他行政处罚": PenaltyWord("other", "其他"),
    "其他": PenaltyWord("other", "其他"),
}


@pytest.mark.parametrize(
    ("raw", "kinds", "text", "codes"),
    [
        ("罚款", ["fine"], "罚款", []),
        ("罚款;没收违法所得", ["fine", "gains"], "罚款；没收违法所得", []),
        ("罚款；警告", ["fine", "warning"], "罚款；警告", []),
        ("罚款,没收违法所得", ["fine", "gains"], "罚款；没收违法所得", ["penalty.separator"]),
        ("罚款、警告", ["fine", "warning"], "罚款；警告", ["penalty.separator"]),
        ("警告并处罚款", ["warning", "fine"], "警告；罚款", ["penalty.separator"]),
        ("其他-通报批评", ["circular"], "通报批评", []),
        ("其他-责令改正", ["other"], "其他-责令改正", []),
        ("法律、行政法规规定的其他行政处罚", ["other"], "其他", []),
        ("没事", [], "没事", ["penalty.unknown"]),
        ("行政拘留", ["detention"], "行政拘留", ["penalty.personal"]),
    ],
)
def test_penalties(raw: str, kinds: list[str], text: str, codes: list[str]) -> None:
    read = read_penalties(raw, WORDS)
    assert [word.code for word in read.words] == kinds
    assert (read.text, [note.code for note in read.notes]) == (text, codes)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("不予处罚", "penalty.none"),
        ("依法不予行政处罚", "penalty.none"),
        ("当场处罚", "penalty.simple"),
        ("简易程序", "penalty.simple"),
        ("罚款", None),
    ],
)
def test_what_is_no_penalty_to_be_shown(said: str, expected: str | None) -> None:
    found = excluded([said])
    assert (found.code if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("身份证11010119900307371X", ["person_number"]),
        ("联系13800138000", ["phone"]),
        ("联系 138-0013-8000", ["phone"]),
        ("苏B12345", ["plate"]),
        ("苏B·D12345", ["plate"]),
        ("罚款120000元，〔2026〕31号", []),
        (f"当事人{C1}", []),
    ],
)
def test_what_looks_personal_is_named_by_kind_only(text: str, expected: list[str]) -> None:
    assert personal(text) == expected


@given(st.text())
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    assert "\x00" not in once


@given(st.text(alphabet="0123456789OIABCDEFGH -'\u00a0.E+abcX", max_size=24))
def test_a_code_read_once_reads_the_same_again(raw: str) -> None:
    once = read_code(raw)
    if once.code:
        again = read_code(once.code)
        assert again.code == once.code
        assert {note.code for note in again.notes} <= {"code.check"}


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 30)))
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02}.{day.day:02}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        str(serial),
    ]
    assert {read_day(each).day for each in spellings} == {day}


@given(st.text(alphabet="锡澄环罚决字第号〔〕[]()（）【】 　'0123456789ＡaX－-", max_size=40))
def test_numbers_read_once_read_the_same_again(raw: str) -> None:
    once = read_number(raw)
    assert read_number(once.key).key == once.key
    assert read_number(once.text).key == once.key


@given(st.text(max_size=30))
def test_nothing_typed_breaks_a_reader(raw: str) -> None:
    read_code(raw)
    read_day(raw)
    read_amount(raw, in_wan=True)
    read_penalties(raw, WORDS)
