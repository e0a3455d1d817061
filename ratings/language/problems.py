"""What is wrong with a rulebook: code, file, line, the rule concerned, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Where something stands in a rulebook: ("indicators", 0, "rules", 2, "points").
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `code` never changes its meaning; `rule` is the code of the rule, where there
    is one."""

    code: str
    line: int
    rule: str
    reason: str
    remedy: str
    file: str = ""

    def __str__(self) -> str:
        place = f"（{self.rule}）" if self.rule else ""
        return f"{self.file}:{self.line}: [{self.code}] {self.reason}{place}。{self.remedy}"


class Unacceptable(Exception):
    """The text is no rulebook. Carries everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: (each.line, each.code)))
        super().__init__("; ".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Lines:
    """The line every part of a text stands on; parts left out stand where their owner does."""

    file: str = ""
    known: Mapping[Path, int] = field(default_factory=dict)

    def of(self, path: Path) -> int:
        while path and path not in self.known:
            path = path[:-1]
        return self.known.get(path, 1)


@dataclass(slots=True)
class Findings:
    """What reading and checking have found so far."""

    file: str = ""
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, line: int, reason: str, remedy: str, rule: str = "") -> None:
        self.problems.append(Problem(code, line, rule, reason, remedy, self.file))
