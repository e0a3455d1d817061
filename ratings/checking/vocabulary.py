"""What a rulebook may speak of: the catalogue, the lists of acts and the lines as they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ratings.inputs import Codes

ADVERSE = "adverse"


@dataclass(frozen=True, slots=True)
class ItemWords:
    """An item of the catalogue: its number, kind, polarity, and what its own fields hold."""

    number: int
    kind: str
    polarity: str
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_adverse(self) -> bool:
        return self.polarity == ADVERSE


@dataclass(frozen=True, slots=True)
class LineWords:
    """A line: its number, who determines its sector, the grades its rulebook gives from the best
    to the worst, and the lines that rulebook combines."""

    number: int
    determined_by: str = "local"
    grades: Sequence[str] = ()
    combines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    items: Mapping[str, ItemWords] = field(default_factory=dict)
    lines: Mapping[str, LineWords] = field(default_factory=dict)
    behaviours: Mapping[str, int] = field(default_factory=dict)
    sectors: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def codes(self) -> Codes:
        return Codes(
            items={code: each.number for code, each in self.items.items()},
            lines={code: each.number for code, each in self.lines.items()},
            behaviours=self.behaviours,
            sectors=self.sectors,
        )
