"""Working days and deadlines, against an independent count and the worked examples."""

from datetime import date, timedelta
from typing import Any

import holidays
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import clock, doors, errors
from core.actors import PUBLIC, SYSTEM, Actor, ActorKind, AdminRole
from core.decisions import Day
from core.models import AuditEvent, CalendarDay, CalendarYear
from core.queries import calendar as queries
from core.services import calendar as services

pytestmark = [pytest.mark.req("R017"), pytest.mark.django_db]

KEEPER = Actor(kind=ActorKind.STAFF, id=1, admin_role=AdminRole.SYSTEM)
FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
INDEPENDENT = holidays.country_holidays("CN", years=range(2019, 2028))
OF_2027 = [
    Day(date(2027, 1, 1), False, "元旦"),
    Day(date(2027, 1, 3), True, "元旦调休上班"),
]


def counted(start: date, working_days: int) -> tuple[date | None, list[date]]:
    """Day by day with the other calendar: the due day, None past the last known year."""
    day = start
    skipped: list[date] = []
    while working_days:
        day += timedelta(days=1)
        if day > LAST:
            return None, skipped
        if INDEPENDENT.is_working_day(day):
            working_days -= 1
        else:
            skipped.append(day)
    return day, skipped


def test_every_day_of_the_known_years_agrees_with_the_independent_calendar() -> None:
    rows = list(CalendarDay.objects.order_by("day").values_list("day", "is_working", "ordinal"))
    assert (rows[0][0], rows[-1][0], len(rows)) == (FIRST, LAST, (LAST - FIRST).days + 1)
    ordinal = 0
    for day, is_working, stored in rows:
        assert is_working == INDEPENDENT.is_working_day(day), day
        ordinal += is_working
        assert stored == ordinal
    assert [year.year for year in queries.known_years()] == list(range(2020, 2027))


@given(st.dates(FIRST, LAST), st.integers(0, 90))
def test_a_deadline_is_the_independent_count(start: date, working_days: int) -> None:
    deadline = queries.deadline(start, working_days)
    due, skipped = counted(start, working_days)
    assert deadline.due_on == due
    assert [day.day for day in deadline.skipped] == skipped
    assert all(day.label for day in deadline.skipped)
    assert deadline.missing_year == (None if due else 2027)


@given(st.dates(FIRST, LAST), st.dates(FIRST, LAST))
def test_days_between_are_the_independent_count(first: date, last: date) -> None:
    low, high = sorted([first, last])
    span = range(1, (high - low).days + 1)
    number = sum(INDEPENDENT.is_working_day(low + timedelta(days=place)) for place in span)
    assert queries.working_days_between(low, high) == number
    assert queries.working_days_between(high, low) == -number
    assert queries.working_days_left(low, [low, high]) == {low: 0, high: number}


@pytest.mark.parametrize(
    ("start", "working_days", "due"),
    [
        # A: due within 7 days, accepted within 3, answered within 10
        ("2026-09-18", 7, "2026-09-29"),
        ("2026-04-15", 7, "2026-04-24"),
        ("2026-05-08", 7, "2026-05-18"),
        ("2026-09-22", 3, "2026-09-28"),
        ("2026-07-16", 3, "2026-07-21"),
        ("2026-09-22", 10, "2026-10-13"),
        ("2026-07-16", 10, "2026-07-30"),
        # B: the window of a notice; publicity; an objection at the branch
        ("2026-05-11", 5, "2026-05-18"),
        ("2026-09-22", 7, "2026-10-09"),
        ("2026-09-29", 7, "2026-10-14"),
        # C: deferred papers, grace, defence
        ("2026-09-21", 15, "2026-10-19"),
        ("2026-10-19", 3, "2026-10-22"),
        ("2026-10-26", 5, "2026-11-02"),
    ],
)
def test_the_worked_examples_of_deadlines(start: str, working_days: int, due: str) -> None:
    deadline = queries.deadline(date.fromisoformat(start), working_days)
    assert deadline.due_on == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("before", "reminder"), [(5, "2026-10-12"), (3, "2026-10-14"), (1, "2026-10-16")]
)
def test_the_worked_examples_of_reminders(before: int, reminder: str) -> None:
    due = date(2026, 10, 19)
    assert queries.working_days_between(date.fromisoformat(reminder), due) == before


@pytest.mark.parametrize(
    ("anchor", "months", "days", "expected"),
    [
        ("2026-04-15", 12, 0, "2027-04-15"),  # A: shown through
        ("2026-05-08", 36, 0, "2029-05-08"),
        ("2026-04-15", 3, 1, "2026-07-16"),  # earliest application
        ("2026-05-08", 12, 1, "2027-05-09"),
        ("2026-05-26", 36, 0, "2029-05-26"),  # B: through, early exit
        ("2026-05-26", 12, 1, "2027-05-27"),
        ("2026-11-05", 12, 0, "2027-11-05"),  # C: through, repairable from
        ("2026-11-05", 3, 1, "2027-02-06"),
    ],
)
def test_the_worked_examples_of_months(anchor: str, months: int, days: int, expected: str) -> None:
    found = clock.add_months(date.fromisoformat(anchor), months) + timedelta(days=days)
    assert found == date.fromisoformat(expected)


def test_a_worked_saturday_counts_and_the_day_after_a_window_is_free() -> None:
    """B: publicity through 10-09 is confirmable on Saturday 10-10; from 05-19 the list may be
    decided."""
    assert CalendarDay.objects.get(day=date(2026, 10, 10)).is_working
    assert queries.deadline(date(2026, 10, 9), 1).due_on == date(2026, 10, 10)
    assert queries.deadline(date(2026, 5, 18), 1).due_on == date(2026, 5, 19)


def test_an_explanation_names_the_days_not_counted() -> None:
    assert queries.deadline(date(2026, 9, 18), 7).explanation() == (
        "自2026年9月18日次日起7个工作日，至2026年9月29日（含当日）；其间不计：9月19日（周六）、"
        "9月25日（中秋节）、9月26日（中秋节）、9月27日（中秋节）。"
    )


def test_past_the_known_years_a_deadline_waits_for_the_calendar() -> None:
    deadline = queries.deadline(date(2026, 12, 28), 7)
    assert (deadline.due_on, deadline.missing_year) == (None, 2027)
    assert deadline.explanation() == (
        "自2026年12月28日次日起7个工作日；2027年放假安排尚未录入，到期日待日历。"
    )
    assert queries.deadline(date(2026, 12, 28), 3).due_on == LAST
    assert queries.deadline(date(2026, 12, 28), 0).due_on == date(2026, 12, 28)
    before = queries.deadline(date(2019, 12, 30), 5)
    assert (before.due_on, before.missing_year) == (None, 2019)
    assert queries.working_days_between(date(2026, 12, 30), date(2027, 1, 4)) is None
    unknown = date(2027, 1, 4)
    assert queries.working_days_left(date(2026, 12, 30), [unknown]) == {unknown: None}


def test_the_next_year_is_entered_and_open_deadlines_close() -> None:
    year = doors.run(
        services.enter_year,
        actor=KEEPER,
        year=2027,
        notice="国办发明电〔2026〕8号",
        exceptions=OF_2027,
    )
    assert (year.year, year.notice) == (2027, "国办发明电〔2026〕8号")
    assert CalendarDay.objects.filter(year_id=2027).count() == 365
    assert queries.deadline(date(2026, 12, 28), 5).due_on == date(2027, 1, 4)
    last = CalendarDay.objects.get(day=LAST).ordinal
    first_days = CalendarDay.objects.filter(day__gt=LAST).order_by("day")[:4]
    assert [(d.is_working, d.label, d.ordinal - last) for d in first_days] == [
        (False, "元旦", 0),
        (False, "周六", 0),
        (True, "元旦调休上班", 1),
        (True, "", 2),
    ]
    event = AuditEvent.objects.get()
    assert (event.action, event.target_id, event.detail) == (
        "core.enter_year",
        "2027",
        {"notice": "国办发明电〔2026〕8号", "exceptions": 2},
    )


@pytest.mark.parametrize("year", [2026, 2028, 2019])
def test_years_follow_one_another(year: int) -> None:
    with pytest.raises(errors.Refusal) as refused:
        doors.run(services.enter_year, actor=KEEPER, year=year, notice="x", exceptions=[])
    assert refused.value.code == "core.calendar_not_next"
    assert refused.value.detail.startswith("工作日历须逐年衔接，现在只能录入 2027 年。")
    assert CalendarYear.objects.count() == 7


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"notice": ""}, "请填写通知文号，不超过 80 个字。"),
        ({"exceptions": [Day(date(2026, 1, 1), False, "元旦")]}, "2026年1月1日不在 2027 年。"),
        ({"exceptions": [*OF_2027, OF_2027[0]]}, "2027年1月1日出现了 2 次。"),
        (
            {"exceptions": [Day(date(2027, 1, 4), True, "上班")]},
            "2027年1月4日是周一，本来就是工作日。",
        ),
        (
            {"exceptions": [Day(date(2027, 1, 1), False, "")]},
            "2027年1月1日的名称须为 1 至 20 个字。",
        ),
    ],
)
def test_a_year_that_makes_no_sense_is_refused(values: dict[str, Any], problem: str) -> None:
    given = {"year": 2027, "notice": "国办", "exceptions": OF_2027, **values}
    with pytest.raises(errors.Refusal) as refused:
        doors.run(services.enter_year, actor=KEEPER, **given)
    assert refused.value.code == "core.invalid"
    assert refused.value.fields[0].message == problem
    assert CalendarDay.objects.filter(day__gt=LAST).count() == 0


def test_a_changed_day_moves_every_ordinal_after_it() -> None:
    before = dict(CalendarDay.objects.values_list("day", "ordinal"))
    changed = doors.run(
        services.change_day,
        actor=KEEPER,
        day=date(2026, 11, 20),
        is_working=False,
        label="临时放假",
        basis="省政府通知",
    )
    assert (changed.is_working, changed.label) == (False, "临时放假")
    after = dict(CalendarDay.objects.values_list("day", "ordinal"))
    moved = {day: after[day] - before[day] for day in before}
    assert {day for day, by in moved.items() if by} == {d for d in before if d >= changed.day}
    assert set(moved.values()) == {0, -1}
    assert queries.deadline(date(2026, 11, 19), 1).due_on == date(2026, 11, 23)
    back = doors.run(services.change_day, actor=KEEPER, day=changed.day, is_working=True)
    assert (back.is_working, back.label) == (True, "")
    assert dict(CalendarDay.objects.values_list("day", "ordinal")) == before
    assert AuditEvent.objects.order_by("id")[0].detail == {
        "before": {"is_working": True, "label": ""},
        "after": {"is_working": False, "label": "临时放假"},
        "basis": "省政府通知",
    }


def test_an_unchanged_day_leaves_no_trace() -> None:
    doors.run(services.change_day, actor=KEEPER, day=date(2026, 11, 20), is_working=True)
    assert AuditEvent.objects.count() == 0


def test_a_day_off_needs_a_name_and_a_known_year() -> None:
    unknown = LAST + timedelta(days=1)
    for day, code in ((date(2026, 11, 20), "core.invalid"), (unknown, "core.calendar_unknown")):
        with pytest.raises(errors.Refusal) as refused:
            doors.run(services.change_day, actor=KEEPER, day=day, is_working=False)
        assert refused.value.code == code
    assert CalendarDay.objects.get(day=date(2026, 11, 20)).is_working


@pytest.mark.parametrize(
    "actor",
    [
        PUBLIC,
        Actor(kind=ActorKind.STAFF, id=2),
        Actor(kind=ActorKind.STAFF, id=3, admin_role=AdminRole.SECURITY),
        Actor(kind=ActorKind.STAFF, id=4, admin_role=AdminRole.AUDIT),
        Actor(kind=ActorKind.CLIENT, id=5),
    ],
)
def test_only_the_system_administrator_keeps_the_calendar(actor: Actor) -> None:
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (services.enter_year, {"year": 2027, "notice": "x", "exceptions": []}),
        (services.change_day, {"day": LAST, "is_working": False, "label": "x"}),
    ]
    for service, arguments in attempts:
        with pytest.raises(errors.Refusal) as refused:
            doors.run(service, actor=actor, **arguments)
        assert refused.value.code == "core.not_allowed"
    assert CalendarYear.objects.count() == 7
    assert CalendarDay.objects.get(day=LAST).is_working


@pytest.mark.parametrize(
    ("today", "left", "is_out"),
    [
        ("2026-10-31", None, False),
        ("2026-11-01", 60, False),
        ("2026-12-31", 0, False),
        ("2027-01-01", 0, True),
    ],
)
def test_the_calendar_warns_from_the_first_of_november(
    today: str, left: int | None, is_out: bool
) -> None:
    found = queries.warning(date.fromisoformat(today))
    if left is None:
        assert found is None
        return
    assert found is not None
    assert (found.is_out, found.last_day, found.days_left, found.missing_year) == (
        is_out,
        LAST,
        left,
        2027,
    )


def test_the_warning_says_who_does_what() -> None:
    found = queries.warning(date(2026, 11, 20))
    assert found is not None
    assert found.text == (
        "工作日历将于2026年12月31日用尽（还有 41 天），此后的期限待日历。"
        "请系统管理员按国务院办公厅通知录入 2027 年的放假安排。"
    )
    doors.run(services.enter_year, actor=SYSTEM, year=2027, notice="国办", exceptions=[])
    assert queries.warning(date(2026, 11, 20)) is None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM core_calendarday",
        "DELETE FROM core_calendaryear",
        "TRUNCATE core_calendarday",
        "UPDATE core_calendarday SET day = day + 1000",
        "UPDATE core_calendaryear SET year = 2030",
    ],
)
def test_the_application_cannot_take_days_away(statement: str) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(statement)


def test_a_day_stands_in_its_own_year() -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(Exception, match="core_calendarday_in_year"),
        transaction.atomic(),
    ):
        cursor.execute(
            "INSERT INTO core_calendarday (day, year_id, is_working, label, ordinal) "
            "VALUES ('2027-01-01', 2026, true, '', 1)"
        )


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)), st.integers(-600, 600))
def test_the_sql_twin_of_add_months_agrees(anchor: date, months: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_add_months(%s, %s)", [anchor, months])
        assert cursor.fetchone() == (clock.add_months(anchor, months),)


def test_the_sql_twin_of_add_months_at_the_ends_of_months() -> None:
    """Every day of four years, a leap year among them, by every number of months up to 13."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT anchor::date, months, core_add_months(anchor::date, months) "
            "FROM generate_series(timestamp '2023-01-01', '2026-12-31', '1 day') AS anchor, "
            "generate_series(-13, 13) AS months"
        )
        for anchor, months, found in cursor.fetchall():
            assert clock.add_months(anchor, months) == found
