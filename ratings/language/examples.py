"""Worked examples that travel with the rulebook: they are run before it may go any further."""

from datetime import date
from typing import Any

from ratings.language import words
from ratings.language.problems import Findings, Path
from ratings.language.scales import GRADE
from ratings.language.shapes import (
    CODE,
    POINT,
    Amount,
    Day,
    Flag,
    Many,
    Schema,
    Shape,
    Text,
    Word,
    refuse,
)
from ratings.language.terms import Of, said, term
from sectors.loader.reader import Node, Scalar


class FieldValue(Shape):
    """What a field of a fact holds: a word or a whole number."""

    def read(self, node: Node, path: Path, to: Findings) -> Any:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, str | int) and not isinstance(value, bool):
            return value
        return refuse(to, node, "数据项的值应为文字或整数", "请更正。")

    def plain(self, value: Any) -> Any:
        return value

    def schema(self, defs: dict[str, Schema]) -> Schema:
        return {"type": ["string", "integer"]}


@term
class ExampleField:
    """A field of a fact."""

    field: str = said(Text(40), "数据项")
    value: str | int = said(FieldValue(), "值")


@term
class ExampleEffect:
    """What later happened to a fact."""

    kind: words.EffectKind = said(Word(words.EffectKind), "效力")
    starts_on: date = said(Day(), "自")
    ends_on: date | None = said(Day(), "至（不含）", default=None)


@term
class ExampleFact:
    """A fact of an example."""

    item: str = said(CODE, "目录条目或条线")
    behaviour: str = said(CODE, "失信行为", default="")
    severity: words.Severity | None = said(Word(words.Severity), "失信程度", default=None)
    intent: words.Intent | None = said(Word(words.Intent), "主观因素", default=None)
    outcome: str = said(Text(40), "结果或等级", default="")
    fine: int | None = said(Amount(), "罚款", default=None)
    confiscated: int | None = said(Amount(), "没收", default=None)
    decided_on: date | None = said(Day(), "决定日期", default=None)
    starts_on: date = said(Day(), "生效日期")
    ends_on: date | None = said(Day(), "失效日期", default=None)
    recorded_on: date | None = said(Day(), "归集日期", default=None)
    clock_starts_on: date | None = said(Day(), "公示起算日", default=None)
    performed_on: date | None = said(Day(), "履行完毕日期", default=None)
    fields: tuple[ExampleField, ...] = said(Many(Of(ExampleField), 1, 20), "数据项", default=())
    effects: tuple[ExampleEffect, ...] = said(Many(Of(ExampleEffect), 1, 10), "效力", default=())


@term
class ExampleSubject:
    """The organisation of an example."""

    kind: words.Kind = said(Word(words.Kind), "主体类别", default=words.Kind.ENTERPRISE)
    status: words.Status = said(Word(words.Status), "登记状态", default=words.Status.ACTIVE)
    region: str = said(Text(12), "地区", default="")
    industry: str = said(Text(4), "行业", default="")
    established_on: date | None = said(Day(), "成立日期", default=None)


@term
class Expected:
    """What must come out."""

    grade: str = said(GRADE, "等级", default="")
    score: int | None = said(POINT, "得分", default=None)
    in_scope: bool = said(Flag(), "适用", default=True)


SOMEBODY = ExampleSubject()


@term
class Example:
    """An organisation on a day, its facts, and the grade it must have."""

    code: str = said(CODE, "代号")
    name: str = said(Text(120), "说明")
    day: date = said(Day(), "日期")
    subject: ExampleSubject = said(Of(ExampleSubject), "主体", default=SOMEBODY)
    facts: tuple[ExampleFact, ...] = said(Many(Of(ExampleFact), 0, 100), "事实", default=())
    expects: Expected = said(Of(Expected), "应得")
