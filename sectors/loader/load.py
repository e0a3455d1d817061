"""One loading of packs: what was staged, what is known, what is wrong, what was done."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from core.actors import Actor
from sectors.loader.problems import Problem
from sectors.loader.staging import StagedFile

Plain = object
"""What a pack says of one field, as JSON has it: text, number, truth, null, or lists of these."""


@dataclass(slots=True)
class Tally:
    added: int = 0
    changed: int = 0
    ended: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A value the pack gives now that was not what stood; `replaced` or the local one kept."""

    pack: str
    part: str
    key: str
    field: str
    in_pack: Plain
    in_force: Plain
    replaced: bool


@dataclass
class Load:
    actor: Actor
    day: date
    now: datetime
    staged: Sequence[StagedFile]
    problems: list[Problem] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    differences: list[Difference] = field(default_factory=list)
    _ids: dict[str, dict[str, int | str]] = field(default_factory=lambda: defaultdict(dict))
    _codes: dict[str, dict[object, str]] = field(default_factory=lambda: defaultdict(dict))
    _declared: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def packs(self) -> list[str]:
        return list(dict.fromkeys(file.pack for file in self.staged))

    def files(self, section: str) -> Iterator[StagedFile]:
        return (file for file in self.staged if file.section == section)

    def header(self, pack: str) -> StagedFile:
        return next(file for file in self.files("pack") if file.pack == pack)

    def problem(self, problem: Problem) -> None:
        self.problems.append(problem)

    def remember(self, kind: str, ids: Mapping[str, int | str]) -> None:
        """Things of a kind that stand in the database, by the code packs call them by."""
        self._ids[kind].update(ids)
        self._codes[kind].update({identity: code for code, identity in ids.items()})

    def declare(self, kind: str, code: str) -> None:
        """A thing this load will write; others may refer to it before it is written."""
        self._declared[kind].add(code)

    def knows(self, kind: str, code: str) -> bool:
        return code in self._ids[kind] or code in self._declared[kind]

    def id_of(self, kind: str, code: str) -> int | str:
        return self._ids[kind][code]

    def code_of(self, kind: str, identity: object) -> str | None:
        return self._codes[kind].get(identity)
