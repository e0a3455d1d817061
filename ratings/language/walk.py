"""Going through a rulebook: every question it asks and every fact it means, with their places."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ratings.language.conditions import AllOf, AnyOf, Condition, Has, Lacks, Not
from ratings.language.documents import Citation
from ratings.language.probes import Probe, Select, Window
from ratings.language.problems import Path
from ratings.language.rulebook import Rulebook
from ratings.language.scales import StartTable
from ratings.language.trees import AmountTree, NumberTree, Points, WordTree


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition, where it stands, and the code of what it decides about."""

    path: Path
    owner: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Selected:
    """Facts that are meant, where that is said, and the code of the rule or verdict."""

    path: Path
    owner: str
    select: Select
    window: Window


VERDICTS = ("floors", "ceilings", "requires", "outside", "vetoes")


def conditions(rulebook: Rulebook) -> Iterator[Asked]:
    """The outermost conditions, in the order they are written."""
    if rulebook.applies_to.when is not None:
        yield Asked(("applies_to", "when"), "", rulebook.applies_to.when)
    if isinstance(rulebook.scale.start, StartTable):
        for number, case in enumerate(rulebook.scale.start.cases):
            yield Asked(("scale", "start", "cases", number, "when"), "", case.when)
    for name in VERDICTS:
        for number, verdict in enumerate(getattr(rulebook, name)):
            key = "needs" if name == "requires" else "when"
            yield Asked((name, number, key), verdict.code, getattr(verdict, key))


def parts_of(asked: Asked) -> Iterator[Asked]:
    """The condition and everything inside it."""
    yield asked
    condition = asked.condition
    if isinstance(condition, AllOf | AnyOf):
        key = "all" if isinstance(condition, AllOf) else "any"
        for number, inner in enumerate(condition.conditions):
            yield from parts_of(Asked((*asked.path, key, number), asked.owner, inner))
    elif isinstance(condition, Not):
        yield from parts_of(Asked((*asked.path, "not"), asked.owner, condition.condition))


def probes(asked: Asked) -> Iterator[tuple[Path, Probe]]:
    """What a condition asks of facts."""
    for each in parts_of(asked):
        if isinstance(each.condition, Has):
            yield (*each.path, "has"), each.condition.has
        elif isinstance(each.condition, Lacks):
            yield (*each.path, "lacks"), each.condition.lacks


def selected(rulebook: Rulebook) -> Iterator[Selected]:
    for place, indicator in enumerate(rulebook.indicators):
        for number, rule in enumerate(indicator.rules):
            path: Path = ("indicators", place, "rules", number)
            yield Selected((*path, "select"), rule.code, rule.select, rule.window)
    if rulebook.determination is not None:
        for number, source in enumerate(rulebook.determination.sources):
            path = ("determination", "sources", number, "select")
            yield Selected(path, source.code, source.select, source.window)
    for asked in conditions(rulebook):
        for path, probe in probes(asked):
            yield Selected((*path, "select"), asked.owner, probe.select, probe.window)


def reads_grades(rulebook: Rulebook) -> bool:
    """A combination (second stratum): it reads grades of other lines and no facts."""
    return any(each.select.lines for each in selected(rulebook))


def trees(tree: Points, path: Path) -> Iterator[tuple[Path, Points]]:
    """A tree of points and all its branches."""
    yield path, tree
    if isinstance(tree, int):
        return
    named: dict[type, str] = {WordTree: "cases", AmountTree: "bands", NumberTree: "steps"}
    key = named[type(tree)]
    for number, branch in enumerate(getattr(tree, key)):
        yield from trees(branch.points, (*path, key, number, "points"))
    if tree.otherwise is not None:
        yield from trees(tree.otherwise, (*path, "otherwise"))


def citations(rulebook: Rulebook) -> Iterator[tuple[Path, Citation]]:
    """Every citation, wherever a term has one."""
    yield from _citations(rulebook, ())


def _citations(value: Any, path: Path) -> Iterator[tuple[Path, Citation]]:
    if isinstance(value, Citation):
        yield path, value
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _citations(each, (*path, number))
    elif hasattr(value, "__dataclass_fields__"):
        for name, field in value.__dataclass_fields__.items():
            key = field.metadata["key"] or name
            yield from _citations(getattr(value, name), (*path, key))
