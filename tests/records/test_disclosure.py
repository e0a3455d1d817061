"""What is shown for how long: worked example A, and day by day over ten years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import add_months
from records.decisions.disclosure import Terms, Window, window

MINOR = Terms(shown=False, min_months=0, max_months=0)
GENERAL = Terms(shown=True, min_months=3, max_months=12)
SERIOUS = Terms(shown=True, min_months=12, max_months=36)


@pytest.mark.req("R161")
def test_one_month_three_severities() -> None:
    assert window(MINOR, date(2026, 9, 18), date(2026, 9, 22)) == Window(
        None, None, date(2026, 9, 22)
    )
    assert window(MINOR, date(2026, 9, 18), None).repair_from is None
    general = window(GENERAL, date(2026, 4, 15), None)
    assert general.last_day_shown == date(2027, 4, 15)
    assert general.repair_from == date(2026, 7, 16)
    serious = window(SERIOUS, date(2026, 5, 8), None)
    assert serious.last_day_shown == date(2029, 5, 8)
    assert serious.repair_from == date(2027, 5, 9)


@pytest.mark.req("R161")
def test_a_broken_promise_of_november() -> None:
    broken = window(GENERAL, date(2026, 11, 5), None)
    assert (broken.last_day_shown, broken.repair_from) == (date(2027, 11, 5), date(2027, 2, 6))


@given(
    start=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    terms=st.sampled_from([GENERAL, SERIOUS, MINOR]),
)
def test_day_by_day(start: date, terms: Terms) -> None:
    """Every single day within ten years is shown exactly when it lies in the stated period."""
    found = window(terms, start, None)
    last = add_months(start, terms.max_months or 0)
    for offset in range(-3660, 3660):
        day = start + timedelta(days=offset)
        assert found.covers(day) is (terms.shown and start <= day <= last)


@given(start=st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_repair_opens_while_it_is_still_shown(start: date) -> None:
    for terms in (GENERAL, SERIOUS):
        found = window(terms, start, None)
        assert found.repair_from is not None
        assert found.covers(found.repair_from)
