"""Names of organisations: how they are searched, and what the public sees of persons in them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
# House numbers and what follows them say where somebody lives.
_NUMBER = re.compile(r"[0-9０-９]")
_STREET = re.compile(r"^.*(?:路|街|大道|巷|弄|村|社区|镇|街道)")
_SUFFIXES = ("省", "市", "县", "区", "街道", "镇", "乡", "自治区")
LONGEST_INITIALS = 200
# Of two surnames and two given names; a trade name with its area is longer.
LONGEST_PERSON = 4

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "万俟",
        "闻人",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "公冶",
        "太叔",
        "申屠",
        "公孙",
        "慕容",
        "仲孙",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "闾丘",
        "子车",
        "亓官",
        "司寇",
        "巫马",
        "公西",
        "颛孙",
        "壤驷",
        "公良",
        "漆雕",
        "乐正",
        "宰父",
        "谷梁",
        "拓跋",
        "夹谷",
        "轩辕",
        "令狐",
        "段干",
        "百里",
        "呼延",
        "东郭",
        "南门",
        "羊舌",
        "微生",
        "公户",
        "公玉",
        "公仪",
        "梁丘",
        "公仲",
        "公上",
        "公门",
        "公山",
        "公坚",
        "左丘",
        "公伯",
        "西门",
        "公祖",
        "第五",
        "公乘",
        "贯丘",
        "公皙",
        "南荣",
        "东里",
        "东宫",
        "仲长",
        "子书",
        "子桑",
        "即墨",
        "达奚",
        "褚师",
    ]
)


@lru_cache(maxsize=20_000)
def searchable(text: str) -> str:
    """One spelling for what is searched and what is searched for."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).upper()


def bigrams(term: str) -> list[str]:
    """Every two neighbouring characters, once each."""
    return sorted({term[place : place + 2] for place in range(len(term) - 1)})


@lru_cache(maxsize=20_000)
def initials(term: str) -> str:
    """The first letters of how it is read: 江阴市重庆火锅店 → JYSCQHGD."""
    letters = "".join(lazy_pinyin(term, style=Style.FIRST_LETTER, errors=_kept)).upper()
    return letters[:LONGEST_INITIALS]


def _kept(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isalnum())


def without_area(term: str, areas: Iterable[str]) -> str:
    """The name without the areas it begins with: 江苏无锡江阴市新桥毛纺厂 → 新桥毛纺厂 or less.
    `areas` are the names of the areas the organisation lies in, from the largest."""
    for area in areas:
        for word in _spellings(searchable(area)):
            if term.startswith(word) and len(term) > len(word) + 1:
                term = term.removeprefix(word)
                break
    return term


def _spellings(area: str) -> Sequence[str]:
    """江阴市 and 江阴, the longer first."""
    for suffix in sorted(_SUFFIXES, key=len, reverse=True):
        if area.endswith(suffix) and len(area) > len(suffix) + 1:
            return (area, area.removesuffix(suffix))
    return (area,)


def surname(name: str) -> str:
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


def mask_person(name: str) -> str:
    """张三丰 → 张**, 欧阳修 → 欧阳*: the surname stays, every further character goes."""
    plain = _SPACE.sub("", name)
    kept = surname(plain)
    return kept + "*" * max(1, len(plain) - len(kept)) if plain else ""


def is_called_by_a_person(name: str, *, is_household: bool, sign: str) -> bool:
    """Whether a household goes by its operator's name: it has no sign, or the register has the bare
    name of a person beside the sign."""
    if not is_household:
        return False
    plain, shop = searchable(name), searchable(sign)
    return not shop or (len(plain) <= LONGEST_PERSON and shop not in plain)


def public_name(name: str, *, is_household: bool, sign: str) -> str:
    """What the public reads. A household that goes by its operator's name is called by its sign, or
    by the operator's surname where it has none."""
    if not is_called_by_a_person(name, is_household=is_household, sign=sign):
        return name
    return f"{sign.strip() or surname(_SPACE.sub('', name)) + '*'}（个体工商户）"


def mask_address(address: str) -> str:
    """Down to the street or village, without the number of the house."""
    found = _STREET.match(_NUMBER.split(address, maxsplit=1)[0])
    return found.group(0) if found else ""
