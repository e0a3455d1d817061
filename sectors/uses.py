"""What hangs on a unit and would be left without anyone when it ends.

This floor counts what it keeps itself; a floor above says what of its own belongs to a unit when it
starts: `uses.register("件未办结待办", count, "办结待办")`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

Count = Callable[[int, date], int]


@dataclass(frozen=True, slots=True)
class Use:
    """`name` follows the number, measure word first; `advice` says what to do about it."""

    name: str
    count: Count
    advice: str


@dataclass(frozen=True, slots=True)
class Found:
    number: int
    name: str
    advice: str

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


_uses: dict[str, Use] = {}


def register(name: str, count: Count, advice: str) -> None:
    """`count(unit_id, day)` is how many of them go on past the day."""
    if name in _uses:
        raise ValueError(f"use of a unit {name} is registered twice")
    _uses[name] = Use(name, count, advice)


def registered() -> list[Use]:
    return list(_uses.values())
