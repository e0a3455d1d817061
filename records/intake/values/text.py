"""Text as it is kept: nothing invisible, no quote marks a spreadsheet left, one kind of space."""

import re
import unicodedata
from functools import lru_cache

# Control and format characters except tab and line ends: NUL, zero-width, direction marks, BOM.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
    "|[\ud800-\udfff]"
)
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_NOTHING = {"", "/", "\\", "-", "--", "—", "——", "无", "空", "NULL", "N/A", "NONE"}

PERSON_NUMBER = re.compile(
    r"(?<![0-9A-Z])[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![0-9A-Z])"
)
PHONE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]"
    r"[·•\s]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])"
)


def has_invisible(raw: str) -> bool:
    return _INVISIBLE.search(raw) is not None


def clean(raw: str) -> str:
    """Trimmed, without what nobody sees, without the quote a spreadsheet marks text with."""
    if raw.isascii() and raw.isalnum():
        return raw
    plain = _INVISIBLE.sub("", raw)
    plain = _SPACES.sub(" ", plain).strip()
    while plain[:1] in {"'", "’", "‘", "`", "＇"}:
        plain = plain[1:].lstrip()
    return plain


def is_nothing(plain: str) -> bool:
    """Nothing is said: empty, or a dash put where nothing was to be said."""
    return plain.upper() in _NOTHING


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Half-width, without any space: for what is compared, not what is kept."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean(text)))


def personal(text: str) -> list[str]:
    """What looks personal in a free text: kinds only, never the thing itself."""
    found = []
    if any(character.isdigit() for character in text):
        plain = unicodedata.normalize("NFKC", text)
        if PERSON_NUMBER.search(plain):
            found.append("person_number")
        if PHONE.search(plain):
            found.append("phone")
        if PLATE.search(plain):
            found.append("plate")
    return found
