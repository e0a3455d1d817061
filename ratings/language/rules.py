"""What changes a score: rules under indicators, indicators under groups."""

from ratings.language import words
from ratings.language.documents import Citation
from ratings.language.probes import ALWAYS, LONGEST_MONTHS, SELECT, Select, Window
from ratings.language.shapes import CODE, POINT, WEIGHT, Many, Or, Text, Whole, Word
from ratings.language.terms import Of, said, term
from ratings.language.trees import POINTS, Points

FULL_WEIGHT = 1_000


@term
class DecayStep:
    """From this many months after the fact's window began, this weight."""

    from_month: int = said(Whole(0, LONGEST_MONTHS), "自第几个月")
    weight: int = said(WEIGHT, "权重")


@term
class Decay:
    """A weight that changes as time passes."""

    steps: tuple[DecayStep, ...] = said(Many(Of(DecayStep), 1, 20), "各期权重")


@term
class Cap:
    """Bounds of a sum."""

    least: int | None = said(POINT, "最低", default=None)
    most: int | None = said(POINT, "最高", default=None)


@term
class Occurrences:
    """Facts of the rule no longer than this before one another follow each other."""

    within_months: int = said(Whole(1, LONGEST_MONTHS), "期间（月）")


@term
class Besides:
    """The rules whose decisions this one may count again, and who orders that."""

    rules: tuple[str, ...] = said(Many(CODE, 1, 50), "规则")
    cites: Citation = said(Of(Citation), "依据")


@term
class Rule:
    """Each fact that is meant brings its points times its weight."""

    code: str = said(CODE, "代号")
    name: str = said(Text(120), "名称")
    cites: Citation = said(Of(Citation), "依据")
    select: Select = said(SELECT, "范围")
    window: Window = said(Of(Window), "期限", default=ALWAYS)
    points: Points = said(POINTS, "分值")
    weight: int | Decay = said(Or(WEIGHT, Of(Decay)), "权重", default=FULL_WEIGHT)
    take: words.Take = said(Word(words.Take), "取", default=words.Take.ALL)
    occurrences: Occurrences | None = said(Of(Occurrences), "连续计次", default=None)
    besides: Besides | None = said(Of(Besides), "可与之并计", default=None)


@term
class Indicator:
    """Rules that are capped together."""

    code: str = said(CODE, "代号")
    name: str = said(Text(80), "名称")
    group: str = said(CODE, "指标组", default="")
    cap: Cap | None = said(Of(Cap), "上下限", default=None)
    rules: tuple[Rule, ...] = said(Many(Of(Rule), 1), "规则")


@term
class Group:
    """Indicators that are capped together."""

    code: str = said(CODE, "代号")
    name: str = said(Text(80), "名称")
    cap: Cap = said(Of(Cap), "上下限")
