"""Monotone: an adverse fact never raises the grade, making it good never lowers it.

Sound by structure: what passes is monotone whatever the facts; what is refused may be, but cannot
be seen to be. To and from a grade outside the order nothing rises or falls.
"""

from enum import Enum
from itertools import pairwise

from ratings.checking.findings import Check
from ratings.language import words
from ratings.language.conditions import AllOf, AnyOf, Condition, Has, Lacks, Not
from ratings.language.probes import Select
from ratings.language.problems import Path
from ratings.language.rules import Rule
from ratings.language.scales import StartTable
from ratings.language.trees import NumberTree, Points
from ratings.language.walk import reads_grades, trees

REMEDY = "请改规则；确有依据的写 monotone: false 并在 not_monotone 注明依据。"


class Drift(Enum):
    """Which way an answer can go when an adverse fact is added."""

    NONE = "none"
    ONLY_TRUE = "only_true"
    ONLY_FALSE = "only_false"
    EITHER = "either"


OPPOSITE = {
    Drift.NONE: Drift.NONE,
    Drift.ONLY_TRUE: Drift.ONLY_FALSE,
    Drift.ONLY_FALSE: Drift.ONLY_TRUE,
    Drift.EITHER: Drift.EITHER,
}


def check_monotone(check: Check) -> None:
    rulebook = check.rulebook
    if not rulebook.monotone:
        if rulebook.not_monotone is None:
            remedy = "请在 not_monotone 写明规定如此的文件和条款。"
            check.add("monotone_uncited", ("monotone",), "不满足单调却没有依据", remedy)
        return
    if rulebook.not_monotone is not None:
        path: Path = ("not_monotone",)
        check.add("monotone_uncited", path, "monotone 为 true", "请去掉 not_monotone。")
    if reads_grades(rulebook):
        _combination(check)
    for place, indicator in enumerate(rulebook.indicators):
        for number, rule in enumerate(indicator.rules):
            _rule(check, ("indicators", place, "rules", number), rule)
    _start(check)
    for name, allowed, key in (
        ("floors", Drift.ONLY_FALSE, "when"),
        ("ceilings", Drift.ONLY_TRUE, "when"),
        ("requires", Drift.ONLY_FALSE, "needs"),
        ("vetoes", Drift.ONLY_TRUE, "when"),
    ):
        for number, verdict in enumerate(getattr(rulebook, name)):
            if drift(check, getattr(verdict, key)) not in {Drift.NONE, allowed}:
                path = (name, number, key)
                reason = "增加失信信息可能反而使等级提高"
                check.add("not_monotone", path, reason, REMEDY, verdict.code)
    sources = rulebook.determination.sources if rulebook.determination else ()
    for number, source in enumerate(sources):
        if is_adverse(check, source.select):
            path = ("determination", "sources", number)
            reason = "最近的失信信息可能使等级提高"
            check.add("not_monotone", path, reason, REMEDY, source.code)


def is_adverse(check: Check, select: Select) -> bool:
    """Adverse facts may be among those selected; what is unknown might be."""
    items = [check.vocabulary.items.get(each) for each in select.items]
    return any(each is None or each.is_adverse for each in items) or bool(select.lines)


def drift(check: Check, condition: Condition) -> Drift:
    if isinstance(condition, Has):
        return Drift.ONLY_TRUE if is_adverse(check, condition.has.select) else Drift.NONE
    if isinstance(condition, Lacks):
        return Drift.ONLY_FALSE if is_adverse(check, condition.lacks.select) else Drift.NONE
    if isinstance(condition, Not):
        return OPPOSITE[drift(check, condition.condition)]
    if isinstance(condition, AllOf | AnyOf):
        found = {drift(check, each) for each in condition.conditions} - {Drift.NONE}
        return found.pop() if len(found) == 1 else Drift.EITHER if found else Drift.NONE
    return Drift.NONE


def span(tree: Points) -> tuple[int, int]:
    """The least and most a tree can bring."""
    leaves = [each for _, each in trees(tree, ()) if isinstance(each, int)]
    if any(not isinstance(each, int) and each.otherwise is None for _, each in trees(tree, ())):
        leaves.append(0)
    return min(leaves), max(leaves)


def _combination(check: Check) -> None:
    """Whether a better grade of a line never lowers this one needs the orders of other rulebooks:
    it is not claimed."""
    reason = "综合评价是否单调取决于各条线的规则，不能由本规则保证"
    check.add("not_monotone", ("monotone",), reason, REMEDY)


def _rule(check: Check, path: Path, rule: Rule) -> None:
    if not is_adverse(check, rule.select) or rule.select.lines:
        return
    if span(rule.points)[1] > 0:
        reason = "失信信息可能加分"
        check.add("not_monotone", (*path, "points"), reason, REMEDY, rule.code)
    if rule.take in {words.Take.LATEST, words.Take.HIGHEST}:
        reason = "新的较轻失信信息会取代较重的"
        check.add("not_monotone", (*path, "take"), reason, REMEDY, rule.code)
    for at, tree in trees(rule.points, (*path, "points")):
        if isinstance(tree, NumberTree) and tree.by is words.ByNumber.OCCURRENCE:
            branches = [span(each.points) for each in tree.steps]
            if tree.steps[0].least > 1:
                branches.insert(0, span(tree.otherwise if tree.otherwise is not None else 0))
            for (low, _), (_, high) in pairwise(branches):
                if high > low:
                    reason = "多一次失信，后面各次的扣分反而减少"
                    check.add("not_monotone", at, reason, REMEDY, rule.code)
                    break


def _start(check: Check) -> None:
    start = check.rulebook.scale.start
    if not isinstance(start, StartTable):
        return
    values = [case.points for case in start.cases] + [start.otherwise]
    for number, case in enumerate(start.cases):
        way = drift(check, case.when)
        # Turning true takes the case itself, turning false something after it.
        later = values[number + 1 :]
        lowers = way is Drift.ONLY_TRUE and case.points <= min(later)
        drops = way is Drift.ONLY_FALSE and case.points >= max(later)
        if way is not Drift.NONE and not lowers and not drops:
            path = ("scale", "start", "cases", number)
            check.add("not_monotone", path, "增加失信信息可能反而提高起评分", REMEDY)
