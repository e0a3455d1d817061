"""What may move a grade past its score. In this order: floors, ceilings, requires, outside, veto.

A ceiling is applied after the floors, so "not A when …" holds whatever else is said.
"""

from ratings.language.conditions import CONDITION, Condition
from ratings.language.documents import Citation
from ratings.language.scales import GRADE
from ratings.language.shapes import CODE, POINT, Text
from ratings.language.terms import Of, said, term


@term
class Floor:
    """Where it holds, the grade is at least this one."""

    code: str = said(CODE, "代号")
    name: str = said(Text(120), "名称")
    grade: str = said(GRADE, "不低于等级")
    when: Condition = said(CONDITION, "条件")
    cites: Citation = said(Of(Citation), "依据")


@term
class Ceiling:
    """Where it holds, the grade is at most this one."""

    code: str = said(CODE, "代号")
    name: str = said(Text(120), "名称")
    grade: str = said(GRADE, "不高于等级")
    when: Condition = said(CONDITION, "条件")
    cites: Citation = said(Of(Citation), "依据")


@term
class Require:
    """This grade and better ones need it; without, the other grade is given."""

    code: str = said(CODE, "代号")
    name: str = said(Text(120), "名称")
    grade: str = said(GRADE, "该等级及以上")
    needs: Condition = said(CONDITION, "须具备")
    otherwise: str = said(GRADE, "否则为")
    cites: Citation = said(Of(Citation), "依据")


@term
class Outside:
    """A grade outside the order, such as 未评 or M. The first that holds is given."""

    code: str = said(CODE, "代号")
    name: str = said(Text(120), "名称")
    grade: str = said(GRADE, "等级")
    when: Condition = said(CONDITION, "条件")
    score_from: int | None = said(POINT, "且得分不低于", default=None)
    cites: Citation = said(Of(Citation), "依据")


@term
class Veto:
    """Where it holds, this grade is given directly, or a worse one that is due anyway."""

    code: str = said(CODE, "代号")
    name: str = said(Text(120), "名称")
    grade: str = said(GRADE, "直接判为")
    when: Condition = said(CONDITION, "条件")
    cites: Citation = said(Of(Citation), "依据")
