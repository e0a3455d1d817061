"""What a person typed into the search box: a code, the letters a name begins with, or part of
it."""

from dataclasses import dataclass
from enum import StrEnum

from records import uscc
from records.decisions.names import bigrams, searchable

LONGEST = 60
SHORTEST = 2


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
    """Numbers of identity cards (and of older, shorter ones) are no question we answer or keep."""
    text = searchable(raw.replace("\x00", ""))[:LONGEST]
    if uscc.is_person_number(text) or _is_old_person_number(text):
        return Query(Kind.PERSON)
    if len(text) < SHORTEST:
        return Query(Kind.SHORT)
    if reading := uscc.read(text).code:
        return Query(Kind.CODE, reading)
    if text.isascii() and text.isalpha():
        return Query(Kind.LETTERS, text, tuple(bigrams(text)))
    return Query(Kind.FRAGMENT, text, tuple(bigrams(text)))


def _is_old_person_number(text: str) -> bool:
    """Fifteen digits with a day of birth in them; registration numbers of firms have another."""
    if len(text) != 15 or not text.isdigit():
        return False
    month, day = int(text[8:10]), int(text[10:12])
    return 11 <= int(text[:2]) <= 82 and 1 <= month <= 12 and 1 <= day <= 31
