"""What in a text may be a person's: shown to whoever reads it before the public does. Hints, never
verdicts: names of victims and drivers are found by no pattern, so a person reads every text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MASK = "＊"
_MASKS = re.compile(r"[＊*]+")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文缪"
)


class Kind(StrEnum):
    IDENTITY = "身份证号"
    PHONE = "电话号码"
    PLATE = "车牌号"
    ACCOUNT = "账号"
    NAME = "可能是姓名"
    ADDRESS = "可能是住址"


@dataclass(frozen=True, slots=True)
class Hint:
    start: int
    end: int
    kind: Kind


PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.IDENTITY, re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}\d{4}\d{3}[\dXx](?!\d)")),
    (Kind.PHONE, re.compile(r"(?<!\d)1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")),
    (Kind.PHONE, re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")),
    (
        Kind.PLATE,
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
            r"[A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Z0-9])"
        ),
    ),
    (Kind.ACCOUNT, re.compile(r"(?<!\d)\d{16,19}(?!\d)")),
    (
        Kind.ADDRESS,
        re.compile(r"[\u4e00-\u9fff]{1,10}\d+(?:幢|栋|号楼)\d+(?:单元)?\d*室"),
    ),
    (
        Kind.NAME,
        re.compile(
            r"(?:法定代表人|负责人|经营者|驾驶员|司机|当事人|受害人|被害人|举报人|投诉人|员工|工人|"
            r"职工|委托代理人|证人|女士|先生)[：:（(为是\s]{0,2}"
            rf"([{SURNAMES}][\u4e00-\u9fff某]{{1,2}})(?=[，。、；：）)\s驾在系因于的与和等，]|$)"
        ),
    ),
    (Kind.NAME, re.compile(rf"([{SURNAMES}][\u4e00-\u9fff]{{0,1}})(?:某某?|先生|女士)")),
)


def find(text: str) -> list[Hint]:
    """From the beginning of the text on, none across another."""
    found: list[Hint] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span(1 if pattern.groups else 0)
            if not any(start < each.end and each.start < end for each in found):
                found.append(Hint(start, end, kind))
    return sorted(found, key=lambda hint: hint.start)


def pieces(text: str, hints: Iterable[Hint]) -> list[tuple[str, str]]:
    """The text in pieces, each with what it may be; empty where nothing was noticed."""
    cut: list[tuple[str, str]] = []
    place = 0
    for hint in hints:
        cut += [(text[place : hint.start], ""), (text[hint.start : hint.end], str(hint.kind))]
        place = hint.end
    return [piece for piece in [*cut, (text[place:], "")] if piece[0]]


def suggest(text: str, hints: Iterable[Hint]) -> str:
    """The text with what was noticed blacked out; of a name the first character stays."""
    masked = ""
    for piece, kind in pieces(text, hints):
        if not kind:
            masked += piece
        elif kind == Kind.NAME:
            masked += piece[0] + MASK * max(1, len(piece) - 1)
        else:
            masked += MASK * 3
    return masked


def is_redaction(original: str, shown: str) -> bool:
    """Nothing but pieces blacked out: what is shown was written there, in that order."""
    original, shown = _plain(original), _plain(shown)
    parts = _MASKS.split(shown)
    if len(parts) == 1:
        return shown == original
    if not original.startswith(parts[0]) or not original.endswith(parts[-1]):
        return False
    place = len(parts[0])
    for part in parts[1:-1]:
        found = original.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return place <= len(original) - len(parts[-1])


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
