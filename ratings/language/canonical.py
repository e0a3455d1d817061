"""The one text of a rulebook: what it says, in the order of its definition, without comments.

Two texts that say the same have the same canonical text, and so the same hash, however they are
laid out. What equals its default is left out.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from ratings.language.rulebook import Rulebook
from ratings.language.terms import Of


def canonical_text(rulebook: Rulebook) -> str:
    return "\n".join(_map(Of(Rulebook).plain(rulebook), "")) + "\n"


def content_hash(text: str) -> bytes:
    """Of canonical text."""
    return hashlib.sha256(text.encode()).digest()


def _map(entries: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in entries.items():
        yield from _entry(f"{indent}{key}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield head
        yield from _map(value, f"{indent}  ")
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        yield head
        for each in value:
            first, *rest = _map(each, f"{indent}    ")
            yield f"{indent}  - {first.strip()}"
            yield from rest
    else:
        yield f"{head} {_scalar(value)}"


def _scalar(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
