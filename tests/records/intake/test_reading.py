"""Files as they come in, down to rows; and those that are not read, with the reason."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import yaml

from core.errors import Refusal
from records.decisions.fields import Field, read_schema
from records.intake.reading.kinds import FileKind, kind_of
from records.intake.reading.sheets import unpack_book
from records.intake.reading.tables import Layout, Row, find_layout, layout_from, read_rows
from tests.records.intake.books import Sheet, book
from tests.records.intake.samples import CODES, FOLDER, HEADINGS, code, comma, files, row, wsh

PACK = Path(__file__).resolve().parents[3] / "sectors/packs/catalogue/items.yaml"


def schema(template: str) -> tuple[Field, ...]:
    templates = yaml.safe_load(PACK.read_text())["templates"]
    return read_schema(next(each["fields"] for each in templates if each["code"] == template))


PENALTY = schema("penalty")


def read(content: bytes) -> tuple[Layout, list[Row]]:
    source = BytesIO(content)
    kind = kind_of(source, len(content))
    if kind in {FileKind.XLSX, FileKind.XLS}:
        unpacked = BytesIO()
        unpack_book(source, unpacked)
        source = unpacked
    layout = find_layout(source, kind, PENALTY)
    kept = layout_from(json.loads(json.dumps(layout.as_json())))
    rows = read_rows(source, kept, PENALTY, offset=kept.start, line=kept.line)
    return layout, list(rows)


def refused(content: bytes) -> tuple[str, str]:
    with pytest.raises(Refusal) as refusal:
        read(content)
    return refusal.value.code, refusal.value.detail


def numbers(rows: list[Row]) -> list[str]:
    return [each.values["CF_WSH"] for each in rows]


FIVE = [wsh(30 + number) for number in range(1, 6)]


def test_samples_are_as_the_script_writes_them() -> None:
    for name, content in files().items():
        assert (FOLDER / name).read_bytes() == content, name


@pytest.mark.req("R012")
@pytest.mark.parametrize(
    "name",
    [
        "行政处罚-正确.csv",
        "行政处罚-正确-GB18030.csv",
        "行政处罚-标准代码.csv",
        "行政处罚-旧版工作簿.xls",
        "行政处罚.ndjson",
    ],
)
def test_every_kind_of_file_says_the_same(name: str) -> None:
    _, rows = read((FOLDER / name).read_bytes())
    assert numbers(rows) == FIVE
    assert [each.values["CF_XDR_SHXYM"] for each in rows] == [code(n) for n in range(1, 6)]
    assert {each.values["CF_JDRQ"].replace("-", "/") for each in rows} == {"2026/04/15"}
    assert {each.values["CF_NR_FK"] for each in rows} == {"12"}


def test_a_title_merged_cells_sums_and_a_hidden_sheet_are_seen_through() -> None:
    layout, rows = read((FOLDER / "行政处罚-标题与合计.xlsx").read_bytes())
    assert numbers(rows) == FIVE[:3]
    assert [each.line for each in rows] == [5, 6, 8]
    assert [each.values["CF_JDRQ"] for each in rows] == ["2026-04-15", "2026-04-20", "2026-04-28"]
    assert [each.values["CF_NR_FK"] for each in rows] == ["12", "3.5", "0.8"]
    assert (layout.sheet, layout.header_line) == ("2026年处罚", 4)
    assert (layout.other_sheets, layout.hidden_sheets) == (["代码表"], ["上年数据"])


def test_columns_nobody_knows_and_those_not_kept_are_named() -> None:
    headings = [*HEADINGS, "法定代表人", "自然人证件号码", "经办科室"]
    layout, rows = read(comma([headings, [*row(1), "某人", "某号", "法规科"]]).encode())
    assert (layout.ignored, layout.unkept) == (["经办科室"], ["法定代表人", "自然人证件号码"])
    assert len(rows) == 1


def test_older_names_and_marks_in_headings() -> None:
    headings = ["相对人名称*", "信用代码（必填）", "文号", "CF_CFLB1", "决定日期：", "CF_XZJG"]
    _, rows = read(
        comma([headings, ["甲厂", code(1), wsh(1), "罚款", "2026.4.15", "某局"]]).encode()
    )
    assert dict(rows[0].values) == {
        "CF_XDR_MC": "甲厂",
        "CF_XDR_SHXYM": code(1),
        "CF_WSH": wsh(1),
        "CF_CFLB": "罚款",
        "CF_JDRQ": "2026.4.15",
        "CF_CFJG": "某局",
    }


def test_tabs_and_semicolons() -> None:
    text = comma([HEADINGS, row(1, CF_YJ="大气法", CF_SY="超标", CF_NR="罚款")])
    for delimiter in "\t;":
        assert numbers(read(text.replace(",", delimiter).encode())[1]) == FIVE[:1]


def test_a_row_may_span_lines_and_reading_goes_on_from_any_of_them() -> None:
    spanning = [row(n, CF_SY='第一行\n第二行，“引”"号"') for n in range(1, 6)]
    content = comma([HEADINGS, *spanning]).encode("gb18030")
    layout, rows = read(content)
    assert numbers(rows) == FIVE
    assert [each.line for each in rows] == [2, 4, 6, 8, 10]
    for place, each in enumerate(rows):
        rest: Iterator[Row] = read_rows(
            BytesIO(content), layout, PENALTY, offset=each.after, line=each.next_line
        )
        assert numbers(list(rest)) == FIVE[place + 1 :]


@pytest.mark.parametrize(
    ("content", "expected", "words"),
    [
        (b"", "intake.file_empty", "没有内容"),
        (b"%PDF-1.7 ...", "intake.file_kind", "NDJSON"),
        (b"<html></html>", "intake.file_kind", "CSV"),
        ("甲,乙\n1,2\n".encode(), "intake.no_header", "前 30 行"),
        (
            "相对人名称,处罚类别,处罚机关\n甲,罚款,某局\n".encode(),
            "intake.columns_missing",
            "行政相对人代码_1(统一社会信用代码)、行政处罚决定书文号、处罚决定日期",
        ),
        (
            comma([[*HEADINGS, "文号"], row(1)]).encode(),
            "intake.column_twice",
            "行政处罚决定书文号",
        ),
        ("统一社会信用代码\n".encode("utf-16"), "intake.encoding", "CSV UTF-8"),
        (comma([HEADINGS]).encode() + b"\xff\xfe\xfa\n", "intake.encoding", "第 2 行"),
        (b'{"CF_WSH": [1]}\n', "intake.json_line", "第 1 行"),
        (b'{"CF_WSH": "a"}\n[1]\n', "intake.json_line", "第 2 行"),
        (b"{" * 100_000, "intake.json_line", "第 1 行"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096, "intake.file_damaged", "另存"),
        (comma([HEADINGS, row(1)]).encode() + b'"abc\r\ndef\r\n', "intake.quotes", "第 3 行"),
    ],
)
def test_what_is_not_read_says_why(content: bytes, expected: str, words: str) -> None:
    found, detail = refused(content)
    assert found == expected
    assert words in detail


def test_a_workbook_that_unfolds_beyond_measure_is_refused_unopened() -> None:
    bomb = book(Sheet("炸弹", [["0" * 30_000_000]]))
    assert refused(bomb)[0] == "documents.file_bomb"


def test_a_word_document_is_no_table() -> None:
    from tests.documents.samples import docx

    assert refused(docx())[0] == "intake.file_kind"


def test_a_broken_workbook_is_refused() -> None:
    whole = book(Sheet("一", [list(HEADINGS), row(1)]))
    assert refused(whole[: len(whole) // 2])[0] == "documents.file_suspicious"


def test_a_cell_of_five_megabytes_is_read_and_left_to_its_row() -> None:
    _, rows = read(comma([CODES, row(1, CF_SY="长" * 1_700_000), row(2)]).encode())
    assert [len(each.values["CF_SY"]) for each in rows] == [1_700_000, len(str(row(2)[5]))]
