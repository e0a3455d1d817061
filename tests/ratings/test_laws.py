"""The laws of the engine, over generated rulebooks and facts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core import clock
from ratings import reference
from ratings.checking import ItemWords, Vocabulary
from ratings.checking.findings import Check
from ratings.checking.monotone import check_monotone
from ratings.inputs import EntryKind, Given, Outcome
from ratings.language import Lines, Rulebook, Written, canonical_text, read_rulebook
from ratings.language.trees import AmountTree, NumberTree, Points, WordTree
from ratings.language.walk import VERDICTS, reads_grades
from ratings.reference import SCALE
from ratings.sql.evaluating import evaluate_given
from tests.ratings.strategies import CODES, DAYS, givens, rulebooks
from tests.ratings.strategies.facts import ADVERSE, ITEMS, LINES

SOME = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
# Items, or lines of a combination.
CHOICES = st.sampled_from([None, None, None, LINES])


VOCABULARY = Vocabulary(
    items={
        code: ItemWords(number, code, "adverse" if code in ADVERSE else "positive")
        for code, number in CODES.items.items()
    }
)
MONTHS = st.sampled_from([0, 1, 6, 12, 24, 36])
OFFSETS = st.sampled_from([0, 0, -1, 1, 15, 40])
World = tuple[Rulebook, Given, date]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A rulebook, facts, and a day: mostly one some months after a fact, to the day or nearly."""
    items = draw(CHOICES) or ITEMS
    rulebook, rows = draw(rulebooks(items)), draw(givens(items))
    day = draw(DAYS)
    if rows.facts and draw(st.sampled_from([True, True, True, False])):
        fact = draw(st.sampled_from(rows.facts))
        months = draw(MONTHS)
        near = timedelta(days=draw(OFFSETS))
        day = clock.add_months(fact.decided_on or fact.starts_on, months) + near
    return rulebook, rows, day


def visible(outcomes: list[Outcome]) -> dict[int, Outcome]:
    """What a statement gives: nobody without a grade and without a boundary."""
    return {
        each.subject_id: each
        for each in outcomes
        if each.in_scope or each.next_boundary_on is not None
    }


def days_of(rulebook: Rulebook, rows: Given, day: date) -> list[date]:
    """The day, and around the next bounds of everybody."""
    bounds = {
        each.next_boundary_on
        for each in reference.evaluate(rulebook, CODES, rows, day)
        if each.next_boundary_on is not None
    }
    near = {bound + timedelta(days=n) for bound in sorted(bounds)[:2] for n in (-1, 0)}
    return sorted({day, *near})


@pytest.mark.django_db
@pytest.mark.req("R042", "R043")
@SOME
@given(world=worlds())
def test_compiled_is_reference(world: World) -> None:
    """Law 1: grade, score, boundary and every entry, on the day and around the bounds."""
    rulebook, rows, day = world
    for each in days_of(rulebook, rows, day):
        expected = visible(reference.evaluate(rulebook, CODES, rows, each))
        with transaction.atomic():
            found = evaluate_given(rulebook, CODES, rows, each)
        assert visible(found) == expected, each


@pytest.mark.req("R043")
@SOME
@given(world=worlds())
def test_entries_add_up(world: World) -> None:
    """Law 2: the entries sum to the score, and the grade follows from them."""
    rulebook, rows, day = world
    for outcome in reference.evaluate(rulebook, CODES, rows, day):
        values = [each.value for each in outcome.entries if each.value is not None]
        if outcome.score is not None:
            assert sum(values) == outcome.score * SCALE
        grade = ""
        for each in outcome.entries:
            if each.kind is EntryKind.GRADE:
                grade = each.after
            elif each.after:
                assert each.before == grade
                grade = each.after
        assert grade == outcome.grade


@pytest.mark.req("R043")
@SOME
@given(world=worlds(), data=st.data())
def test_nothing_changes_before_the_boundary(world: World, data: st.DataObject) -> None:
    """Boundaries are sound: from the day up to its boundary the grade and score are the same."""
    rulebook, rows, day = world
    now = reference.evaluate(rulebook, CODES, rows, day)
    for place, outcome in enumerate(now):
        ends = outcome.next_boundary_on or day + timedelta(days=2_000)
        span = (ends - day).days
        offsets = {1, span - 1} | set(data.draw(st.lists(st.integers(0, span - 1), max_size=6)))
        for offset in sorted(each for each in offsets if 0 <= each < span):
            later = reference.evaluate(rulebook, CODES, rows, day + timedelta(days=offset))[place]
            assert (later.in_scope, later.grade, later.score) == (
                outcome.in_scope,
                outcome.grade,
                outcome.score,
            )


@pytest.mark.req("R042")
@SOME
@given(world=worlds())
def test_canonical_text_says_the_same(world: World) -> None:
    rulebook, _, _ = world
    text = canonical_text(rulebook)
    read = read_rulebook("generated.yaml", text.encode()).rulebook
    assert read == rulebook
    assert canonical_text(read) == text


@pytest.mark.req("R043")
@SOME
@given(world=worlds())
def test_the_order_of_facts_is_no_input(world: World) -> None:
    """Law 4: in whatever order facts arrive, the grade is the same."""
    rulebook, rows, day = world
    mixed = Given(rows.subjects, tuple(reversed(rows.facts)), tuple(reversed(rows.effects)))
    assert reference.evaluate(rulebook, CODES, mixed, day) == reference.evaluate(
        rulebook, CODES, rows, day
    )


def made_monotone(rulebook: Rulebook) -> Rulebook:
    """What is left of a rulebook once everything the check cannot prove is taken out."""
    while True:
        rulebook = replace(rulebook, monotone=True, not_monotone=None)
        check = Check(Written(rulebook, Lines()), VOCABULARY)
        check_monotone(check)
        if not check.problems:
            return rulebook
        # The finding names the rule or verdict; the start and determinations have no code.
        code = check.problems[0].rule
        rulebook = without(rulebook, code)


def without(rulebook: Rulebook, code: str) -> Rulebook:
    indicators = tuple(
        replace(each, rules=tuple(rule for rule in each.rules if rule.code != code))
        for each in rulebook.indicators
    )
    kept: dict[str, Any] = {
        name: tuple(each for each in getattr(rulebook, name) if each.code != code)
        for name in VERDICTS
    }
    scale = rulebook.scale if code else replace(rulebook.scale, start=900)
    return replace(rulebook, indicators=indicators, scale=scale, **kept)


def lowered(tree: Points) -> Points:
    """Every leaf at most nought, so that more of it is provable."""
    if isinstance(tree, int):
        return -abs(tree)
    name = {WordTree: "cases", AmountTree: "bands", NumberTree: "steps"}[type(tree)]
    branches = (replace(each, points=lowered(each.points)) for each in getattr(tree, name))
    otherwise = None if tree.otherwise is None else lowered(tree.otherwise)
    changes: dict[str, Any] = {name: tuple(branches), "otherwise": otherwise}
    return replace(tree, **changes)


@pytest.mark.req("R043")
@settings(SOME, max_examples=120)
@given(world=worlds(), lower=st.booleans(), data=st.data())
def test_what_is_declared_monotone_is(world: World, lower: bool, data: st.DataObject) -> None:
    """Law 6: without one of its adverse facts an organisation never has a lower grade. Read from
    left to right that is a repair, from right to left one more adverse fact."""
    rulebook, rows, day = world
    assume(rulebook.determination is None and not reads_grades(rulebook))
    if lower:
        indicators = tuple(
            replace(each, rules=tuple(replace(it, points=lowered(it.points)) for it in each.rules))
            for each in rulebook.indicators
        )
        rulebook = replace(rulebook, indicators=indicators)
    rulebook = made_monotone(rulebook)
    adverse = {CODES.items[each] for each in ADVERSE}
    facts = [fact for fact in rows.facts if fact.item in adverse]
    assume(facts)
    gone = data.draw(st.sampled_from(facts))
    fewer = Given(rows.subjects, tuple(each for each in rows.facts if each != gone), rows.effects)
    order = [each.code for each in rulebook.scale.grades]
    before = reference.evaluate(rulebook, CODES, rows, day)
    after = reference.evaluate(rulebook, CODES, fewer, day)
    for one, other in zip(before, after, strict=True):
        if one.grade in order and other.grade in order:
            assert order.index(other.grade) <= order.index(one.grade)
