"""Which characters the font of our papers can print.

PDF/A refuses a paper with a missing glyph; we ask first and spell such a character out instead.
"""

import struct
from bisect import bisect_right
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

import typst

FAMILY = "Noto Sans CJK SC"


@cache
def fonts() -> typst.Fonts:
    package = find_spec("noto_cjk_sans_otc")
    assert package
    assert package.origin
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(package.origin).parent)],
    )


def has_glyph(character: str) -> bool:
    starts, ends = _ranges()
    place = bisect_right(starts, ord(character)) - 1
    return place >= 0 and ord(character) <= ends[place]


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """First and last code points of the font's character map (cmap format 12)."""
    font = next(font for font in fonts().fonts() if font.family == FAMILY)
    assert font.path
    with Path(font.path).open("rb") as file:
        table = _table(file, _face(file, font.index), b"cmap")
        file.seek(table + 2)
        (count,) = struct.unpack(">H", file.read(2))
        records = [struct.unpack(">HHI", file.read(8)) for _ in range(count)]
        for _, _, offset in records:
            file.seek(table + offset)
            if file.read(2) == b"\x00\x0c":
                file.seek(table + offset + 12)
                (groups,) = struct.unpack(">I", file.read(4))
                body = file.read(groups * 12)
                found = [(first, last) for first, last, _ in struct.iter_unpack(">III", body)]
                return [first for first, _ in found], [last for _, last in found]
    raise LookupError(f"{FAMILY} has no full character map")


def _face(file: BinaryIO, index: int) -> int:
    """Where the face begins: a collection lists its faces, a single font is one."""
    file.seek(0)
    if file.read(4) != b"ttcf":
        return 0
    file.seek(12 + 4 * index)
    return int.from_bytes(file.read(4), "big")


def _table(file: BinaryIO, face: int, wanted: bytes) -> int:
    file.seek(face + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(face + 12)
    for _ in range(count):
        tag, _, offset, _ = struct.unpack(">4sIII", file.read(16))
        if tag == wanted:
            return int(offset)
    raise LookupError(f"{FAMILY} has no {wanted!r} table")
