"""Which sections a pack may have. Each floor registers its own when the application starts:

    register_section(Section("catalogue", schema, parts=(CATALOGUE_ITEMS,)))

A section is a kind of file; its parts are what is made of the rows, each after the parts it leans
on. Parts of all packs are applied in one order, so packs may refer to each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Protocol

from sectors.loader.schema import Record, Shape, Whole, code

if TYPE_CHECKING:
    from sectors.loader.load import Load

HEADER: dict[str, Shape] = {"section": code(), "version": Whole(least=1)}


class Part(Protocol):
    """One kind of thing made from a section's rows."""

    @property
    def name(self) -> str: ...

    @property
    def after(self) -> Sequence[str]: ...

    def check(self, load: "Load") -> None:
        """Find what is wrong before anything is written; all parts are checked first."""

    def apply(self, load: "Load") -> None:
        """Write the staged rows. A problem told to `load` now rolls everything back."""


@dataclass(frozen=True)
class Section:
    name: str
    schema: Record
    parts: tuple[Part, ...] = field(default=())

    def full_schema(self) -> Record:
        """With what every file begins with."""
        named = {} if self.name == "pack" else {"pack": code()}
        return Record(fields={**HEADER, **named, **self.schema.fields})


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    if section.name in _sections and _sections[section.name] is not section:
        raise ValueError(f"section {section.name} is registered twice")
    _sections[section.name] = section


def section(name: str) -> Section | None:
    return _sections.get(name)


def names() -> list[str]:
    return sorted(_sections)


def parts_in_order() -> list[Part]:
    """Every part after those it names; otherwise in the order of registration."""
    parts = {part.name: part for one in _sections.values() for part in one.parts}
    sorter = TopologicalSorter({name: [*part.after] for name, part in parts.items()})
    return [parts[name] for name in sorter.static_order()]
