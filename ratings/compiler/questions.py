"""Conditions about one organisation, over the counts of the facts they ask for."""

from collections.abc import Callable

from ratings.compiler.facts import months_after
from ratings.compiler.parameters import Parameters
from ratings.language.conditions import (
    Age,
    AllOf,
    AnyOf,
    Condition,
    Has,
    IndustryIs,
    KindIs,
    Lacks,
    Not,
)
from ratings.language.probes import Probe


class Questions:
    """`count` gives the column that counts a probe; `bounds` collects the days on which an age
    changes."""

    def __init__(self, to: Parameters, on: str, count: Callable[[Probe], str]) -> None:
        self.to, self.on, self.count = to, on, count
        self.bounds: list[str] = []

    def holds(self, condition: Condition) -> str:
        if isinstance(condition, AllOf | AnyOf):
            word = " AND " if isinstance(condition, AllOf) else " OR "
            return f"({word.join(self.holds(each) for each in condition.conditions)})"
        if isinstance(condition, Not):
            return f"(NOT {self.holds(condition.condition)})"
        if isinstance(condition, Has):
            return f"({self.count(condition.has)} >= {self.to.whole(condition.at_least)})"
        if isinstance(condition, Lacks):
            return f"({self.count(condition.lacks)} = 0)"
        if isinstance(condition, Age):
            return self._aged(condition)
        if isinstance(condition, KindIs):
            kinds = [each.value for each in condition.kinds]
            return f"(subject.kind = ANY({self.to.texts(kinds)}))"
        column = "industry" if isinstance(condition, IndustryIs) else "region"
        return f"(subject.{column} ^@ ANY({self.to.texts(condition.prefixes)}))"

    def _aged(self, age: Age) -> str:
        tests = []
        for months, sign in ((age.span.least, "<="), (age.span.below, ">")):
            if months is not None:
                day = months_after("subject.established_on", self.to.small(months))
                self.bounds.append(day)
                tests.append(f"{day} {sign} {self.on}")
        return f"coalesce({' AND '.join(tests)}, false)"
