"""One spelling for the number of a decision, however it was typed."""

import re
import unicodedata

_NOT_SEEN = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060\ufeff'’‘`\"]+")
_YEAR = re.compile(r"[\[(〔【{<《]((?:19|20)\d{2})[\])〕】}>》]年?")
_TAIL = re.compile(r"第?0*(\d+)号?$")


def document_key(number: str) -> str:
    """Two spellings of one number have the same key: kinds of brackets and widths, spaces, quotes,
    第, leading zeros and a missing 号 make no difference. Empty when nothing is left."""
    plain = _NOT_SEEN.sub("", unicodedata.normalize("NFKC", number)).upper()
    plain = _YEAR.sub(r"〔\1〕", plain)
    return _TAIL.sub(r"\1号", plain)


def authority_key(name: str, code: str = "") -> str:
    """What tells one deciding authority from another: its code where the source gives one."""
    return code.strip().upper() or _NOT_SEEN.sub("", unicodedata.normalize("NFKC", name))
