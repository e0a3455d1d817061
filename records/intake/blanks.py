"""Files to fill in for an item: the official template by its Chinese headers, with what may go into
each column. Columns for names and numbers of persons are left out: they are not kept."""

import codecs
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

import xlsxwriter

from records.decisions.fields import NOWHERE, Field, Required, Type, read_schema
from records.models import CatalogueVersion

ROWS = 2_000
FORMATS = {
    Type.TEXT: "文字",
    Type.DATE: "日期，如 2026/04/15",
    Type.TEN_THOUSAND_YUAN: "数字，单位为万元",
    Type.YUAN: "数字，单位为元",
    Type.WHOLE: "整数",
    Type.CHOICE: "从可选值中选一项",
    Type.CHOICES: "可选值，多项以分号“；”分隔",
    Type.USCC: "18 位统一社会信用代码，单元格设为文本",
}
NOTES = (
    "请在“填报”工作表中填写，一行一条，不要改动表头；多余的列会被忽略。",
    "代码、文号和日期列已设为文本格式，粘贴时请选择“只粘贴值”，以免长数字变成科学计数法。",
    "自然人的行不会被读取，只计数；身份证号码、手机号码等个人信息请不要填写。",
    "一行的主体、文号与已报送的相同时，按更正处理；内容完全相同的计为“无变化”，可每周重报全年数据。",
    "上传后先逐行校验，确认无误再入库；有问题的行会写明原因和改法。",
)
SHEET, HELP, LISTS = "填报", "填写说明", "可选值"
# The longest list a workbook takes as text.
LONGEST_LIST = 250


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the person who fills it in reads of it."""

    name: str
    code: str
    needed: str
    form: str
    options: Sequence[str]
    longest: int
    aliases: Sequence[str]
    type: Type


def columns(version: CatalogueVersion) -> list[Column]:
    fields = [each for each in read_schema(version.fields) if each.into != NOWHERE]
    names = {each.code: each.name for each in fields}
    return [
        Column(
            name=each.name,
            code=each.code,
            needed=_needed(each, names),
            form=FORMATS.get(each.type, "文字"),
            options=each.options,
            longest=each.longest,
            aliases=each.aliases,
            type=each.type,
        )
        for each in fields
    ]


def comma(version: CatalogueVersion) -> bytes:
    """The headers alone, as spreadsheets and programs read them."""
    target = StringIO()
    csv.writer(target, lineterminator="\r\n").writerow(each.name for each in columns(version))
    return codecs.BOM_UTF8 + target.getvalue().encode()


def workbook(version: CatalogueVersion, *, unit_name: str) -> bytes:
    """Headers with dropdowns on the first sheet, what each column means on the second."""
    target = BytesIO()
    found = columns(version)
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"title": f"{version.name}报送模板"})
        _fill_in(book, found)
        _help(book, version, found, unit_name)
        _lists(book, found)
    return target.getvalue()


def _fill_in(book: "xlsxwriter.Workbook", found: Sequence[Column]) -> None:
    sheet = book.add_worksheet(SHEET)
    look = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
    needed = book.add_format({**look, "bg_color": "#D9E6F2"})
    plain = book.add_format({**look, "bg_color": "#F2F2F2", "bold": False})
    as_text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 46)
    for place, column in enumerate(found):
        is_text = column.type not in {Type.TEN_THOUSAND_YUAN, Type.YUAN, Type.WHOLE}
        width = 24 if column.longest > 20 else 14
        sheet.set_column(place, place, width, as_text if is_text else None)
        sheet.write_string(0, place, column.name, needed if column.needed else plain)
        said = "；".join(filter(None, [column.needed, column.form]))
        sheet.write_comment(0, place, f"{said}。", {"author": "", "x_scale": 2})
        if column.options:
            # More than one may be chosen where several are allowed: the list only helps.
            sheet.data_validation(
                1,
                place,
                ROWS,
                place,
                {
                    "validate": "list",
                    "source": _source(column, place, found),
                    "ignore_blank": True,
                    "error_type": "stop" if column.type is Type.CHOICE else "information",
                    "error_title": "不在可选值内",
                    "error_message": "请从下拉列表中选择；多项以分号分隔。",
                },
            )


def _source(column: Column, place: int, found: Sequence[Column]) -> list[str] | str:
    if len(",".join(column.options)) <= LONGEST_LIST and not any("," in o for o in column.options):
        return list(column.options)
    listed = [each.code for each in found if each.options].index(column.code)
    letter = xlsxwriter.utility.xl_col_to_name(listed)
    return f"='{LISTS}'!${letter}$2:${letter}${len(column.options) + 1}"


def _help(
    book: "xlsxwriter.Workbook", version: CatalogueVersion, found: Sequence[Column], unit_name: str
) -> None:
    sheet = book.add_worksheet(HELP)
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#D9E6F2", "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 3, 26)
    sheet.set_column(4, 5, 44)
    sheet.write_string(0, 0, f"{version.name}：填写说明", bold)
    sheet.write_string(1, 0, f"目录第 {version.number} 版，{unit_name}")
    for row, note in enumerate(NOTES, 3):
        sheet.write_string(row, 0, f"{row - 2}. {note}")
    first = len(NOTES) + 4
    for place, name in enumerate(("列", "编码", "要求", "格式", "可选的值", "又名")):
        sheet.write_string(first, place, name, head)
    for row, column in enumerate(found, first + 1):
        longest = f"，至多 {column.longest} 字" if column.longest else ""
        said = (
            column.name,
            column.code,
            column.needed or "可不填",
            f"{column.form}{longest}",
            "、".join(column.options),
            "、".join(column.aliases),
        )
        for place, text in enumerate(said):
            sheet.write_string(row, place, text, cell)


def _lists(book: "xlsxwriter.Workbook", found: Sequence[Column]) -> None:
    """What the dropdowns offer, on a sheet of its own that is not shown."""
    offered = [each for each in found if each.options]
    if not offered:
        return
    sheet = book.add_worksheet(LISTS)
    sheet.hide()
    for place, column in enumerate(offered):
        sheet.write_column(0, place, [column.code, *column.options])


def _needed(field: Field, names: dict[str, str]) -> str:
    match field.required:
        case Required.ALWAYS:
            return "必填"
        case Required.ORGANISATION:
            return "必填（自然人除外）"
        case Required.WHEN:
            said = names.get(field.when_field, field.when_field)
            return f"“{said}”含{'、'.join(field.when_has)}时必填"
    return ""
