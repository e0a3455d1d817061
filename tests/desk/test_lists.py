"""The lists people work from: whose, in what order, with how many days left and why."""

from dataclasses import replace
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from core import errors
from core.actors import SYSTEM, Role
from desk.decisions import FixedDay, days_left
from desk.models import WorkItem
from desk.queries import (
    Whose,
    WorkCounts,
    WorkPage,
    WorkRow,
    count_my_work,
    list_my_work,
    list_unit_deadlines,
    list_unit_work,
)
from desk.services import claim, open_items
from tests.desk.conftest import NOON, Town
from tests.desk.making import new, opened
from tests.sectors import build

pytestmark = pytest.mark.usefixtures("calendar", "at_noon")
TODAY = date(2026, 4, 22)


def targets(page: WorkPage) -> list[int]:
    found = {item.id: item.target_id for item in WorkItem.objects.all()}
    return [found[row.id] for row in page.items]


@pytest.mark.req("R252")
def test_a_row_says_what_by_when_and_why(town: Town) -> None:
    (item,) = opened(new(town.bureau, 1))
    assert list_my_work(town.actor(0, Role.CLERK), today=TODAY) == WorkPage(
        [
            WorkRow(
                id=item.id,
                kind="受理修复申请",
                title="修复申请 1 待受理",
                url="/repair/1",
                subject_id=1001,
                unit="试验城管局",
                role="经办人",
                due_on=date(2026, 4, 24),
                left=2,
                waiting_for_year=None,
                explanation="自2026年4月15日次日起7个工作日，至2026年4月24日（含当日）"
                "；其间不计：4月18日（周六）、4月19日（周日）。",
                holder="",
                is_mine=False,
                may_release=False,
                escalated=False,
                created_at=NOON,
            )
        ],
        None,
    )


def test_the_overdue_come_first_and_the_undated_last(town: Town) -> None:
    base = new(town.bureau, 9)
    opened(
        new(town.bureau, 1, days=9),
        new(town.bureau, 2, starts_on=date(2026, 3, 2)),
        new(town.bureau, 3),
        new(town.bureau, 4, starts_on=date(2027, 12, 30)),
        replace(base, target=("repair", 5), deadline=None),
    )
    rows = list_my_work(town.actor(0, Role.CLERK), today=TODAY).items
    assert [(row.due_on, row.left, row.waiting_for_year) for row in rows] == [
        (date(2026, 3, 11), -29, None),
        (date(2026, 4, 24), 2, None),
        (date(2026, 4, 28), 4, None),
        (None, None, 2027),
        (None, None, None),
    ]
    assert rows[3].explanation == (
        "自2027年12月30日次日起7个工作日；2027年放假安排尚未录入，到期日待日历。"
    )
    assert rows[4].explanation == ""


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 4, 23), 1),
        (date(2026, 4, 24), 0),
        # Saturday: the working day after has not come, yet the day has passed.
        (date(2026, 4, 25), -1),
        (date(2026, 4, 27), -1),
        (date(2026, 4, 28), -2),
    ],
)
def test_days_left_are_working_days(town: Town, today: date, left: int) -> None:
    opened(new(town.bureau, 1))
    (row,) = list_my_work(town.actor(0, Role.CLERK), today=today).items
    assert row.left == left


def test_a_day_ahead_is_never_shown_as_today() -> None:
    friday, sunday = date(2026, 4, 24), date(2026, 4, 26)
    assert days_left(sunday, friday, 80, 80) == 1


def test_each_sees_the_roles_held_today(town: Town) -> None:
    items = [
        new(town.bureau, 1),
        new(town.bureau, 2, role=Role.REVIEWER),
        new(town.neighbour, 3),
        new(town.bureau, 4, division_id=town.divisions[0].id),
    ]
    opened(*items)
    clerk, reviewer = town.actor(0, Role.CLERK), town.actor(1, Role.REVIEWER)
    assert targets(list_my_work(clerk)) == [1, 4]
    assert targets(list_my_work(reviewer)) == [2]
    assert targets(list_my_work(town.actor(0, Role.CLERK, Role.REVIEWER))) == [1, 2, 4]
    assert targets(list_my_work(town.actor(0, Role.CLERK, division_id=town.divisions[1].id))) == [1]
    assert targets(list_my_work(replace(clerk, duties=()))) == []
    assert targets(list_unit_work(clerk)) == [1, 2, 4]
    assert targets(list_unit_work(town.actor(2, Role.READER, unit=town.neighbour))) == [3]
    assert targets(list_unit_work(replace(clerk, duties=()))) == []


def test_whose_work(town: Town) -> None:
    """Taken work is its holder's; who stands in for an absent colleague has his as well."""
    made = opened(*(new(town.bureau, number) for number in (1, 2, 3)))
    absent, colleague = town.actor(0, Role.CLERK), town.actor(1, Role.CLERK)
    claim(actor=absent, item_id=made[0].id)
    claim(actor=colleague, item_id=made[1].id)
    expected = {Whose.ACTIONABLE: [2, 3], Whose.MINE: [2], Whose.FREE: [3], Whose.OTHERS: [1]}
    assert {whose: targets(list_my_work(colleague, whose=whose)) for whose in Whose} == expected
    deputy = town.actor(2, Role.CLERK, on_behalf_of=town.persons[0].id)
    rows = list_my_work(deputy).items
    assert [(row.holder, row.is_mine) for row in rows] == [("甲", True), ("", False)]
    assert targets(list_my_work(deputy, whose=Whose.MINE)) == [1]
    assert targets(list_my_work(deputy, whose=Whose.OTHERS)) == [2]


def test_work_is_filtered_by_kind_and_by_being_overdue(town: Town) -> None:
    opened(new(town.bureau, 1), new(town.bureau, 2, starts_on=date(2026, 3, 2)))
    open_items(actor=SYSTEM, items=[new(town.bureau, 3, kind="penalty.complete")])
    clerk = town.actor(0, Role.CLERK)
    assert targets(list_my_work(clerk, kind="repair.accept")) == [2, 1]
    assert targets(list_my_work(clerk, kind="repair.unknown")) == []
    assert targets(list_my_work(clerk, overdue_only=True, today=TODAY)) == [2]
    assert targets(list_unit_work(clerk, kind="penalty.complete")) == [3]


def test_deadlines_leave_out_what_has_none(town: Town) -> None:
    base = new(town.bureau, 9)
    opened(
        new(town.bureau, 1),
        new(town.bureau, 2, starts_on=date(2027, 12, 30)),
        replace(base, target=("repair", 3), deadline=None),
        replace(
            base, target=("repair", 4), deadline=FixedDay(date(2026, 5, 1), "公示期自公示之日起")
        ),
    )
    page = list_unit_deadlines(town.actor(0, Role.READER), today=TODAY)
    assert targets(page) == [1, 4, 2]
    assert page.items[1].explanation == "公示期自公示之日起，至2026年5月1日（含当日）。"


@pytest.mark.req("R019")
def test_a_credit_office_sees_the_deadlines_of_its_area(town: Town) -> None:
    stranger = build.unit("trial-far", name="外市某局")
    opened(new(town.bureau, 1), new(town.neighbour, 2), new(stranger, 3))
    office = town.actor(0, Role.CREDIT_OFFICE, unit=town.office)
    assert targets(list_unit_deadlines(office, today=TODAY)) == [1, 2]
    assert targets(list_unit_deadlines(town.actor(0, Role.CLERK), today=TODAY)) == [1]
    assert targets(list_unit_work(office)) == []


def test_counts(town: Town) -> None:
    made = opened(
        new(town.bureau, 1),
        new(town.bureau, 2, days=9),
        new(town.bureau, 3, starts_on=date(2026, 3, 2)),
        new(town.bureau, 4, starts_on=date(2027, 12, 30)),
        new(town.bureau, 5, starts_on=date(2026, 3, 2)),
    )
    claim(actor=town.actor(1, Role.CLERK), item_id=made[4].id)
    clerk = town.actor(0, Role.CLERK)
    assert count_my_work(clerk, today=TODAY) == WorkCounts(
        open=4, due_today=0, overdue=1, soon=1, waiting=1
    )
    assert count_my_work(clerk, today=date(2026, 4, 21)).soon == 0
    assert count_my_work(clerk, today=date(2026, 4, 24)) == WorkCounts(
        open=4, due_today=1, overdue=1, soon=2, waiting=1
    )
    nobody = replace(clerk, duties=())
    assert count_my_work(nobody, today=TODAY) == WorkCounts(0, 0, 0, 0, 0)


def test_pages_follow_one_another(town: Town) -> None:
    base = new(town.bureau, 9)
    opened(
        *(new(town.bureau, number, days=7 + number % 2) for number in range(1, 6)),
        *(replace(base, target=("repair", number), deadline=None) for number in (6, 7)),
    )
    clerk = town.actor(0, Role.CLERK)
    whole = targets(list_my_work(clerk))
    walked, cursor = [], None
    for _ in range(4):
        page = list_my_work(clerk, cursor=cursor, size=2)
        walked.append(targets(page))
        cursor = page.next
    assert walked == [whole[0:2], whole[2:4], whole[4:6], whole[6:7]]
    assert whole == [2, 4, 1, 3, 5, 6, 7]
    assert cursor is None
    for nonsense in ("x", "WyIyMDI2LTk5LTk5IiwgMV0"):
        with pytest.raises(errors.Refusal) as refused:
            list_my_work(clerk, cursor=nonsense)
        assert refused.value.code == "core.cursor_invalid"


def test_ten_and_fifty_rows_cost_the_same(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk = town.actor(0, Role.CLERK, Role.REVIEWER, on_behalf_of=town.persons[1].id)
    for first, count in [(0, 10), (100, 40)]:
        opened(*(new(town.bureau, first + number) for number in range(count)))
        for listed in (list_my_work, list_unit_work, list_unit_deadlines):
            with django_assert_num_queries(3):
                assert len(listed(clerk).items) == (10 if first == 0 else 50)
        with django_assert_num_queries(2):
            count_my_work(clerk)
