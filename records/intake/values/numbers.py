"""Numbers of documents: kept as typed, compared by their key."""

import re
from dataclasses import dataclass

from records.decisions.numbers import document_key
from records.intake import notes
from records.intake.notes import Note
from records.intake.values.text import clean

_YEAR = re.compile(r"〔(\d{4})〕")


@dataclass(frozen=True, slots=True)
class Number:
    text: str
    key: str
    notes: tuple[Note, ...] = ()

    @property
    def year(self) -> int | None:
        found = _YEAR.search(self.key)
        return int(found[1]) if found else None


def read_number(raw: str) -> Number:
    text = clean(raw)
    key = document_key(text)
    said: tuple[Note, ...] = ()
    if (key and not text.endswith("号")) or _spoiled(text):
        said = (Note(notes.NUMBER_TIDIED, values={"key": key}),)
    return Number(text, key, said)


def _spoiled(text: str) -> bool:
    return "〔" not in text and bool(re.search(r"[\[(（【{<《](?:19|20)\d{2}", text))
