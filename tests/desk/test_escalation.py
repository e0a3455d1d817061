"""Escalation: day by day through the 2026 calendar, each step once, with one message."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from core import doors
from core.actors import SYSTEM, Role
from core.models import AuditEvent, CalendarDay
from desk.models import Escalation, Message, WorkItem
from desk.queries import list_my_work, list_unit_work
from desk.services import claim, complete, escalate, open_items
from sectors.models import Division
from tests.desk.conftest import Town
from tests.desk.making import new, opened
from tests.sectors import build

pytestmark = pytest.mark.usefixtures("calendar", "at_noon")


def steps() -> list[tuple[int, int, str, date]]:
    found = Escalation.objects.order_by("id")
    return [(e.step, e.unit_id, e.role, e.escalated_on) for e in found]


def walk(first: date, last: date) -> list[tuple[date, int]]:
    """Escalate twice on each day; the days on which anything happened."""
    days, day = [], first
    while day <= last:
        taken = doors.run(escalate, actor=SYSTEM, today=day)
        assert doors.run(escalate, actor=SYSTEM, today=day) == 0
        if taken:
            days.append((day, taken))
        day += timedelta(days=1)
    return days


@pytest.mark.req("R017")
def test_overdue_work_goes_up_step_by_step_on_working_days(town: Town) -> None:
    """Due Fri 04-24 with steps after 1, 3 and 5 working days: Mon 04-27, Wed 04-29, and over the
    Labour Day holiday (05-01 to 05-05) Wed 05-06."""
    (item,) = opened(new(town.bureau, 1))
    assert item.due_on == date(2026, 4, 24)
    days = walk(date(2026, 4, 15), date(2026, 5, 20))
    assert days == [(date(2026, 4, 27), 1), (date(2026, 4, 29), 1), (date(2026, 5, 6), 1)]
    assert steps() == [
        (1, town.bureau.id, "reviewer", date(2026, 4, 27)),
        (2, town.bureau.id, "approver", date(2026, 4, 29)),
        (3, town.office.id, "credit_office", date(2026, 5, 6)),
    ]
    messages = Message.objects.order_by("id")
    assert [(m.unit_id, m.role, m.kind, m.title) for m in messages] == [
        (town.bureau.id, "reviewer", "desk.escalated", "逾期待办：修复申请 1 待受理"),
        (town.bureau.id, "approver", "desk.escalated", "逾期待办：修复申请 1 待受理"),
        (town.office.id, "credit_office", "desk.escalated", "逾期待办：修复申请 1 待受理"),
    ]
    assert {m.body for m in messages} == {
        "试验城管局的这件待办应于2026年4月24日办结，至今未办结，请督促或协调办理。"
    }
    events = AuditEvent.objects.filter(action="desk.escalate").order_by("id")
    assert [e.detail for e in events] == [
        {"day": day, "items": [item.id]} for day in ("2026-04-27", "2026-04-29", "2026-05-06")
    ]


def test_a_worked_saturday_counts(town: Town) -> None:
    """Due Thu 05-07: Fri 05-08 is one working day over, Sat 05-09 (worked) two, Mon 05-11 three."""
    (item,) = opened(new(town.bureau, 1, starts_on=date(2026, 5, 6), days=1))
    assert item.due_on == date(2026, 5, 7)
    assert walk(date(2026, 5, 7), date(2026, 5, 12)) == [
        (date(2026, 5, 8), 1),
        (date(2026, 5, 11), 1),
    ]


def test_after_a_standstill_missed_steps_are_taken_together(town: Town) -> None:
    opened(new(town.bureau, 1))
    assert walk(date(2026, 5, 6), date(2026, 5, 6)) == [(date(2026, 5, 6), 3)]
    assert [step for step, *_ in steps()] == [1, 2, 3]


def test_what_is_done_undated_or_without_a_rule_is_left_alone(town: Town) -> None:
    opened(new(town.bureau, 1))
    complete(actor=SYSTEM, kind="repair.accept", target_kind="repair", target_ids=[1])
    ruleless = new(town.bureau, 2, kind="penalty.complete")
    waiting = new(town.bureau, 3, starts_on=date(2027, 12, 30))
    assert open_items(actor=SYSTEM, items=[ruleless, waiting]) == 2
    assert walk(date(2026, 5, 6), date(2026, 5, 7)) == []
    assert Message.objects.count() == 0


def test_a_day_the_calendar_does_not_know_escalates_nothing(town: Town) -> None:
    opened(new(town.bureau, 1))
    last = CalendarDay.objects.latest("day").day
    assert doors.run(escalate, actor=SYSTEM, today=last + timedelta(days=1)) == 0


def test_without_a_credit_office_in_the_area_it_goes_to_the_one_around(town: Town) -> None:
    """A county without one turns to its city's; an office that has ended is none."""
    Division.objects.filter(is_credit_office=True).update(valid_to=date(2026, 5, 6))
    around = build.unit("trial-d", name="试验市发改委", region_id="320200")
    build.division(around, "信用处", is_credit_office=True)
    opened(new(town.bureau, 1))
    walk(date(2026, 5, 6), date(2026, 5, 6))
    assert steps()[-1] == (3, around.id, "credit_office", date(2026, 5, 6))


def test_where_there_is_no_credit_office_it_goes_to_the_unit_above(town: Town) -> None:
    Division.objects.filter(is_credit_office=True).update(valid_to=date(2026, 5, 6))
    opened(new(town.bureau, 1))
    walk(date(2026, 5, 6), date(2026, 5, 6))
    assert steps()[-1] == (3, town.city.id, "credit_office", date(2026, 5, 6))


def test_a_unit_at_the_top_keeps_what_would_go_up(town: Town) -> None:
    Division.objects.filter(is_credit_office=True).update(valid_to=date(2026, 5, 6))
    opened(new(town.city, 1))
    assert walk(date(2026, 5, 6), date(2026, 5, 6)) == [(date(2026, 5, 6), 3)]
    assert {unit for _, unit, _, _ in steps()} == {town.city.id}


def test_what_went_up_is_work_of_those_it_went_to(town: Town) -> None:
    opened(new(town.bureau, 1))
    office = town.actor(1, Role.CREDIT_OFFICE, unit=town.office)
    assert list_my_work(office).items == []
    doors.run(escalate, actor=SYSTEM, today=date(2026, 5, 6))
    (row,) = list_my_work(office, today=date(2026, 5, 6)).items
    assert (row.title, row.unit, row.escalated, row.left) == (
        "修复申请 1 待受理",
        "试验城管局",
        True,
        -5,
    )
    assert list_unit_work(office).items == []
    doors.run(claim, actor=office, item_id=row.id)
    assert WorkItem.objects.get().assignee == town.persons[1]
    stranger = town.actor(2, Role.CREDIT_OFFICE, unit=town.neighbour)
    assert list_my_work(stranger).items == []


def test_escalating_ten_and_fifty_costs_the_same(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for first, count in [(0, 10), (100, 50)]:
        opened(*(new(town.bureau, first + number) for number in range(count)))
        with django_assert_num_queries(5):
            counts.append(escalate(actor=SYSTEM, today=date(2026, 4, 27)))
    assert counts == [10, 50]
