"""To whom a rulebook applies, when its grades are reckoned, and what follows from them."""

from datetime import date

from ratings.language import words
from ratings.language.conditions import CONDITION, Condition
from ratings.language.documents import Citation
from ratings.language.scales import GRADE
from ratings.language.shapes import CODE, ByKey, Decimal, Many, MonthDay, Text, Whole, Word
from ratings.language.terms import Of, said, term

# Households are graded only where the determining rule names them.
KINDS = (
    words.Kind.ENTERPRISE,
    words.Kind.COOPERATIVE,
    words.Kind.SOCIAL,
    words.Kind.INSTITUTION,
)


@term
class Scope:
    """The organisations that are graded."""

    kinds: tuple[words.Kind, ...] = said(Many(Word(words.Kind), 1, 7), "主体类别", default=KINDS)
    statuses: tuple[words.Status, ...] = said(
        Many(Word(words.Status), 1, 4), "登记状态", default=(words.Status.ACTIVE,)
    )
    industries: tuple[str, ...] = said(Many(Text(4), 1), "行业", default=())
    regions: tuple[str, ...] = said(Many(Text(12), 1), "地区", default=())
    when: Condition | None = said(CONDITION, "条件", default=None)


@term
class Continuous:
    """Grades are right on every day."""

    continuous: str = said(Text(200), "说明")


@term
class YearlyDays:
    """The day up to which it is counted, and the later day it is made public."""

    cut_off: tuple[int, int] = said(MonthDay(), "截止日")
    publish: tuple[int, int] = said(MonthDay(), "公布日")


@term
class Yearly:
    """Reckoned at the cut-off, in force from the day of publication until the next one. What is
    repaired or revoked meanwhile is out at once."""

    yearly: YearlyDays = said(Of(YearlyDays), "按年")

    def published_on(self, day: date) -> date:
        """The last day of publication up to the day."""
        this = date(day.year, *self.yearly.publish)
        return this if this <= day else date(day.year - 1, *self.yearly.publish)


@term
class Noticed:
    """The result is a proposal; the grade is what is decided and served."""

    noticed: str = said(Text(200), "说明")


Cadence = Continuous | Yearly | Noticed
CADENCE = ByKey(
    {
        "continuous": (Continuous, Of(Continuous)),
        "yearly": (Yearly, Of(Yearly)),
        "noticed": (Noticed, Of(Noticed)),
    }
)


def reckoned_on(cadence: Cadence, day: date) -> date:
    """The day whose facts the grade of `day` is reckoned from."""
    if not isinstance(cadence, Yearly):
        return day
    published = cadence.published_on(day)
    cut_off = date(published.year, *cadence.yearly.cut_off)
    return cut_off if cut_off < published else date(published.year - 1, *cadence.yearly.cut_off)


def next_published_on(cadence: Cadence, day: date) -> date | None:
    if not isinstance(cadence, Yearly):
        return None
    return date(cadence.published_on(day).year + 1, *cadence.yearly.publish)


@term
class Consequence:
    """What a grade means for supervision. Measures name their own basis."""

    grade: str = said(GRADE, "等级")
    supervision_class: str = said(Text(20), "监管类别", key="class", default="")
    ratio: int | None = said(Decimal(1, 0, 1_000), "抽查比例（%）", default=None)
    yearly: int | None = said(Whole(0, 366), "每年检查次数", default=None)
    yearly_cap: int | None = said(Whole(0, 366), "每年检查上限", default=None)
    measures: tuple[str, ...] = said(Many(Text(120), 1, 40), "措施", default=())
    cites: Citation = said(Of(Citation), "依据")


@term
class Proposal:
    """A list whose procedure may be begun for organisations that held a grade so long. It only
    proposes."""

    code: str = said(CODE, "名单")
    grades: tuple[str, ...] = said(Many(GRADE, 1, 20), "等级")
    held_months: int = said(Whole(0, 120), "保持月数")
    cites: Citation = said(Of(Citation), "依据")
