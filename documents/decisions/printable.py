"""Text a paper can carry: one form of each character, nothing invisible, nothing unprintable."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

KEPT = {"\n"}


def clean(text: str) -> str:
    """NFC, line breaks as \\n, tabs as spaces; control and format characters (zero-width marks,
    direction changes) dropped: nobody sees them, and they can make a paper read differently."""
    plain = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", text)).replace("\t", " ")
    return "".join(
        character
        for character in plain
        if character in KEPT
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )


def spell_out(text: str, has_glyph: Callable[[str], bool]) -> str:
    """A character the font cannot print is shown as 〓（U+1F600）: nothing is lost silently."""
    return "".join(
        character
        if character.isspace() or has_glyph(character)
        else f"〓（U+{ord(character):04X}）"
        for character in text
    )


def throughout(value: Any, change: Callable[[str], str]) -> Any:
    """The same structure with every text in it changed; keys are ours and stay."""
    match value:
        case str():
            return change(value)
        case dict():
            return {key: throughout(item, change) for key, item in value.items()}
        case list() | tuple():
            return [throughout(item, change) for item in value]
    return value
