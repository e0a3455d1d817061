"""Expressions about one fact: whether it is meant, its points, its weight. Twins of the methods of
the same names in ratings.reference."""

from collections.abc import Mapping

from ratings.compiler.parameters import Parameters
from ratings.inputs import Codes
from ratings.language import words
from ratings.language.probes import FieldTest, Select
from ratings.language.rules import Decay
from ratings.language.trees import AmountTree, NumberTree, Points, WordTree

DECIDED = "coalesce(fact.decided_on, fact.starts_on)"
ANCHORS: Mapping[words.Anchor, str] = {
    words.Anchor.DECIDED: DECIDED,
    words.Anchor.STARTED: "fact.starts_on",
    words.Anchor.RECORDED: "fact.recorded_on",
    words.Anchor.PERFORMED: "fact.performed_on",
    words.Anchor.CLOCK: "fact.clock_starts_on",
}
AMOUNTS: Mapping[words.ByAmount, str] = {
    words.ByAmount.FINE: "fact.fine",
    words.ByAmount.CONFISCATED: "fact.confiscated",
    words.ByAmount.BOTH: (
        "CASE WHEN fact.fine IS NOT NULL OR fact.confiscated IS NOT NULL "
        "THEN coalesce(fact.fine, 0) + coalesce(fact.confiscated, 0) END"
    ),
}


def steps_of(tree: AmountTree | NumberTree) -> list[tuple[int, Points]]:
    if isinstance(tree, AmountTree):
        return [(each.least, each.points) for each in tree.bands]
    return [(each.least, each.points) for each in tree.steps]


def months_after(anchor: str, months: str) -> str:
    """As core_add_months, written out: a function that sets its own path is not inlined."""
    return f"({anchor} + make_interval(months => {months}))::date"


class FactExpressions:
    """`things` are the numbers of items, of a combination those of lines."""

    def __init__(self, to: Parameters, codes: Codes, things: Mapping[str, int]) -> None:
        self.to, self.codes, self.things = to, codes, things

    def selected(self, select: Select) -> str:
        to = self.to
        wanted = [self.things[each] for each in select.items or select.lines]
        tests = [f"fact.item = ANY({to.wholes(wanted)})"]
        if select.behaviours:
            numbers = [self.codes.behaviours[each] for each in select.behaviours]
            tests.append(f"fact.behaviour = ANY({to.wholes(numbers)})")
        if select.sectors:
            numbers = [each for name in select.sectors for each in self.codes.sectors[name]]
            tests.append(f"fact.behaviour = ANY({to.wholes(numbers)})")
        if select.severity:
            numbers = [each.number for each in select.severity]
            tests.append(f"fact.severity = ANY({to.wholes(numbers)})")
        if select.intent:
            tests.append(f"fact.intent = ANY({to.texts([each.value for each in select.intent])})")
        if select.outcomes:
            tests.append(f"fact.outcome = ANY({to.texts(select.outcomes)})")
        if select.fine_from is not None:
            tests.append(f"fact.fine >= {to.whole(select.fine_from)}")
        if select.fine_below is not None:
            tests.append(f"fact.fine < {to.whole(select.fine_below)}")
        tests += [self.field(each) for each in select.fields]
        return " AND ".join(tests)

    def field(self, test: FieldTest) -> str:
        if test.words:
            return self.holds(test.field, test.words)
        number = self.whole(test.field)
        tests = []
        if test.least is not None:
            tests.append(f"{number} >= {self.to.whole(test.least)}")
        if test.most is not None:
            tests.append(f"{number} <= {self.to.whole(test.most)}")
        return " AND ".join(tests)

    def holds(self, field: str, wanted: tuple[str, ...]) -> str:
        """A word, or a list with the word in it."""
        value = f"fact.fields -> {self.to.text(field)}"
        return (
            f"(jsonb_typeof({value}) IN ('string', 'array') "
            f"AND ({value}) ?| {self.to.texts(wanted)})"
        )

    def whole(self, field: str) -> str:
        name = self.to.text(field)
        return (
            f"(CASE WHEN jsonb_typeof(fact.fields -> {name}) IN ('number', 'string') "
            f"AND (fact.fields ->> {name}) ~ '^-?[0-9]{{1,18}}$' "
            f"THEN (fact.fields ->> {name})::bigint END)"
        )

    def points(self, tree: Points) -> str:
        if isinstance(tree, int):
            return self.to.whole(tree)
        otherwise = self.points(tree.otherwise) if tree.otherwise is not None else "0"
        if isinstance(tree, WordTree):
            branches = [
                f"WHEN {self.word(tree, each.words)} THEN {self.points(each.points)}"
                for each in tree.cases
            ]
        else:
            number = AMOUNTS[tree.by] if isinstance(tree, AmountTree) else self.number(tree)
            branches = [
                f"WHEN {number} >= {self.to.whole(least)} THEN {self.points(points)}"
                for least, points in reversed(steps_of(tree))
            ]
        return f"(CASE {' '.join(branches)} ELSE {otherwise} END)"

    def word(self, tree: WordTree, wanted: tuple[str, ...]) -> str:
        if tree.by is words.ByWord.FIELD:
            return self.holds(tree.field, wanted)
        if tree.by is words.ByWord.ITEM:
            return f"fact.item = ANY({self._numbers(self.things, wanted)})"
        if tree.by is words.ByWord.BEHAVIOUR:
            return f"fact.behaviour = ANY({self._numbers(self.codes.behaviours, wanted)})"
        if tree.by is words.ByWord.SEVERITY:
            numbers = [each.number for each in words.Severity if each.value in wanted]
            return f"fact.severity = ANY({self.to.wholes(numbers)})"
        column = "intent" if tree.by is words.ByWord.INTENT else "outcome"
        return f"fact.{column} = ANY({self.to.texts(wanted)})"

    def number(self, tree: NumberTree) -> str:
        if tree.by is words.ByNumber.OCCURRENCE:
            return "fact.nth"
        if tree.by is words.ByNumber.FIELD:
            return self.whole(tree.field)
        return f"(fact.performed_on - {DECIDED})"

    def weight(self, weight: int | Decay, on: str) -> str:
        if isinstance(weight, int):
            return self.to.whole(weight)
        branches = [
            f"WHEN {months_after('fact.starts_at', self.to.small(each.from_month))} <= {on} "
            f"THEN {self.to.whole(each.weight)}"
            for each in reversed(weight.steps)
        ]
        return f"(CASE {' '.join(branches)} ELSE 0 END)"

    def _numbers(self, codes: Mapping[str, int], wanted: tuple[str, ...]) -> str:
        return self.to.wholes([codes[each] for each in wanted if each in codes])
