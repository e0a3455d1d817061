"""Grades, the numbers between them, and where the counting starts."""

from ratings.language import words
from ratings.language.conditions import CONDITION, Condition
from ratings.language.documents import Citation
from ratings.language.shapes import POINT, Many, Or, Text, Word
from ratings.language.terms import Of, said, term

GRADE = Text(20)


@term
class GradeName:
    """A grade and what people call it."""

    code: str = said(GRADE, "代号")
    name: str = said(Text(40), "名称")


@term
class Threshold:
    """The scores of a grade, both ends included."""

    grade: str = said(GRADE, "等级")
    least: int | None = said(POINT, "不低于", key="from", default=None)
    most: int | None = said(POINT, "不高于", key="to", default=None)


@term
class StartCase:
    """Another start for organisations of which this holds; the first that holds is taken."""

    when: Condition = said(CONDITION, "条件")
    points: int = said(POINT, "起评分")
    cites: Citation = said(Of(Citation), "依据")


@term
class StartTable:
    """A start that depends on the organisation."""

    cases: tuple[StartCase, ...] = said(Many(Of(StartCase), 1, 10), "各种情形")
    otherwise: int = said(POINT, "其他情形")


@term
class Scale:
    """Grades from the best to the worst, beside them those outside the order (未评, M). With a
    score: a start, thresholds, bounds and one rounding. Without: everybody begins at `base`."""

    grades: tuple[GradeName, ...] = said(Many(Of(GradeName), 1, 20), "等级（由优到劣）")
    outside: tuple[GradeName, ...] = said(Many(Of(GradeName), 0, 5), "等级之外", default=())
    start: int | StartTable | None = said(Or(POINT, Of(StartTable)), "起评分", default=None)
    least: int | None = said(POINT, "最低分", default=None)
    most: int | None = said(POINT, "最高分", default=None)
    rounding: words.Rounding = said(
        Word(words.Rounding), "取整到", key="round", default=words.Rounding.HUNDREDTH
    )
    thresholds: tuple[Threshold, ...] = said(Many(Of(Threshold), 0, 20), "分数线", default=())
    base: str = said(GRADE, "没有分数时的等级", default="")

    @property
    def has_score(self) -> bool:
        return self.start is not None

    def rank(self, grade: str) -> int:
        """1 is the best; ValueError where the grade is not of the order."""
        return 1 + [each.code for each in self.grades].index(grade)
