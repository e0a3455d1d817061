"""What rows of an item are made of: the typed fields of a catalogue version.

A field says what it is called (code, Chinese name, older names), what it holds, and where that
goes: a column of the ledger, the item's own `fields`, the erasable `texts`, what the register says
of the subject, or nowhere. Templates carry numbers of persons that must not be kept: those go
nowhere."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Type(StrEnum):
    TEXT = "text"
    DATE = "date"
    # 万元, as the official templates have it, and 元; both are kept as 分.
    TEN_THOUSAND_YUAN = "money_wan"
    YUAN = "money_yuan"
    WHOLE = "whole"
    CHOICE = "choice"
    CHOICES = "choices"
    USCC = "uscc"
    PERSON = "person"


class Required(StrEnum):
    ALWAYS = "always"
    ORGANISATION = "organisation"
    WHEN = "when"
    NEVER = "never"


FIELDS, TEXTS, NOWHERE = "fields", "texts", "nowhere"
MONEY = frozenset({Type.TEN_THOUSAND_YUAN, Type.YUAN})
_WORDS = frozenset({Type.TEXT, Type.CHOICE, Type.CHOICES})
# Where a field may go, and what it must hold to go there.
COLUMNS: Mapping[str, frozenset[Type]] = {
    "source_key": _WORDS,
    "decided_on": frozenset({Type.DATE}),
    "starts_on": frozenset({Type.DATE}),
    "ends_on": frozenset({Type.DATE}),
    "document_no": _WORDS,
    "authority": _WORDS,
    "authority_code": frozenset({Type.USCC}),
    "basis": _WORDS,
    "behaviour": _WORDS,
    "severity": frozenset({Type.CHOICE}),
    "intent": frozenset({Type.CHOICE}),
    "outcome": _WORDS,
    "amount": MONEY,
    "confiscated": MONEY,
    "performed_on": frozenset({Type.DATE}),
    "subject.uscc": frozenset({Type.USCC}),
    "subject.name": _WORDS,
    "subject.category": frozenset({Type.CHOICE}),
    "subject.sign": _WORDS,
    "subject.status": frozenset({Type.CHOICE}),
    "subject.region_code": _WORDS,
    "subject.industry_code": _WORDS,
    "subject.established_on": frozenset({Type.DATE}),
    "subject.address": _WORDS,
    "subject.valid_from": frozenset({Type.DATE}),
}
TYPES: Mapping[str, str] = {
    Type.TEXT: "文本",
    Type.DATE: "日期",
    Type.TEN_THOUSAND_YUAN: "金额（万元）",
    Type.YUAN: "金额（元）",
    Type.WHOLE: "整数",
    Type.CHOICE: "单选",
    Type.CHOICES: "多选",
    Type.USCC: "统一社会信用代码",
    Type.PERSON: "人员姓名或证件号码",
}
REQUIREMENTS: Mapping[str, str] = {
    Required.NEVER: "选填",
    Required.ALWAYS: "必填",
    Required.ORGANISATION: "主体为法人和非法人组织时必填",
    Required.WHEN: "另一数据项为某值时必填",
}
PLACES: Mapping[str, str] = {
    FIELDS: "条目自有数据项",
    TEXTS: "可擦除文本",
    NOWHERE: "不予保存",
    "source_key": "来源单位的编号",
    "decided_on": "决定日期",
    "starts_on": "生效日期",
    "ends_on": "截止日期",
    "document_no": "文号",
    "authority": "作出机关",
    "authority_code": "作出机关代码",
    "basis": "依据",
    "behaviour": "失信行为",
    "severity": "失信程度",
    "intent": "主观因素",
    "outcome": "结果",
    "amount": "罚款金额",
    "confiscated": "没收金额",
    "performed_on": "履行完毕日期",
    "subject.uscc": "主体：统一社会信用代码",
    "subject.name": "主体：名称",
    "subject.category": "主体：类别",
    "subject.sign": "主体：字号",
    "subject.status": "主体：状态",
    "subject.region_code": "主体：行政区划",
    "subject.industry_code": "主体：行业",
    "subject.established_on": "主体：成立日期",
    "subject.address": "主体：住所",
    "subject.valid_from": "主体：信息生效日期",
}
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_IGNORED = re.compile(r"[\s\u200b-\u200f\ufeff*＊:：()（）\[\]【】]+")


@dataclass(frozen=True, slots=True)
class Field:
    code: str
    name: str
    type: Type
    into: str
    longest: int = 0
    required: Required = Required.NEVER
    when_field: str = ""
    when_has: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    is_public: bool = False
    unverified: bool = False

    @property
    def place(self) -> str:
        return PLACES[self.into]

    @property
    def type_name(self) -> str:
        return TYPES[self.type]

    @property
    def requirement(self) -> str:
        if self.required is Required.WHEN:
            return f"{self.when_field} 为{'、'.join(self.when_has)}时必填"
        return REQUIREMENTS[self.required]

    def headers(self) -> set[str]:
        """Everything a column of this field may be headed by, in one spelling."""
        return {plain_header(word) for word in (self.code, self.name, *self.aliases)}


def plain_header(word: str) -> str:
    """One spelling for a header: 决定书文号（必填）*, cf_wsh and CF_WSH."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", word)).upper()


def read_schema(raw: Sequence[Mapping[str, Any]]) -> tuple[Field, ...]:
    return tuple(
        Field(
            code=each["code"],
            name=each["name"],
            type=Type(each["type"]),
            into=each["into"],
            longest=each.get("longest") or 0,
            required=Required(each.get("required") or Required.NEVER),
            when_field=each.get("when_field") or "",
            when_has=tuple(each.get("when_has") or ()),
            options=tuple(each.get("options") or ()),
            aliases=tuple(each.get("aliases") or ()),
            is_public=bool(each.get("public")),
            unverified=bool(each.get("verify")),
        )
        for each in raw
    )


def mistakes(fields: Sequence[Field]) -> list[tuple[int, str]]:
    """What is wrong with a schema: the place of the field, and the reason in Chinese."""
    found: list[tuple[int, str]] = []
    codes = {field.code for field in fields}
    headers: dict[str, str] = {}
    targets: dict[str, str] = {}
    for place, field in enumerate(fields):
        found += [(place, reason) for reason in _alone(field, codes)]
        for header in sorted(field.headers()):
            other = headers.setdefault(header, field.code)
            if other != field.code:
                found.append((place, f"“{header}”同时是 {other} 的写法"))
        if field.into in COLUMNS:
            other = targets.setdefault(field.into, field.code)
            if other != field.code:
                found.append((place, f"{other} 已写入 {field.into}"))
    return found


def _alone(field: Field, codes: set[str]) -> Iterable[str]:
    if field.into not in {*COLUMNS, FIELDS, TEXTS, NOWHERE}:
        yield f"没有“{field.into}”这个去处"
    elif field.into in COLUMNS and field.type not in COLUMNS[field.into]:
        yield f"“{field.type}”不能写入 {field.into}"
    if field.type is Type.PERSON and field.into not in {TEXTS, NOWHERE}:
        yield "人员姓名和证件号码只能写入可擦除文本，或不予保存"
    if field.is_public and field.into in {TEXTS, NOWHERE}:
        yield "文本须经人工审查才能公开，不在此处设为公开"
    if (field.required is Required.WHEN) != bool(field.when_field and field.when_has):
        yield "条件必填须写明 when_field 和 when_has，其他情形不写"
    if field.when_field and field.when_field not in codes:
        yield f"没有数据项 {field.when_field}"
    if bool(field.options) != (field.type in {Type.CHOICE, Type.CHOICES}):
        yield "选项只用于选择类数据项，且不能为空"


def public_fields(raw: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    """The item's own fields as the public reads them, by Chinese name, in the schema's order. Reads
    the schema as it is stored: a page has many facts, and few fields of each are public."""
    return {
        field["name"]: values[field["code"]]
        for field in raw
        if field.get("public") and field["into"] == FIELDS and field["code"] in values
    }
