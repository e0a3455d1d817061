"""Choosing among facts, numbers and grades."""

from collections.abc import Mapping, Sequence
from datetime import date

from ratings.inputs import GivenEffect, GivenFact
from ratings.language import words
from ratings.language.determinations import Source
from ratings.language.rules import Cap
from ratings.language.scales import Threshold
from ratings.reference.facts import Meant, words_in
from ratings.reference.numbers import SCALE


def is_in_force(effect: GivenEffect, day: date) -> bool:
    return effect.starts_on <= day and (effect.ends_on is None or day < effect.ends_on)


def codes_of(codes: Mapping[str, int], number: int | None) -> set[str]:
    return {code for code, each in codes.items() if each == number}


def taken(
    take: words.Take, brought: Sequence[tuple[int, Meant, int, int]]
) -> tuple[int, Meant, int, int]:
    """One fact of a rule; of equals the later, of those the one with the larger number."""
    if take is words.Take.LATEST:
        return max(brought, key=lambda each: (each[1].anchor, each[1].fact.fact_id))
    sign = 1 if take is words.Take.HIGHEST else -1
    return max(brought, key=lambda each: (sign * each[0], each[1].anchor, each[1].fact.fact_id))


def within(cap: Cap | None, value: int) -> int:
    if cap is not None and cap.most is not None:
        value = min(value, cap.most * SCALE)
    if cap is not None and cap.least is not None:
        value = max(value, cap.least * SCALE)
    return value


def by_threshold(thresholds: Sequence[Threshold], score: int) -> str:
    for each in thresholds:
        if (each.least is None or each.least <= score) and (
            each.most is None or score <= each.most
        ):
            return each.grade
    raise LookupError(f"no threshold for {score}")


def grade_named(source: Source, fact: GivenFact) -> str:
    held = words_in(fact, source.field) if source.field else {fact.outcome}
    return next((each.grade for each in source.grades if held & set(each.words)), "")
