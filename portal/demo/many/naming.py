"""What a copy of an organisation is called: its code, its name and what it is found by."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.demo.county import codes, names
from portal.demo.county.codes import FIRST_DRAWN
from records.decisions.names import bigrams, initials
from records.models import SubjectName, SubjectVersion


@dataclass(frozen=True, slots=True)
class Original:
    """An organisation of the county, with what the register and the search hold of it."""

    number: int
    subject_id: int
    uscc: str
    versions: tuple[SubjectVersion, ...]
    names: tuple[SubjectName, ...]


@dataclass(frozen=True, slots=True)
class Renaming:
    """Every word of an original's names that is its own, and what it is in the copy."""

    words: tuple[tuple[str, str], ...]

    def of(self, text: str) -> str:
        for old, new in self.words:
            if old in text:
                return text.replace(old, new)
        return text

    def initials(self, term: str, letters: str) -> str:
        """The letters with those of the word exchanged: a sign stands where each character has one
        letter of its own."""
        for old, new in self.words:
            place = term.find(old)
            if place >= 0:
                return letters[:place] + _letters(new) + letters[place + len(old) :]
        return letters

    def short(self, term: str, letters: str) -> str:
        """The same, counted from the end: the area is gone from the front of these."""
        for old, new in self.words:
            place = term.find(old)
            if place >= 0:
                after = initials(term[place + len(old) :])
                before = letters[: len(letters) - len(after) - len(old)]
                return before + _letters(new) + after
        return letters


def number_of(uscc: str) -> int:
    """The place of a drawn organisation in its block; decimal ones only."""
    return int(uscc[11:16])


def code_of(original: Original, copy: int, size: int) -> str:
    return codes.code(original.number + copy * size, original.uscc[:2])


def renaming(number: int, copy: int, size: int, seed: int) -> Renaming:
    """Signs are longer the later they come; shops use the first three characters."""
    words = []
    for away in (0, names.SIGNS // 2):
        old, new = (names.sign(n + away, seed) for n in (number, number + copy * size))
        words.append((old, new))
    words += [(old[:3], new[:3]) for old, new in words]
    words.append((names.operator(number), names.operator(number + copy * size)))
    return Renaming(tuple(words))


def copied_names(original: Original, renamed: Renaming) -> Iterator[tuple[SubjectName, str]]:
    """Each row of the search with its new term."""
    for name in original.names:
        yield name, renamed.of(name.term)


def as_row(name: SubjectName, subject_id: int, renamed: Renaming, term: str) -> str:
    """One line for COPY."""
    letters = renamed.initials(name.term, name.initials)
    short = renamed.short(name.term, name.short_initials) if name.short_initials else ""
    pairs = ",".join(f'"{pair}"' for pair in bigrams(term))
    confirmed = "t" if name.is_confirmed else "f"
    cells = (subject_id, name.kind, term, f"{{{pairs}}}", letters, short, name.region_code)
    return "\t".join(map(str, (*cells, confirmed))) + "\n"


def is_drawn(uscc: str) -> bool:
    body = uscc[11:16]
    return uscc[8:11] == codes.PREFIX and body.isdecimal() and int(body) >= FIRST_DRAWN


def _letters(word: str) -> str:
    return "".join(initials(character) for character in word)
