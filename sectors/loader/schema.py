"""Saying what a section may hold. Every mistake is collected, with its line and the remedy.

    LINE = Record({"code": Text(CODE), "name": Text(50), "from_date": Day(required=False)})

`Record.check` turns nodes into a Row: plain values by field name, that still know their lines.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sectors.loader.problems import Problem
from sectors.loader.reader import ListNode, MapNode, Node, Scalar

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,39}")
CODE_HINT = "只能用英文字母、数字、- 和 _，不超过 40 个"


@dataclass(frozen=True, slots=True)
class Row:
    """One checked mapping of a pack file. A field left out is None (or its default)."""

    file: str
    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def line_of(self, name: str) -> int:
        return self.lines.get(name, self.line)

    def problem(self, name: str, reason: str, remedy: str = "") -> Problem:
        return Problem(self.file, self.line_of(name), reason, remedy)


@dataclass(slots=True)
class Checking:
    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, reason: str, remedy: str = "") -> None:
        self.problems.append(Problem(self.file, line, reason, remedy))


@dataclass(frozen=True, kw_only=True)
class Shape(ABC):
    required: bool = True
    nullable: bool = False
    default: Any = None

    @abstractmethod
    def check(self, node: Node, label: str, to: Checking) -> Any:
        """The plain value; what is wrong goes `to` the list and gives None."""

    def take(self, node: Node, label: str, to: Checking) -> Any:
        if isinstance(node, Scalar) and node.value is None:
            if self.nullable:
                return self.default
            to.add(node.line, f"“{label}”不能为 null", "请填写，不适用时删去这一项。")
            return None
        return self.check(node, label, to)


@dataclass(frozen=True)
class Text(Shape):
    longest: int = 200
    pattern: re.Pattern[str] | None = None
    hint: str = ""

    def check(self, node: Node, label: str, to: Checking) -> str | None:
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            to.add(node.line, f"“{label}”应为文字", _quote(node))
            return None
        text = node.value.strip()
        if not text:
            to.add(node.line, f"“{label}”是空的", "请填写内容。")
        elif len(text) > self.longest:
            to.add(node.line, f"“{label}”超过 {self.longest} 个字", "请缩短。")
        elif self.pattern and not self.pattern.fullmatch(text):
            to.add(node.line, f"“{label}”的写法不对：{text}", f"{self.hint}。" if self.hint else "")
        else:
            return text
        return None


def code(**options: Any) -> Text:
    return Text(40, CODE, CODE_HINT, **options)


@dataclass(frozen=True)
class Choice(Shape):
    choices: tuple[str, ...] = ()

    def check(self, node: Node, label: str, to: Checking) -> str | None:
        if isinstance(node, Scalar) and node.value in self.choices:
            return str(node.value)
        to.add(node.line, f"“{label}”的取值不对", f"只能是 {'、'.join(self.choices)}。")
        return None


@dataclass(frozen=True)
class Whole(Shape):
    least: int = 0
    most: int = 1_000_000

    def check(self, node: Node, label: str, to: Checking) -> int | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and self._fits(value):
            return value
        to.add(node.line, f"“{label}”应为 {self.least} 至 {self.most} 的整数", "请更正。")
        return None

    def _fits(self, value: int) -> bool:
        return self.least <= value <= self.most


@dataclass(frozen=True)
class Flag(Shape):
    def check(self, node: Node, label: str, to: Checking) -> bool | None:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        to.add(node.line, f"“{label}”应为 true 或 false", "请更正。")
        return None


@dataclass(frozen=True)
class Day(Shape):
    def check(self, node: Node, label: str, to: Checking) -> date | None:
        if isinstance(node, Scalar) and isinstance(node.value, date):
            return node.value
        to.add(node.line, f"“{label}”应为日期", "写作 2021-03-26，不加引号。")
        return None


@dataclass(frozen=True)
class ListOf(Shape):
    item: Shape = field(default_factory=Text)
    least: int = 0
    most: int = 20_000
    unique: str = ""

    def check(self, node: Node, label: str, to: Checking) -> list[Any] | None:
        if not isinstance(node, ListNode):
            to.add(node.line, f"“{label}”应为列表", "每项以“- ”开头，或写在 [ ] 里。")
            return None
        if not self.least <= len(node.items) <= self.most:
            to.add(node.line, f"“{label}”应有 {self.least} 至 {self.most} 项", "请增减。")
        found = [self.item.take(item, label, to) for item in node.items]
        kept = [item for item in found if item is not None]
        if self.unique:
            _refuse_repeated(kept, self.unique, label, to)
        return kept


@dataclass(frozen=True)
class Record(Shape):
    fields: Mapping[str, Shape] = field(default_factory=dict)

    def check(self, node: Node, label: str, to: Checking) -> Row | None:
        if not isinstance(node, MapNode):
            to.add(node.line, f"“{label}”应为“键: 值”的形式", "请更正。")
            return None
        before = len(to.problems)
        for name in node.entries:
            if name not in self.fields:
                known = "、".join(self.fields)
                to.add(node.key_lines[name], f"“{label}”没有“{name}”这一项", f"可用的有：{known}。")
        values = {name: shape.default for name, shape in self.fields.items()}
        for name, shape in self.fields.items():
            if name in node.entries:
                values[name] = shape.take(node.entries[name], name, to)
            elif shape.required:
                to.add(node.line, f"“{label}”缺少“{name}”", "请补上。")
        if len(to.problems) > before:
            return None
        return Row(to.file, node.line, values, node.key_lines)

    def extended(self, fields: Mapping[str, Shape]) -> "Record":
        return Record(fields={**self.fields, **fields})


def rows(value: list[Row] | None) -> Iterator[Row]:
    yield from value or ()


def _refuse_repeated(found: list[Any], name: str, label: str, to: Checking) -> None:
    seen: dict[Any, int] = {}
    for row in found:
        key = row[name]
        if key in seen:
            line = seen[key]
            to.add(row.line_of(name), f"“{label}”里“{key}”重复", f"第 {line} 行已有，请只留一处。")
        seen.setdefault(key, row.line_of(name))


def _quote(node: Node) -> str:
    if isinstance(node, Scalar) and not isinstance(node.value, bool):
        return "数字和日期作文字用时请加引号。"
    return "请写成一行文字。"
