"""Why a fact is shown or not: the same answer as disclosure gives, in words with their rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.decisions import disclosure
from records.decisions.disclosure import Disclosable, Rule, Shelf
from records.decisions.effects import Effect
from records.decisions.explaining import Why, day_by_day, deciding_rule, explain, shelf_of
from records.models import FactEffect

BEFORE, NOW = date(2023, 5, 1), date(2026, 4, 1)
OLD_GENERAL = Rule(1, "ordinary", 2, BEFORE, False, True, 3, 36)
GENERAL = Rule(2, "ordinary", 2, NOW, True, True, 3, 12)
OLD_MINOR = Rule(3, "ordinary", 1, BEFORE, False, False, 0, 0)
MINOR = Rule(4, "ordinary", 1, NOW, True, False, 0, 0, 3)
STATE = Rule(5, "state", 2, BEFORE, False, True, 0, None)
RULES = [OLD_GENERAL, GENERAL, OLD_MINOR, MINOR, STATE]
PUBLIC = Shelf(True)
DAY = date(2026, 4, 15)

days = st.dates(date(2022, 1, 1), date(2031, 12, 31))
effects = st.builds(
    lambda kind, start, length: Effect(
        kind, start, start + timedelta(days=length) if length else None
    ),
    st.sampled_from(sorted(FactEffect.Kind)),
    days,
    st.sampled_from([None, 1, 30, 400]),
)


@st.composite
def facts(draw: st.DrawFn) -> Disclosable:
    start = draw(days)
    rule = draw(st.sampled_from([None, *RULES]))
    length = draw(st.sampled_from([None, 1, 200, 1500]))
    return Disclosable(
        starts_on=start,
        ends_on=start + timedelta(days=length) if length else None,
        decided_on=start,
        clock_starts_on=start if rule else None,
        rule=rule,
        effects=tuple(draw(st.lists(effects, max_size=3))),
    )


@pytest.mark.req("R030")
@given(facts(), st.sampled_from([PUBLIC, Shelf(False), Shelf(True, 12)]), days)
@settings(max_examples=400, deadline=None)
def test_it_agrees_with_what_is_shown(fact: Disclosable, shelf: Shelf, day: date) -> None:
    explained = explain(fact, shelf, RULES, day)
    assert explained.shown == disclosure.is_shown(fact, shelf, RULES, day)
    assert explained.sentence
    if explained.shown and explained.last is not None:
        assert day <= explained.last


def adverse(rule: Rule, *held: Effect) -> Disclosable:
    return Disclosable(DAY, None, DAY, DAY, rule, tuple(held))


@pytest.mark.req("R030")
def test_worked_example_a_says_its_last_day() -> None:
    """A general act of 2026-04-15 is shown through 2027-04-15, a minor one never."""
    shown = explain(adverse(GENERAL), PUBLIC, RULES, date(2027, 4, 15))
    assert (shown.shown, shown.why, shown.last, shown.rule_id) == (
        True,
        Why.RULE,
        date(2027, 4, 15),
        GENERAL.id,
    )
    assert shown.sentence == "自 2026-04-15 起最长公示 12 个月"
    over = explain(adverse(GENERAL), PUBLIC, RULES, date(2027, 4, 16))
    assert (over.shown, over.sentence) == (False, "最长公示期已于 2027-04-15 届满")
    never = explain(adverse(MINOR), PUBLIC, RULES, DAY)
    assert (never.shown, never.why, never.rule_id) == (False, Why.MINOR, MINOR.id)


def test_the_kinder_later_rule_is_the_one_cited() -> None:
    old = Disclosable(date(2025, 1, 10), None, None, date(2025, 1, 10), OLD_GENERAL)
    assert deciding_rule(RULES, OLD_GENERAL, date(2026, 3, 31)) == OLD_GENERAL
    assert deciding_rule(RULES, OLD_GENERAL, NOW) == GENERAL
    assert explain(old, PUBLIC, RULES, NOW).sentence == "最长公示期已于 2026-01-10 届满"
    assert explain(old, PUBLIC, RULES, date(2026, 3, 31)).last == date(2028, 1, 10)


def test_the_gravest_effect_is_named() -> None:
    fact = adverse(GENERAL, Effect("shielded", DAY, None), Effect("repaired", DAY, None))
    explained = explain(fact, PUBLIC, RULES, DAY)
    assert (explained.why, explained.sentence) == (Why.EFFECT, "已修复，自 2026-04-15 起")
    passing = adverse(GENERAL, Effect("suspended", DAY, DAY + timedelta(days=3)))
    assert explain(passing, PUBLIC, RULES, DAY).sentence == "中止，自 2026-04-15 起至 2026-04-17"


def test_provisional_and_unlisted_are_not_seen() -> None:
    fact = adverse(GENERAL)
    assert explain(fact, PUBLIC, RULES, DAY, is_confirmed=False).why == Why.PROVISIONAL
    assert explain(fact, Shelf(False), RULES, DAY).why == Why.ITEM


def test_days_of_the_same_kind_are_drawn_together() -> None:
    fact = adverse(GENERAL, Effect("suspended", date(2026, 5, 1), date(2026, 5, 11)))
    stretches = day_by_day(
        fact, [(BEFORE, PUBLIC)], RULES, first=date(2026, 4, 10), before=date(2027, 4, 20)
    )
    assert [(each.starts_on, each.ends_on, each.shown) for each in stretches] == [
        (date(2026, 4, 10), date(2026, 4, 15), False),
        (date(2026, 4, 15), date(2026, 5, 1), True),
        (date(2026, 5, 1), date(2026, 5, 11), False),
        (date(2026, 5, 11), date(2027, 4, 16), True),
        (date(2027, 4, 16), date(2027, 4, 20), False),
    ]


def test_the_edition_of_the_day_holds_and_before_it_the_first() -> None:
    shelves = [(NOW, Shelf(False)), (BEFORE, PUBLIC)]
    assert shelf_of(shelves, date(2020, 1, 1)) == PUBLIC
    assert shelf_of(shelves, date(2026, 3, 31)) == PUBLIC
    assert shelf_of(shelves, NOW) == Shelf(False)
