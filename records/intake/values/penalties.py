"""Kinds of penalties in one cell: 罚款；没收违法所得, whatever stands between them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from records.intake import notes
from records.intake.notes import Note
from records.intake.values.text import folded

_RIGHT = re.compile(r"[;；]")
_WRONG = re.compile(r"[,，、/|+＋和及\n]|并处")
_OTHER = re.compile(r"其他(?:[-—－:：](.+))?")
# Words by which a decision says that it is none, or that it was made on the spot.
_NONE = re.compile(r"(?:不予以?|不给予|免予|免于)(?:行政)?处罚|不罚")
_SIMPLE = re.compile(r"当场(?:作出)?(?:行政)?处罚|简易(?:程序|处罚)")


@dataclass(frozen=True, slots=True)
class PenaltyWord:
    """A kind as the catalogue knows it."""

    code: str
    name: str
    is_personal: bool = False
    needs_amount: bool = False


@dataclass(frozen=True, slots=True)
class Penalties:
    words: tuple[PenaltyWord, ...]
    text: str
    notes: tuple[Note, ...] = ()


Words = Mapping[str, PenaltyWord]


def read_penalties(raw: str, words: Words) -> Penalties:
    """`words`: every spelling of every kind. What a spelling names as a whole is not taken apart,
    though it contain what elsewhere separates."""
    plain = folded(raw)
    parts: list[str] = []
    wrongly = False
    for part in filter(None, _RIGHT.split(plain)):
        if part in words or _OTHER.fullmatch(part):
            parts.append(part)
            continue
        cut = [piece for piece in _WRONG.split(part) if piece]
        wrongly |= len(cut) > 1
        parts += cut
    found, unknown = _named(parts, words)
    said = []
    names = "；".join(dict.fromkeys([*(word.name for word in found), *unknown]))
    if wrongly:
        said.append(Note(notes.PENALTY_SEPARATOR, values={"shown": names}))
    said += [Note(notes.PENALTY_UNKNOWN, values={"shown": part[:20]}) for part in unknown]
    if found and not unknown and all(word.is_personal for word in found):
        said.append(Note(notes.PENALTY_PERSONAL))
    return Penalties(tuple(dict.fromkeys(found)), _text(parts, words), tuple(said))


def excluded(texts: Iterable[str]) -> Note | None:
    """Whether the row says itself that it is no penalty, or one made on the spot."""
    together = "\n".join(texts)
    if _NONE.search(together):
        return Note(notes.PENALTY_NONE)
    if _SIMPLE.search(together):
        return Note(notes.PENALTY_SIMPLE)
    return None


def _named(parts: Iterable[str], words: Words) -> tuple[list[PenaltyWord], list[str]]:
    found, unknown = [], []
    for part in parts:
        other = _OTHER.fullmatch(part)
        word = words.get(part) or (words.get(other[1] or "") if other else None)
        word = word or (words.get("其他") if other else None)
        if word:
            found.append(word)
        else:
            unknown.append(part)
    return found, unknown


def _text(parts: Iterable[str], words: Words) -> str:
    """As it is kept: the catalogue's words, what stands behind 其他- kept."""
    named = []
    for part in parts:
        other = _OTHER.fullmatch(part)
        if part in words:
            named.append(words[part].name)
        elif other and other[1]:
            inner = words.get(other[1])
            named.append(inner.name if inner else f"其他-{other[1]}")
        else:
            named.append(part)
    return "；".join(dict.fromkeys(named))
