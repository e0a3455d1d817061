"""Cases a rulebook makes of itself: each threshold and each window, one step to either side. The
oracle and the compiled statement both have to say what the bounds say."""

from dataclasses import replace
from datetime import date

import pytest

from ratings import reference
from ratings.checking.generated import SOMEBODY, threshold_cases, window_cases
from ratings.inputs import Codes, EntryKind, Given, Outcome
from ratings.language import Rulebook, read_rulebook
from ratings.sql.evaluating import evaluate_given
from tests.ratings.test_guide import SHOWN
from tests.ratings.texts import SMALL, VOCABULARY

pytestmark = [pytest.mark.django_db, pytest.mark.req("R042")]
TEXTS = [SMALL, SHOWN[0]]
CODES = VOCABULARY.codes()


def both(rulebook: Rulebook, codes: Codes, rows: Given, day: date) -> list[Outcome]:
    found = evaluate_given(rulebook, codes, rows, day)
    return [*reference.evaluate(rulebook, codes, rows, day), *found]


@pytest.mark.parametrize("text", TEXTS)
def test_each_threshold(text: str) -> None:
    rulebook = read_rulebook("x", text.encode()).rulebook
    cases = list(threshold_cases(rulebook))
    assert {each.grade for each in cases} == {each.code for each in rulebook.scale.grades}
    for case in cases:
        outcomes = both(case.rulebook, CODES, Given((SOMEBODY,)), date(2026, 5, 20))
        assert [(each.score, each.grade) for each in outcomes] == [(case.score, case.grade)] * 2


@pytest.mark.parametrize("text", TEXTS)
def test_each_window(text: str) -> None:
    rulebook = read_rulebook("x", text.encode()).rulebook
    cases = list(window_cases(rulebook, VOCABULARY))
    assert {each.rule for each in cases} == {each.code for each in rulebook.rules}
    assert {each.weight is None for each in cases} == {True, False}
    for case in cases:
        for outcome in both(case.rulebook, CODES, case.given, case.day):
            facts = [each for each in outcome.entries if each.kind is EntryKind.FACT]
            expected = [] if case.weight is None else [(case.rule, case.weight)]
            assert [(each.code, each.weight) for each in facts] == expected, case.day


def test_occurrences_end_after_exactly_so_many_months() -> None:
    """The second serious penalty of the guide within 36 months, and on the day they are full."""
    rulebook = read_rulebook("x", SHOWN[0].encode()).rulebook
    [case] = [
        each
        for each in window_cases(rulebook, VOCABULARY)
        if each.rule == "penalties" and each.day == date(2024, 3, 15)
    ]
    [first] = case.given.facts
    for second_on, nth_points in (
        (date(2027, 2, 27), -900),
        (date(2027, 2, 28), -600),
        (date(2027, 3, 1), -600),
    ):
        serious = replace(first, severity=3)
        second = replace(
            serious, fact_id=2, starts_on=second_on, decided_on=second_on, recorded_on=second_on
        )
        rows = Given(case.given.subjects, (serious, second))
        day = date(2027, 4, 1)
        for outcome in both(case.rulebook, CODES, rows, day):
            points = [each.points for each in outcome.entries if each.kind is EntryKind.FACT]
            assert points == [nth_points], second_on
