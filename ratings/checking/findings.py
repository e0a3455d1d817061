"""Collecting what a check finds, with the line it stands on."""

from dataclasses import dataclass, field

from ratings.checking.vocabulary import Vocabulary
from ratings.language import Problem, Rulebook, Written
from ratings.language.problems import Path


@dataclass
class Check:
    """A rulebook under examination."""

    written: Written
    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)

    @property
    def rulebook(self) -> Rulebook:
        return self.written.rulebook

    def add(self, code: str, path: Path, reason: str, remedy: str, rule: str = "") -> None:
        lines = self.written.lines
        line = lines.of(path)
        self.problems.append(Problem(f"rulebook.{code}", line, rule, reason, remedy, lines.file))
