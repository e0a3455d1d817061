"""What a person typed into the search box: a code, the letters a name begins with, or part of
it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from records import uscc
from records.decisions.names import bigrams, searchable

LONGEST = 60
SHORTEST = 2
# As somebody types the number of a card or a telephone, rightly or not, alone or beside a name.
_CARD = re.compile(r"(?<![0-9A-Z])[1-8][0-9]{5}(19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9X]")
_PHONE = re.compile(r"(?<![0-9A-Z])(\+?86)?1[3-9][0-9]{9}(?![0-9A-Z])")
_LANDLINE = re.compile(r"(?<![0-9A-Z])0[0-9]{2,3}[0-9]{7,8}(?![0-9A-Z])")
_DASHES = re.compile(r"[-‐-―－()（）]")


class Kind(StrEnum):
    CODE = "code"
    LETTERS = "letters"
    FRAGMENT = "fragment"
    SHORT = "short"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Query:
    kind: Kind
    text: str = ""
    bigrams: tuple[str, ...] = ()

    def pattern(self) -> str:
        """For LIKE, with what LIKE would read as its own taken as it stands."""
        escaped = self.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"%{escaped}%"


def read_query(raw: str) -> Query:
    """Numbers of identity cards (and of older, shorter ones) and of telephones are no question we
    answer or keep."""
    text = searchable(raw.replace("\x00", ""))[:LONGEST]
    if _names_a_person(text):
        return Query(Kind.PERSON)
    if len(text) < SHORTEST:
        return Query(Kind.SHORT)
    if reading := uscc.read(text).code:
        return Query(Kind.CODE, reading)
    if text.isascii() and text.isalpha():
        return Query(Kind.LETTERS, text, tuple(bigrams(text)))
    return Query(Kind.FRAGMENT, text, tuple(bigrams(text)))


def _names_a_person(text: str) -> bool:
    plain = _DASHES.sub("", text)
    if uscc.is_person_number(plain) or _is_old_person_number(plain):
        return True
    if _PHONE.search(plain) or _LANDLINE.search(plain):
        return True
    # An early code of digits alone may have that shape: its own check character tells.
    code = uscc.read(plain)
    is_code = bool(code.code) and uscc.Oddity.CHECK not in code.oddities
    return _CARD.search(plain) is not None and not is_code


def _is_old_person_number(text: str) -> bool:
    """Fifteen digits with a day of birth in them; registration numbers of firms have another."""
    if len(text) != 15 or not text.isdigit():
        return False
    month, day = int(text[8:10]), int(text[10:12])
    return 11 <= int(text[:2]) <= 82 and 1 <= month <= 12 and 1 <= day <= 31
