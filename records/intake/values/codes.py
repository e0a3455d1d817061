"""Credit codes as people and spreadsheets spoil them."""

import re
from dataclasses import dataclass

from records import uscc
from records.intake import notes
from records.intake.notes import Note
from records.intake.values.text import folded

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{2}")
_SEPARATORS = re.compile(r"[-\s'’‘`\"“”.,，·]+")


@dataclass(frozen=True, slots=True)
class Code:
    """`code` is empty when none could be read. `is_person` says the row is about a person: it is
    dropped, and nothing of the number is kept or shown."""

    code: str
    notes: tuple[Note, ...] = ()
    is_person: bool = False


def read_code(raw: str) -> Code:
    upper = folded(raw).upper()
    if _SCIENTIFIC.fullmatch(upper):
        return _refused(Note(notes.CODE_SCIENTIFIC, values={"shown": upper}))
    plain = _SEPARATORS.sub("", upper)
    if uscc.is_person_number(plain):
        return Code("", is_person=True)
    if plain == uscc.PLACEHOLDER or (plain and set(plain[:-1]) == {"0"} and plain[-1:] in "0XO"):
        return _refused(Note(notes.CODE_PLACEHOLDER))
    if len(plain) == 15 and plain.isdigit():
        return _refused(Note(notes.CODE_OLD_NUMBER))
    if len(plain) != uscc.LENGTH:
        return _refused(Note(notes.CODE_LENGTH, values={"length": len(plain)}))
    said = [Note(notes.CODE_TIDIED)] if plain != raw else []
    return _letters(plain, said)


def _letters(plain: str, said: list[Note]) -> Code:
    swapped = plain.replace("O", "0").replace("I", "1")
    wrong = sorted(set(swapped) - set(uscc.ALPHABET))
    if wrong:
        return _refused(Note(notes.CODE_LETTERS, values={"letters": "、".join(wrong)}))
    if not swapped[2:8].isdigit():
        return _refused(Note(notes.CODE_SHAPE))
    read = uscc.read(swapped)
    if not read.code:
        # Only a person's number can still be refused here, one that was hidden behind an O or I.
        return Code("", is_person=True)
    sound = uscc.Oddity.CHECK not in read.oddities
    if swapped != plain:
        if not sound:
            return _refused(Note(notes.CODE_SWAP_FAILED))
        return Code(read.code, (Note(notes.CODE_SWAPPED),))
    if swapped.isdigit() and swapped.endswith("000") and not sound:
        shown = f"{swapped[0]}.{swapped[1:6]}E+17"
        return _refused(Note(notes.CODE_SCIENTIFIC, values={"shown": shown}))
    if not sound:
        said.append(Note(notes.CODE_CHECK))
    return Code(read.code, tuple(said))


def _refused(note: Note) -> Code:
    return Code("", (note,))
