"""The names of units, lent by the floor that keeps them.

Units live above this floor, but whoever makes an API client must choose one by name. The floor
above gives its directory when it starts: `units.use(directory)`.
"""

from collections.abc import Mapping
from typing import Protocol


class Directory(Protocol):
    def choices(self) -> Mapping[int, str]:
        """Units in force that a client may belong to: id and name, in their order."""

    def names(self, ids: frozenset[int]) -> Mapping[int, str]:
        """Names of these units, in force or not."""

    def in_force(self, unit_id: int) -> bool:
        """Whether the unit holds today, so that a client may belong to it."""


class _Empty:
    """No floor above keeps units: they go by their numbers."""

    def choices(self) -> Mapping[int, str]:
        return {}

    def names(self, ids: frozenset[int]) -> Mapping[int, str]:
        return {}

    def in_force(self, unit_id: int) -> bool:
        return True


_directory: Directory = _Empty()


def use(directory: Directory) -> None:
    global _directory
    _directory = directory


def choices() -> Mapping[int, str]:
    return _directory.choices()


def names(ids: frozenset[int]) -> dict[int, str]:
    """A name for each of the ids; its number where the directory does not know it."""
    known = _directory.names(ids) if ids else {}
    return {unit_id: known.get(unit_id, f"机构 {unit_id}") for unit_id in ids}


def in_force(unit_id: int) -> bool:
    return _directory.in_force(unit_id)
