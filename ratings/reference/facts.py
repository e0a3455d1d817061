"""One fact: which of its days and words count, and the branch of a tree it takes."""

import re
from collections.abc import Sequence
from datetime import date

from ratings.inputs import GivenFact
from ratings.language import words
from ratings.language.probes import FieldTest
from ratings.language.trees import NumberTree, Points

_WHOLE = re.compile(r"-?[0-9]{1,18}")


class Meant:
    """A fact that a rule or a question means, with its days."""

    def __init__(self, fact: GivenFact, anchor: date, starts_on: date, ends_on: date | None):
        self.fact, self.anchor = fact, anchor
        self.starts_on, self.ends_on = starts_on, ends_on

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def anchor_of(fact: GivenFact, anchor: words.Anchor) -> date | None:
    if anchor is words.Anchor.DECIDED:
        return fact.decided_on or fact.starts_on
    if anchor is words.Anchor.STARTED:
        return fact.starts_on
    if anchor is words.Anchor.RECORDED:
        return fact.recorded_on
    if anchor is words.Anchor.PERFORMED:
        return fact.performed_on
    return fact.clock_starts_on


def words_in(fact: GivenFact, field: str) -> set[str]:
    """The words a field holds: one, or several of a list."""
    value = fact.fields.get(field)
    if isinstance(value, str):
        return {value}
    if isinstance(value, list):
        return {each for each in value if isinstance(each, str)}
    return set()


def whole_in(fact: GivenFact, field: str) -> int | None:
    """The whole number a field holds; None for everything else."""
    value = fact.fields.get(field)
    text = str(value) if type(value) is int or isinstance(value, str) else ""
    return int(text) if _WHOLE.fullmatch(text) else None


def passes(fact: GivenFact, test: FieldTest) -> bool:
    if test.words:
        return bool(words_in(fact, test.field) & set(test.words))
    number = whole_in(fact, test.field)
    return (
        number is not None
        and (test.least is None or number >= test.least)
        and (test.most is None or number <= test.most)
    )


def amount_of(by: words.ByAmount, fact: GivenFact) -> int | None:
    if by is words.ByAmount.FINE:
        return fact.fine
    if by is words.ByAmount.CONFISCATED:
        return fact.confiscated
    if fact.fine is None and fact.confiscated is None:
        return None
    return (fact.fine or 0) + (fact.confiscated or 0)


def number_of(tree: NumberTree, fact: GivenFact, nth: int) -> int | None:
    if tree.by is words.ByNumber.OCCURRENCE:
        return nth
    if tree.by is words.ByNumber.FIELD:
        return whole_in(fact, tree.field)
    if fact.performed_on is None:
        return None
    return (fact.performed_on - (fact.decided_on or fact.starts_on)).days


def reached(steps: Sequence[tuple[int, Points]], number: int | None) -> Points | None:
    """The last step that begins at or below the number."""
    if number is None:
        return None
    below = [points for least, points in steps if least <= number]
    return below[-1] if below else None
