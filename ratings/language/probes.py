"""Which facts are meant, and during which days each of them is."""

from ratings.language import words
from ratings.language.shapes import CODE, Amount, Flag, Many, Text, Whole, Word
from ratings.language.terms import Of, said, term

LONGEST_MONTHS = 600


@term
class FieldTest:
    """A field of the fact holds one of these words, or a whole number within these bounds."""

    field: str = said(Text(40), "数据项")
    words: tuple[str, ...] = said(Many(Text(100), 1), "取值", key="in", default=())
    least: int | None = said(Whole(0, 10**15), "不少于", key="from", default=None)
    most: int | None = said(Whole(0, 10**15), "不多于", key="to", default=None)


def test_says_something(test: FieldTest) -> str:
    numbers = test.least is not None or test.most is not None
    if bool(test.words) == numbers:
        return "数据项条件须写 in（取值）或 from、to（数量），不能兼有"
    return ""


@term
class Select:
    """Facts of these items for which everything said holds. A combination rulebook names lines
    instead and reads their grades (`outcomes`)."""

    items: tuple[str, ...] = said(Many(CODE, 1), "目录条目", default=())
    lines: tuple[str, ...] = said(Many(CODE, 1), "条线", default=())
    behaviours: tuple[str, ...] = said(Many(CODE, 1), "失信行为", default=())
    sectors: tuple[str, ...] = said(Many(CODE, 1), "行为所属行业", default=())
    severity: tuple[words.Severity, ...] = said(
        Many(Word(words.Severity), 1, 3), "失信程度", default=()
    )
    intent: tuple[words.Intent, ...] = said(Many(Word(words.Intent), 1, 3), "主观因素", default=())
    outcomes: tuple[str, ...] = said(Many(Text(40), 1), "结果或等级", default=())
    fine_from: int | None = said(Amount(), "罚款不低于", default=None)
    fine_below: int | None = said(Amount(), "罚款低于", default=None)
    fields: tuple[FieldTest, ...] = said(
        Many(Of(FieldTest, test_says_something), 1, 10), "数据项条件", default=()
    )


def selects_something(select: Select) -> str:
    if bool(select.items) == bool(select.lines):
        return "select 须写明 items（目录条目）；综合评价写明 lines（条线）"
    return ""


@term
class Window:
    """The days a fact is meant on: from its anchor (and some days after it) for so many months, at
    most until the fact itself ends where `until_end` says so; otherwise from then on. Half-open:
    the day the months are full is the first one it is not."""

    anchor: words.Anchor = said(
        Word(words.Anchor), "起算", key="from", default=words.Anchor.DECIDED
    )
    after_days: int = said(Whole(0, 3_660), "起算后天数", default=0)
    months: int | None = said(Whole(1, LONGEST_MONTHS), "月数", default=None)
    until_end: bool = said(Flag(), "至失效日为止", default=False)


SELECT = Of(Select, selects_something)
ALWAYS = Window()


@term
class Probe:
    """Facts that are asked for."""

    select: Select = said(SELECT, "范围")
    window: Window = said(Of(Window), "期限", default=ALWAYS)
