"""Terms: the parts of a rulebook as frozen dataclasses whose fields know their shape.

    @term
    class Cap:
        least: int | None = said(POINT, "下限", default=None)

A term equals another by what it says; where it stood in the text is kept beside it (Lines).
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

from ratings.language.problems import Findings, Path
from ratings.language.shapes import WRONG, Schema, Shape, label, refuse
from sectors.loader.reader import MapNode, Node, Scalar

T = TypeVar("T")
_NEEDED: Any = dataclasses.MISSING


def said(shape: Shape, title: str, *, key: str = "", default: Any = _NEEDED) -> Any:
    """A field of a term: its shape, what it is called in Chinese, and its key where that differs
    from its name. With a default it may be left out, and is left out of canonical text."""
    metadata = {"shape": shape, "title": title, "key": key}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(said,))
def term(cls: type[T]) -> type[T]:
    return dataclass(frozen=True, kw_only=True)(cls)


@dataclass(frozen=True)
class Part:
    """A field of a term, as its definition has it."""

    name: str
    key: str
    title: str
    shape: Shape
    default: Any

    @property
    def is_needed(self) -> bool:
        return self.default is _NEEDED


def parts(cls: type) -> list[Part]:
    return [
        Part(
            name=each.name,
            key=each.metadata["key"] or each.name,
            title=each.metadata["title"],
            shape=each.metadata["shape"],
            default=each.default,
        )
        for each in dataclasses.fields(cls)
    ]


@dataclass(frozen=True)
class Of(Shape):
    """A mapping with the keys of a term. `wrong` says what is wrong with a whole whose parts are
    right each by itself, or nothing."""

    term: type
    wrong: Callable[[Any], str] | None = None

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        if not isinstance(node, MapNode):
            return refuse(to, node, f"{label(path)}应为“键: 值”的形式", "请更正。")
        known = {part.key: part for part in parts(self.term)}
        values: dict[str, Any] = {}
        for key, entry in node.entries.items():
            here = (*path, key)
            to.lines[here] = node.key_lines[key]
            if key not in known:
                remedy = f"可用的有：{'、'.join(known)}。"
                to.add("rulebook.unknown_key", node.key_lines[key], f"没有“{key}”这一项", remedy)
                values[key] = WRONG
            elif isinstance(entry, Scalar) and entry.value is None:
                refuse(to, entry, f"{label(here)}不能为 null", "不适用时请删去这一项。")
                values[key] = WRONG
            else:
                values[known[key].name] = known[key].shape.read(entry, here, to)
        missing = [part.key for part in known.values() if part.is_needed]
        for key in missing:
            if key not in node.entries:
                refuse(to, node, f"{label(path)}缺少“{key}”（{known[key].title}）", "请补上。")
                values[key] = WRONG
        if any(value is WRONG for value in values.values()):
            return WRONG
        made = self.term(**values)
        if self.wrong and (reason := self.wrong(made)):
            return refuse(to, node, reason, "请更正。")
        return made

    def plain(self, value: Any) -> Any:
        found = {}
        for part in parts(self.term):
            given = getattr(value, part.name)
            if part.is_needed or given != part.default:
                found[part.key] = part.shape.plain(given)
        return found

    def schema(self, defs: dict[str, Schema]) -> Schema:
        name = self.term.__name__
        if name not in defs:
            described: Schema = {"type": "object"}
            defs[name] = described
            doc = " ".join((self.term.__doc__ or "").split())
            described["description"] = doc
            described["properties"] = {
                part.key: {"title": part.title, **part.shape.schema(defs)}
                for part in parts(self.term)
            }
            described["required"] = [part.key for part in parts(self.term) if part.is_needed]
            described["additionalProperties"] = False
        return {"$ref": f"#/$defs/{name}"}
