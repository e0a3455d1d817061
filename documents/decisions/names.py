"""Names of files as people see them: what a browser or another system sent, made harmless."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 120
UNNAMED = "未命名"
# Control characters, and format characters such as the one that turns text right to left.
HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def display_name(given: str) -> str:
    """No folders, no invisible or direction-changing characters, at most LONGEST long."""
    plain = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(" " if c.isspace() else c for c in plain if harmless(c))
    plain = re.sub(r'[<>:"|?*]', "_", plain)
    plain = re.sub(r" +", " ", plain).rstrip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        return plain.strip(" .")[:LONGEST] or UNNAMED
    stem = stem.strip(" .")[: LONGEST - len(extension) - 1].rstrip(" .")
    return f"{stem or UNNAMED}.{extension}"


def harmless(character: str) -> bool:
    return unicodedata.category(character) not in HARMFUL


def extension(name: str) -> str:
    """pdf of "决定书.PDF"; empty when there is none."""
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot else ""


def content_disposition(name: str) -> str:
    """RFC 6266: a plain ASCII name for old programs, the real one in UTF-8 beside it."""
    ending = extension(name)
    ending = ending if ending.isascii() and ending.isalnum() else ""
    fallback = f"file.{ending}" if ending else "file"
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"
