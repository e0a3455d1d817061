"""Points by band: a number, or a question about the fact with a branch for each answer.

Branches are tried in the order written. A fact that fits none gets `otherwise`; where there is
none it may not happen, and the check says so.
"""

from typing import Union

from ratings.language import words
from ratings.language.shapes import (
    POINT,
    Amount,
    ByKey,
    Later,
    Many,
    Or,
    Shape,
    Text,
    Whole,
    Word,
)
from ratings.language.terms import Of, said, term

Points = Union[int, "WordTree", "AmountTree", "NumberTree"]
FIELD = Text(40)


def _points() -> Shape:
    return POINTS


@term
class Case:
    """A branch for facts whose word is one of these."""

    words: tuple[str, ...] = said(Many(Text(100), 1), "取值", key="in")
    points: Points = said(Later(_points), "分值")


@term
class Band:
    """A branch for amounts from this one up to the next band's."""

    least: int = said(Amount(), "自（含）", key="from")
    points: Points = said(Later(_points), "分值")


@term
class Step:
    """A branch for numbers from this one up to the next step's."""

    least: int = said(Whole(0, 1_000_000_000), "自（含）", key="from")
    points: Points = said(Later(_points), "分值")


@term
class WordTree:
    """By a word of the fact: its item, behaviour, severity, intent, outcome, or a field."""

    by: words.ByWord = said(Word(words.ByWord), "依据")
    field: str = said(FIELD, "数据项", default="")
    cases: tuple[Case, ...] = said(Many(Of(Case), 1), "各种情形")
    otherwise: Points | None = said(Later(_points), "其他情形", default=None)


@term
class AmountTree:
    """By an amount of money of the fact."""

    by: words.ByAmount = said(Word(words.ByAmount), "依据")
    bands: tuple[Band, ...] = said(Many(Of(Band), 1, 30), "金额分档")
    otherwise: Points | None = said(Later(_points), "没有金额时", default=None)


@term
class NumberTree:
    """By a number: which occurrence it is, days until performed, or a field."""

    by: words.ByNumber = said(Word(words.ByNumber), "依据")
    field: str = said(FIELD, "数据项", default="")
    steps: tuple[Step, ...] = said(Many(Of(Step), 1, 30), "数量分档")
    otherwise: Points | None = said(Later(_points), "没有数量时", default=None)


def field_named(tree: WordTree | NumberTree) -> str:
    if (tree.by == "field") != bool(tree.field):
        return "by: field 须写明 field，其他依据不写 field"
    return ""


POINTS = Or(
    POINT,
    ByKey(
        {
            "cases": (WordTree, Of(WordTree, field_named)),
            "bands": (AmountTree, Of(AmountTree)),
            "steps": (NumberTree, Of(NumberTree, field_named)),
        }
    ),
)
