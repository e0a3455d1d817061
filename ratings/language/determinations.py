"""Grades determined elsewhere and imported: the latest determination in force is the grade."""

from ratings.language import words
from ratings.language.documents import Citation
from ratings.language.probes import SELECT, Select, Window
from ratings.language.scales import GRADE
from ratings.language.shapes import CODE, Many, Text
from ratings.language.terms import Of, said, term


@term
class GradeCase:
    """What the other side calls it, and our grade."""

    words: tuple[str, ...] = said(Many(Text(40), 1), "原等级", key="in")
    grade: str = said(GRADE, "等级")


IN_FORCE = Window(anchor=words.Anchor.STARTED, until_end=True)


@term
class Source:
    """Determinations of one origin and how their grades are understood here. Others than those
    listed are passed over."""

    code: str = said(CODE, "代号")
    name: str = said(Text(120), "名称")
    cites: Citation = said(Of(Citation), "依据")
    select: Select = said(SELECT, "范围")
    window: Window = said(Of(Window), "期限", default=IN_FORCE)
    field: str = said(Text(40), "等级所在数据项（不写为结果）", default="")
    grades: tuple[GradeCase, ...] = said(Many(Of(GradeCase), 1, 40), "等级对应")


@term
class Determination:
    """Where determinations come from, and the grade while there is none in force."""

    sources: tuple[Source, ...] = said(Many(Of(Source), 1, 40), "来源")
    otherwise: str = said(GRADE, "没有时的等级")
