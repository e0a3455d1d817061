"""What a part of a rulebook may look like. A shape reads it, writes it back, and describes it as
JSON Schema: one definition for all three, so they cannot disagree.

Only whole numbers leave a shape: points are hundredths, weights thousandths, amounts 分.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ratings.language.problems import Findings, Path
from sectors.loader.reader import ListNode, MapNode, Node, Scalar

Schema = dict[str, Any]
# A part that could not be read; the finding says why.
WRONG = object()

DECIMAL = re.compile(r"(-?)(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,6}))?")
MONEY = re.compile(r"(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,6}))?(元|万元|亿元)")
YUAN = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
CODE_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Shape(ABC):
    @abstractmethod
    def read(self, node: Node, path: Path, to: Findings) -> Any:
        """The value, or WRONG after a finding was added."""

    @abstractmethod
    def plain(self, value: Any) -> Any:
        """The value as canonical text has it: str, int, bool, date, list or dict."""

    @abstractmethod
    def schema(self, defs: dict[str, Schema]) -> Schema:
        """Its JSON Schema; what is named goes into `defs`."""


def refuse(to: Findings, node: Node, reason: str, remedy: str) -> object:
    to.add("rulebook.shape", node.line, reason, remedy)
    return WRONG


def label(path: Path) -> str:
    names = [each for each in path if isinstance(each, str)]
    return f"“{names[-1]}”" if names else "这份文件"


@dataclass(frozen=True)
class Text(Shape):
    longest: int = 200
    pattern: re.Pattern[str] | None = None
    hint: str = ""

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return refuse(to, node, f"{label(path)}应为文字", "数字和日期作文字用时请加引号。")
        text = node.value.strip()
        if not text or len(text) > self.longest:
            return refuse(to, node, f"{label(path)}应有 1 至 {self.longest} 个字", "请更正。")
        if self.pattern and not self.pattern.fullmatch(text):
            return refuse(to, node, f"{label(path)}的写法不对", self.hint)
        return text

    def plain(self, value: Any) -> Any:
        return value

    def schema(self, defs: dict[str, Schema]) -> Schema:
        found: Schema = {"type": "string", "minLength": 1, "maxLength": self.longest}
        if self.pattern:
            found["pattern"] = f"^(?:{self.pattern.pattern})$"
        return found


CODE = Text(40, CODE_PATTERN, "只能用小写英文字母、数字和 -，不超过 40 个。")


@dataclass(frozen=True)
class Word(Shape):
    """One of a fixed set of words."""

    words: type[StrEnum]

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        values = [each.value for each in self.words]
        given = node.value if isinstance(node, Scalar) else None
        if not isinstance(given, bool) and str(given) in values:
            return self.words(str(given))
        return refuse(to, node, f"{label(path)}的取值不对", f"只能是 {'、'.join(values)}。")

    def plain(self, value: Any) -> Any:
        return str(value)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"enum": [each.value for each in self.words]}


@dataclass(frozen=True)
class Whole(Shape):
    least: int = 0
    most: int = 1_200

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        value = node.value if isinstance(node, Scalar) else None
        if type(value) is int and self.least <= value <= self.most:
            return value
        return refuse(to, node, f"{label(path)}应为 {self.least} 至 {self.most} 的整数", "请更正。")

    def plain(self, value: Any) -> Any:
        return value

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Flag(Shape):
    def read(self, node: Node, path: Path, to: Findings) -> Any:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        return refuse(to, node, f"{label(path)}应为 true 或 false", "请更正。")

    def plain(self, value: Any) -> Any:
        return value

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day(Shape):
    def read(self, node: Node, path: Path, to: Findings) -> Any:
        if isinstance(node, Scalar) and isinstance(node.value, date):
            return node.value
        return refuse(to, node, f"{label(path)}应为日期", "写作 2026-01-01，不加引号。")

    def plain(self, value: Any) -> Any:
        return value

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Decimal(Shape):
    """A number with at most `digits` decimals, kept as a whole number of its smallest unit. Written
    as a whole number, or in quotes: "-1.5". A number with a point outside quotes is refused by the
    reader, because it would be a float."""

    digits: int = 2
    least: int = -100_000_000
    most: int = 100_000_000

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        raw = node.value if isinstance(node, Scalar) else None
        if isinstance(raw, bool) or not isinstance(raw, int | str):
            return self._refuse(node, path, to)
        match = DECIMAL.fullmatch(str(raw))
        if match is None or len(match[3] or "") > self.digits:
            return self._refuse(node, path, to)
        value = int(match[2]) * 10**self.digits + int((match[3] or "").ljust(self.digits, "0"))
        value = -value if match[1] else value
        if not self.least <= value <= self.most:
            return self._refuse(node, path, to)
        return value

    def _refuse(self, node: Node, path: Path, to: Findings) -> object:
        span = f"{self.plain(self.least)} 至 {self.plain(self.most)}"
        remedy = f'写整数，或加引号写至多 {self.digits} 位小数，如 "-1.5"。'
        return refuse(to, node, f"{label(path)}应为 {span} 的数", remedy)

    def plain(self, value: Any) -> Any:
        whole, rest = divmod(abs(value), 10**self.digits)
        sign = "-" if value < 0 else ""
        if rest == 0:
            return int(f"{sign}{whole}")
        return f"{sign}{whole}.{rest:0{self.digits}d}".rstrip("0")

    def schema(self, defs: dict[str, Schema]) -> Schema:
        pattern = rf"^-?(0|[1-9][0-9]{{0,8}})(\.[0-9]{{1,{self.digits}}})?$"
        return {"oneOf": [{"type": "integer"}, {"type": "string", "pattern": pattern}]}


POINT = Decimal(2)
WEIGHT = Decimal(3, 0, 100_000)


@dataclass(frozen=True)
class Amount(Shape):
    """An amount of money in 分, written with its unit: 5000元, 10万元."""

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        raw = node.value if isinstance(node, Scalar) else None
        match = MONEY.fullmatch(raw) if isinstance(raw, str) else None
        if match:
            rest = match[2] or ""
            value, left = divmod(int(match[1] + rest) * YUAN[match[3]], 10 ** len(rest))
            if left == 0:
                return value
        return refuse(to, node, f"{label(path)}应为金额", "写作 5000元 或 10万元，不低于 1 分。")

    def plain(self, value: Any) -> Any:
        if value % YUAN["万元"] == 0 and value:
            return f"{value // YUAN['万元']}万元"
        yuan, fen = divmod(value, 100)
        return f"{yuan}.{fen:02d}元" if fen else f"{yuan}元"

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"type": "string", "pattern": f"^{MONEY.pattern}$"}


@dataclass(frozen=True)
class MonthDay(Shape):
    """A day of every year, written "12-31"; 29 February is not one."""

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        raw = node.value if isinstance(node, Scalar) else None
        try:
            return _month_day(raw)
        except ValueError:
            return refuse(
                to, node, f"{label(path)}应为每年的一天", '写作 "12-31"；不能是 2 月 29 日。'
            )

    def plain(self, value: Any) -> Any:
        return f"{value[0]:02d}-{value[1]:02d}"

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"type": "string", "pattern": "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}


def _month_day(raw: object) -> tuple[int, int]:
    if not isinstance(raw, str) or not re.fullmatch(r"[0-9]{2}-[0-9]{2}", raw):
        raise ValueError(raw)
    day = date(2023, int(raw[:2]), int(raw[3:]))
    return day.month, day.day


@dataclass(frozen=True)
class Many(Shape):
    item: Shape
    least: int = 0
    most: int = 200

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        if not isinstance(node, ListNode):
            return refuse(to, node, f"{label(path)}应为列表", "每项以“- ”开头，或写在 [ ] 里。")
        if not self.least <= len(node.items) <= self.most:
            return refuse(to, node, f"{label(path)}应有 {self.least} 至 {self.most} 项", "请增减。")
        found = []
        for number, item in enumerate(node.items):
            to.lines[(*path, number)] = item.line
            found.append(self.item.read(item, (*path, number), to))
        return WRONG if WRONG in found else tuple(found)

    def plain(self, value: Any) -> Any:
        return [self.item.plain(each) for each in value]

    def schema(self, defs: dict[str, Schema]) -> Schema:
        items = self.item.schema(defs)
        return {"type": "array", "items": items, "minItems": self.least, "maxItems": self.most}


@dataclass(frozen=True)
class Later(Shape):
    """A shape that is defined further down, for parts that contain themselves."""

    shape: Callable[[], Shape]

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        return self.shape().read(node, path, to)

    def plain(self, value: Any) -> Any:
        return self.shape().plain(value)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return self.shape().schema(defs)


@dataclass(frozen=True)
class ByKey(Shape):
    """A mapping that is told apart by which of some keys it has: `{has: …}` or `{any: […]}`.

    `kinds` names, for each key, the type of the value (for writing) and its shape (for reading)."""

    kinds: Mapping[str, tuple[type, Shape]]

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        keys = [key for key in self.kinds if isinstance(node, MapNode) and key in node.entries]
        if len(keys) != 1:
            wanted = "、".join(self.kinds)
            return refuse(to, node, f"{label(path)}应写明其中一种：{wanted}", "请更正。")
        return self.kinds[keys[0]][1].read(node, path, to)

    def plain(self, value: Any) -> Any:
        shape = next(shape for kind, shape in self.kinds.values() if type(value) is kind)
        return shape.plain(value)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"oneOf": [shape.schema(defs) for _, shape in self.kinds.values()]}


@dataclass(frozen=True)
class Or(Shape):
    """A single value, or a mapping that says more."""

    single: Shape
    mapping: Shape

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        shape = self.mapping if isinstance(node, MapNode) else self.single
        return shape.read(node, path, to)

    def plain(self, value: Any) -> Any:
        shape = self.single if isinstance(value, int | str) else self.mapping
        return shape.plain(value)

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"oneOf": [self.single.schema(defs), self.mapping.schema(defs)]}
