"""The formulas of the four dimensions, by hand."""

import pytest

from records.quality.decisions.dimensions import Counts, Share


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "—"),
        (0, 7, "0.00%"),
        (7, 7, "100.00%"),
        (2, 3, "66.67%"),
        (1, 3, "33.33%"),
        (1, 20_000, "0.01%"),
        (19_999, 20_000, "100.00%"),
        (985, 1_000, "98.50%"),
    ],
)
def test_a_share_is_rounded_half_up_in_whole_numbers(part: int, whole: int, text: str) -> None:
    assert Share(part, whole).text == text


@pytest.mark.req("R014")
def test_the_four_dimensions() -> None:
    counts = Counts(
        facts=200, in_time=150, late=30, waiting=5, mended=4,
        accepted=80, incomplete=4, unchanged=4_812, held=15, conflict=3,
        unknown=2, rejected=25, excluded=9,
        queued=40, overdue=20,
    )  # fmt: skip
    assert counts.conformity == Share(100, 125)
    assert counts.completeness == Share(76, 95)
    assert counts.accuracy == Share(196, 200)
    assert counts.timeliness == Share(150, 200)


def test_without_times_to_report_the_periods_are_timely_or_not() -> None:
    counts = Counts(facts=10, owed=4, on_time=3, after=1)
    assert counts.timeliness == counts.punctuality == Share(3, 4)


def test_nothing_reported_has_no_quality() -> None:
    nothing = Counts()
    assert [nothing.conformity.text, nothing.accuracy.text, nothing.timeliness.text] == ["—"] * 3


def test_counts_add_up() -> None:
    both = Counts(facts=1, late=1, nil=2) + Counts(facts=2, in_time=2, nil=1)
    assert both == Counts(facts=3, in_time=2, late=1, nil=3)
