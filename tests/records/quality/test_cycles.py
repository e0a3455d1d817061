"""The catalogue's words for how often, as periods."""

from datetime import date

import pytest

from records.quality.decisions.cycles import Cycle, Period, Rhythm, periods, rhythm_of, said

pytestmark = pytest.mark.req("R017")


@pytest.mark.parametrize(
    ("words", "rhythm"),
    [
        ("实时", Rhythm(Cycle.MONTH)),
        ("决定之日起7个工作日内", Rhythm(Cycle.MONTH)),
        ("检查结束之日起20个工作日内", Rhythm(Cycle.MONTH)),
        ("按行业规定", Rhythm(Cycle.MONTH)),
        ("每日", Rhythm(Cycle.DAY)),
        ("每周一", Rhythm(Cycle.WEEK)),
        ("每月", Rhythm(Cycle.MONTH)),
        ("每季度", Rhythm(Cycle.QUARTER)),
        ("每年", Rhythm(Cycle.YEAR)),
        ("每年4月", Rhythm(Cycle.YEAR, by_month=4)),
        ("每年12月", Rhythm(Cycle.YEAR, by_month=12)),
    ],
)
def test_words_of_the_catalogue(words: str, rhythm: Rhythm) -> None:
    assert rhythm_of(words) == rhythm


def test_periods_follow_each_other_without_a_gap() -> None:
    months = list(periods(Rhythm(Cycle.MONTH), date(2025, 12, 31), date(2026, 2, 1)))
    assert months == [
        Period(date(2025, 12, 1), date(2026, 1, 1), working_days=5),
        Period(date(2026, 1, 1), date(2026, 2, 1), working_days=5),
        Period(date(2026, 2, 1), date(2026, 3, 1), working_days=5),
    ]
    assert list(periods(Rhythm(Cycle.WEEK), date(2026, 11, 19), date(2026, 11, 23))) == [
        Period(date(2026, 11, 16), date(2026, 11, 23), working_days=2),
        Period(date(2026, 11, 23), date(2026, 11, 30), working_days=2),
    ]
    assert list(periods(Rhythm(Cycle.DAY), date(2026, 2, 27), date(2026, 3, 2))) == [
        Period(date(2026, 2, 27), date(2026, 2, 28), working_days=1),
        Period(date(2026, 3, 2), date(2026, 3, 3), working_days=1),
    ]
    assert list(periods(Rhythm(Cycle.QUARTER), date(2026, 5, 5), date(2026, 5, 6))) == [
        Period(date(2026, 4, 1), date(2026, 7, 1), working_days=10)
    ]
    assert list(periods(Rhythm(Cycle.YEAR, by_month=4), date(2026, 5, 5), date(2026, 5, 6))) == [
        Period(date(2026, 1, 1), date(2027, 1, 1), due_on=date(2026, 4, 30))
    ]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (date(2026, 11, 20), date(2026, 11, 21), "2026年11月20日"),
        (date(2026, 11, 16), date(2026, 11, 23), "11月16日至11月22日当周"),
        (date(2026, 2, 1), date(2026, 3, 1), "2026年2月"),
        (date(2026, 7, 1), date(2026, 10, 1), "2026年第3季度"),
        (date(2026, 1, 1), date(2027, 1, 1), "2026年度"),
    ],
)
def test_a_period_in_words(starts_on: date, ends_on: date, words: str) -> None:
    assert said(starts_on, ends_on) == words
