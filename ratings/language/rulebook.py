"""The rulebook: a rating method as dated, cited law."""

from datetime import date

from ratings.language import words
from ratings.language.consequences import (
    CADENCE,
    Cadence,
    Consequence,
    Continuous,
    Proposal,
    Scope,
)
from ratings.language.determinations import Determination
from ratings.language.documents import Citation, Document
from ratings.language.examples import Example
from ratings.language.rules import Group, Indicator, Rule
from ratings.language.scales import Scale
from ratings.language.shapes import CODE, Day, Flag, Many, Text, Whole, Word
from ratings.language.terms import Of, said, term
from ratings.language.verdicts import Ceiling, Floor, Outside, Require, Veto

EVERY_DAY = Continuous(continuous="每日")
ALL = Scope()


@term
class Rulebook:
    """评价规则: how organisations are graded in a line, from a day on."""

    code: str = said(CODE, "代号", key="rulebook")
    version: int = said(Whole(1, 10_000), "版本")
    line: str = said(CODE, "条线")
    name: str = said(Text(120), "名称")
    purpose: words.Purpose = said(Word(words.Purpose), "用途", default=words.Purpose.OFFICIAL)
    determined_by: words.DeterminedBy = said(Word(words.DeterminedBy), "认定")
    from_date: date = said(Day(), "施行日期")
    documents: tuple[Document, ...] = said(Many(Of(Document), 1, 50), "依据文件")
    visible_to: words.Visibility = said(Word(words.Visibility), "谁可以看到等级")
    cadence: Cadence = said(CADENCE, "评价周期", default=EVERY_DAY)
    monotone: bool = said(Flag(), "失信只降不升、修复只升不降", default=True)
    not_monotone: Citation | None = said(Of(Citation), "不满足时的依据", default=None)
    disputed: words.Disputed = said(
        Word(words.Disputed), "异议期间", default=words.Disputed.COUNTED
    )
    applies_to: Scope = said(Of(Scope), "适用范围", default=ALL)
    scale: Scale = said(Of(Scale), "等级与分数")
    groups: tuple[Group, ...] = said(Many(Of(Group), 0, 30), "指标组", default=())
    indicators: tuple[Indicator, ...] = said(Many(Of(Indicator), 0, 60), "指标", default=())
    determination: Determination | None = said(Of(Determination), "外部认定", default=None)
    floors: tuple[Floor, ...] = said(Many(Of(Floor), 0, 60), "不低于", default=())
    ceilings: tuple[Ceiling, ...] = said(Many(Of(Ceiling), 0, 60), "不高于", default=())
    requires: tuple[Require, ...] = said(Many(Of(Require), 0, 60), "须具备", default=())
    outside: tuple[Outside, ...] = said(Many(Of(Outside), 0, 20), "等级之外", default=())
    vetoes: tuple[Veto, ...] = said(Many(Of(Veto), 0, 60), "直接判级", default=())
    consequences: tuple[Consequence, ...] = said(Many(Of(Consequence), 0, 20), "运用", default=())
    proposes: tuple[Proposal, ...] = said(Many(Of(Proposal), 0, 20), "名单建议", default=())
    examples: tuple[Example, ...] = said(Many(Of(Example), 0, 500), "示例", default=())

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for indicator in self.indicators for rule in indicator.rules)
