"""Reading YAML strictly: a tree of plain values that know their line.

Packs are plain data written by people, so whatever could mean two things is refused and the remedy
said: anchors, aliases, tags, merge keys, repeated keys, empty values, yes/no, numbers that begin
with 0, numbers with a point, dates that do not exist. The tree is built from the parser's events
with a stack of our own, so neither depth nor aliases can exhaust the machine.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

import yaml

from sectors.loader.problems import Problem, Unreadable

LARGEST = 1024 * 1024
DEEPEST = 20

Value = str | int | bool | date | None

# The same events either way; the C library only makes them faster where it is present.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_LEADING_ZERO = re.compile(r"-?0[0-9]+")
_FRACTION = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?)|[-+]?\.(inf|nan)", re.I
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_AMBIGUOUS = re.compile(r"(yes|no|on|off|y|n)", re.I)
_WORDS: Mapping[str, Value] = {"null": None, "~": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Scalar:
    value: Value
    line: int


@dataclass(frozen=True, slots=True)
class ListNode:
    items: Sequence["Node"]
    line: int


@dataclass(frozen=True, slots=True)
class MapNode:
    entries: Mapping[str, "Node"]
    key_lines: Mapping[str, int]
    line: int


Node = Scalar | ListNode | MapNode


def read(file: str, raw: bytes) -> MapNode:
    """The file as a tree. Raises Unreadable with the first thing that is wrong."""
    return _Builder(file).build(_text(file, raw))


def _text(file: str, raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise Unreadable(Problem(file, 1, "文件超过 1 MB", "请拆成几个文件。"))
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        raise Unreadable(Problem(file, line, "含有空字符（NUL）", "请用文本编辑器重新保存。"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(Problem(file, line, "不是 UTF-8 编码", "请另存为 UTF-8。")) from error
    if found := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text[: found.start()].count("\n") + 1
        raise Unreadable(Problem(file, line, "含有不允许的控制字符", "请删除不可见字符。"))
    return text


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.open: list[_Open] = []
        self.root: Node | None = None

    def build(self, text: str) -> MapNode:
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = min(mark.line, text.rstrip("\n").count("\n")) + 1 if mark else 1
            self._refuse(line, "不是合格的 YAML", "请检查缩进、冒号、引号和括号。")
        if not isinstance(self.root, MapNode):
            line = self.root.line if self.root else 1
            self._refuse(line, "内容不是“键: 值”的形式", "请以 section: 开头。")
        return self.root

    def _take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.AliasEvent():
                self._refuse(line, "使用了别名（*）", "请把内容写全。")
            case yaml.ScalarEvent() | yaml.CollectionStartEvent():
                if event.anchor is not None:
                    self._refuse(line, "使用了锚点（&）", "请把内容写全。")
                if event.tag is not None:
                    self._refuse(line, "使用了类型标记（!）", "请删去标记，直接写值。")
                if isinstance(event, yaml.ScalarEvent):
                    self._scalar(event, line)
                else:
                    self._begin(event, line)
            case yaml.CollectionEndEvent():
                self._put(self.open.pop().node(), line)
            case yaml.DocumentStartEvent() if self.root is not None:
                self._refuse(line, "一个文件里有多份内容（---）", "请拆成几个文件。")

    def _begin(self, event: yaml.CollectionStartEvent, line: int) -> None:
        if len(self.open) >= DEEPEST:
            self._refuse(line, f"嵌套超过 {DEEPEST} 层", "请把内容放平。")
        if self.open and self.open[-1].wants_key:
            self._refuse(line, "键不是文字", "键只能是小写英文名称。")
        self.open.append(_Open(isinstance(event, yaml.MappingStartEvent), line))

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if self.open and self.open[-1].wants_key:
            self._key(event.value, line)
            return
        value = self._plain(event.value, line) if not event.style else event.value
        if isinstance(value, str):
            self._visible(value, line)
        self._put(Scalar(value, line), line)

    def _key(self, key: str, line: int) -> None:
        place = self.open[-1]
        if key == "<<":
            self._refuse(line, "使用了合并键（<<）", "请把内容写全。")
        self._visible(key, line)
        if key in place.entries:
            first = place.key_lines[key]
            self._refuse(line, f"“{key}”重复", f"第 {first} 行已经写过，请只留一处。")
        place.key, place.key_lines[key] = key, line

    def _plain(self, raw: str, line: int) -> Value:
        if raw in _WORDS:
            return _WORDS[raw]
        if raw == "":
            self._refuse(line, "值是空的", "没有内容请写 null，或删去这一项。")
        if _AMBIGUOUS.fullmatch(raw) or raw.lower() in _WORDS:
            self._refuse(line, f"“{raw}”的含义不明确", "是非请写 true 或 false，文字请加引号。")
        if _INTEGER.fullmatch(raw):
            return int(raw)
        if _LEADING_ZERO.fullmatch(raw):
            self._refuse(line, f"“{raw}”以 0 开头", "代码请加引号。")
        if _FRACTION.fullmatch(raw):
            self._refuse(line, f"“{raw}”是小数或过大的数", "请用整数（如分），文字请加引号。")
        if _DATE.fullmatch(raw):
            return self._date(raw, line)
        return raw

    def _date(self, raw: str, line: int) -> date:
        try:
            return date.fromisoformat(raw)
        except ValueError:
            self._refuse(line, f"没有“{raw}”这一天", "日期写作 2021-03-26。")

    def _visible(self, text: str, line: int) -> None:
        """Control, formatting (as bidirectional marks) and unassigned characters hide things."""
        if any(
            unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"} for sign in text if sign != "\n"
        ):
            self._refuse(line, "含有不可见字符", "请删除后重新输入。")

    def _put(self, node: Node, line: int) -> None:
        if not self.open:
            self.root = node
            return
        self.open[-1].add(node)

    def _refuse(self, line: int, reason: str, remedy: str) -> NoReturn:
        raise Unreadable(Problem(self.file, line, reason, remedy))


class _Open:
    """A list or mapping whose end has not been met."""

    def __init__(self, is_map: bool, line: int) -> None:
        self.is_map, self.line = is_map, line
        self.items: list[Node] = []
        self.entries: dict[str, Node] = {}
        self.key_lines: dict[str, int] = {}
        self.key: str | None = None

    @property
    def wants_key(self) -> bool:
        return self.is_map and self.key is None

    def add(self, node: Node) -> None:
        if self.key is not None:
            self.entries[self.key] = node
            self.key = None
        else:
            self.items.append(node)

    def node(self) -> Node:
        if self.is_map:
            return MapNode(self.entries, self.key_lines, self.line)
        return ListNode(self.items, self.line)
