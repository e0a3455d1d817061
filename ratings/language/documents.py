"""What a rulebook rests on."""

import re

from ratings.language.shapes import CODE, Text, Word
from ratings.language.terms import said, term
from ratings.language.words import Mark

URL = re.compile(r"https?://[!-~]{4,280}")


@term
class Document:
    """A law, a paper of the State Council, a department's method."""

    code: str = said(CODE, "代号")
    title: str = said(Text(200), "名称")
    number: str = said(Text(80), "文号", default="")
    url: str = said(Text(300, URL, "以 http:// 或 https:// 开头。"), "网址", default="")


@term
class Citation:
    """Where a rule comes from: a document, the article, and how sure that is."""

    document: str = said(CODE, "文件代号")
    article: str = said(Text(80), "条款", default="")
    mark: Mark = said(Word(Mark), "核实情况")
