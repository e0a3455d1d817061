"""What people fill in: uploads, letters, reasons, number patterns, the public's code."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from core.errors import Refusal
from documents.decisions.numbering import FIRST_YEAR, LAST_YEAR, is_pattern
from documents.models import EvidenceFile
from documents.papers import registry
from documents.papers.letter import LONGEST_CELL, LONGEST_PARAGRAPH, MOST_COLUMNS, MOST_ROWS

WHOLE_NUMBER = "请填写 1 至 999999 的整数。"
CELLS = re.compile(r"\t|[,，|｜]")


class UploadForm(forms.Form):
    """The files themselves are taken in by documents.uploads, not by a form field."""

    retention = forms.ChoiceField(
        label="材料用途",
        choices=[
            (value.value, value.label)
            for value in EvidenceFile.Retention
            if value is not EvidenceFile.Retention.INTAKE
        ],
    )


class FileFilters(forms.Form):
    state = forms.ChoiceField(
        label="安全检查", required=False, choices=[("", "全部"), *EvidenceFile.Scan.choices]
    )


class DocumentFilters(forms.Form):
    kind = forms.ChoiceField(label="种类", required=False)
    year = forms.IntegerField(
        label="年份", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    number = forms.CharField(label="文号", required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(paper.kind, paper.title) for paper in registry.papers()]
        self.fields["kind"] = forms.ChoiceField(
            label="种类", required=False, choices=[("", "全部"), *kinds]
        )
        self.fields["number"].help_text = "序号或完整文号"


class LetterForm(forms.Form):
    """A letter as people write it: paragraphs by line, a table as pasted from a spreadsheet."""

    title = forms.CharField(
        label="标题", max_length=100, help_text="例如：关于商请协助核实有关情况的函。"
    )
    addressee = forms.CharField(
        label="主送单位", max_length=100, help_text="写单位全称，不加冒号。"
    )
    paragraphs = forms.CharField(
        label="正文",
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="每段一行，段首不用空格。",
    )
    table = forms.CharField(
        label="表格",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="没有表格的留空。可从电子表格复制粘贴：每行一条，第一行是表头，栏与栏之间是制表符或逗号。",
    )
    closing = forms.CharField(
        label="结语",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="印在表格之后，例如：专此函达。",
    )
    attachments = forms.CharField(
        label="附件名称",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个，不用编号。",
    )

    def clean_paragraphs(self) -> str:
        text: str = self.cleaned_data["paragraphs"]
        for place, line in enumerate(_lines(text), start=1):
            if len(line) > LONGEST_PARAGRAPH:
                raise forms.ValidationError(
                    f"第 {place} 段有 {len(line)} 个字，最多 {LONGEST_PARAGRAPH} 个，请分段。"
                )
        return text

    def clean_table(self) -> dict[str, Any] | None:
        text: str = self.cleaned_data["table"]
        lines = [line for line in text.splitlines() if line.strip()]
        if not lines:
            return None
        separator = "\t" if "\t" in lines[0] else CELLS
        cells = [[cell.strip() for cell in re.split(separator, line.strip(" "))] for line in lines]
        columns, rows = cells[0], cells[1:]
        if len(columns) > MOST_COLUMNS:
            raise forms.ValidationError(
                f"表头有 {len(columns)} 栏，最多 {MOST_COLUMNS} 栏，请精简或改为附件。"
            )
        if len(rows) > MOST_ROWS:
            raise forms.ValidationError(f"表格有 {len(rows)} 行，最多 {MOST_ROWS} 行，请改为附件。")
        for place, row in enumerate(rows, start=2):
            if len(row) != len(columns):
                raise forms.ValidationError(
                    f"第 {place} 行有 {len(row)} 栏，表头有 {len(columns)} 栏，请对齐。"
                )
            if any(len(cell) > LONGEST_CELL for cell in row):
                raise forms.ValidationError(f"第 {place} 行有一格超过 {LONGEST_CELL} 个字。")
        return {"columns": columns, "rows": rows}

    def letter(self) -> dict[str, Any]:
        """What the paper's schema wants."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "addressee": given["addressee"].rstrip("：:"),
            "paragraphs": _lines(given["paragraphs"]),
            "table": given["table"],
            "closing": _lines(given["closing"]),
            "attachments": _lines(given["attachments"]),
        }

    @classmethod
    def written(cls, data: Mapping[str, Any]) -> dict[str, str]:
        """A letter's data as the form shows it again."""
        table = data.get("table")
        rows = [table["columns"], *table["rows"]] if table else []
        return {
            "title": data.get("title", ""),
            "addressee": data.get("addressee", ""),
            "paragraphs": "\n".join(data.get("paragraphs", [])),
            "table": "\n".join("\t".join(row) for row in rows),
            "closing": "\n".join(data.get("closing", [])),
            "attachments": "\n".join(data.get("attachments", [])),
        }

    def show(self, refusal: Refusal) -> None:
        """Put what the schema found wrong beside the field it is about."""
        for found in refusal.fields:
            name = re.split(r"[.\[]", found.field)[0]
            self.add_error(name if name in self.fields else None, found.message)
        if not refusal.fields:
            self.add_error(None, refusal.detail)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由",
        min_length=4,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明原因和依据，不写个人信息。",
        error_messages={
            "min_length": "理由太短，请写明原因。",
            "max_length": "理由不超过 200 个字。",
        },
    )


class VersionForm(forms.Form):
    """Which version of a draft the person had before them when they pressed the button."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)


class PatternForm(forms.Form):
    kind = forms.CharField(widget=forms.HiddenInput, max_length=40)
    pattern = forms.CharField(
        label="文号格式",
        max_length=40,
        help_text="{year} 是年份，{number} 是序号；要补零到五位写 {number:05}。"
        "例如：澄信函〔{year}〕{number}号。",
    )
    first = forms.IntegerField(
        label="本年起始号",
        required=False,
        min_value=1,
        max_value=999_999,
        help_text="今年已在别处编到 30 号的，填 31；没有编过的留空。开始编号后不能再改。",
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], WHOLE_NUMBER),
    )

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"]
        if not is_pattern(pattern):
            raise forms.ValidationError("须各有一个 {year} 和 {number}，不能有其他花括号。")
        return pattern


class CodeForm(forms.Form):
    code = forms.CharField(
        label="核验码",
        max_length=64,
        help_text="印在本平台出具的报告、复函等文书每页的下方，"
        "16 位字母和数字，不分大小写，短横线可以不填。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
