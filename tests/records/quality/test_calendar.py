"""The reporting calendar: what is owed, given, nil and overdue; brought to the unit once."""

from datetime import date, timedelta

import pytest

from core import clock, doors, errors
from core.actors import SYSTEM, Role
from core.errors import Refusal
from desk.models import Message, WorkItem
from records.intake.nil import report_nil, withdraw_nil
from records.models import CatalogueVersion, ReportPeriod
from records.quality.queries import calendar
from records.quality.services import clock as report_clock
from records.quality.services import periods
from records.quality.sql.periods import Cell
from records.work import OVERDUE_REPORT, REPORT_OVERDUE
from tests.records import build
from tests.records.build import World, people
from tests.records.quality.counting import count_on, enter_years

pytestmark = [pytest.mark.django_db, pytest.mark.req("R017")]

TODAY = date(2026, 11, 20)
SEPTEMBER = date(2026, 9, 1)


def keep(today: date = TODAY) -> int:
    return doors.run(periods.keep_calendar, actor=SYSTEM, today=today, since=SEPTEMBER)


def of(item: CatalogueVersion) -> list[tuple[date, date | None, str]]:
    found = ReportPeriod.objects.filter(item_id=item.item_id).order_by("starts_on")
    return [(each.starts_on, each.due_on, each.outcome) for each in found]


@pytest.fixture
def world(db: None) -> World:
    world = World()
    enter_years(2027)
    return world


def item(world: World) -> CatalogueVersion:
    return build.item("penalty", "adverse", world.bureau)


def test_periods_are_planned_with_their_days(world: World) -> None:
    monthly = item(world)
    keep()
    assert of(monthly) == [
        (date(2026, 9, 1), date(2026, 10, 13), "open"),
        (date(2026, 10, 1), date(2026, 11, 6), "open"),
        (date(2026, 11, 1), date(2026, 12, 7), "open"),
    ]
    count = ReportPeriod.objects.count()
    keep()
    assert ReportPeriod.objects.count() == count
    keep(date(2026, 12, 1))
    assert of(monthly)[3:] == [(date(2026, 12, 1), date(2027, 1, 7), "open")]


def test_facts_and_nil_reports_account_for_a_period(world: World) -> None:
    first, second = item(world), item(world)
    subject = world.subject()
    world.open(
        world.penalty_row(subject, catalogue_version_id=first.id, decided_on=date(2026, 9, 30))
    )
    count_on()
    report = doors.run(
        report_nil,
        actor=world.clerk,
        unit_id=world.bureau.id,
        item_code=second.item.code,
        month=SEPTEMBER,
    )
    keep()
    assert [outcome for _, _, outcome in of(first)] == ["facts", "open", "open"]
    assert [outcome for _, _, outcome in of(second)] == ["nil", "open", "open"]
    settled = ReportPeriod.objects.get(item_id=first.item_id, outcome="facts")
    assert settled.settled_on == clock.today()

    doors.run(withdraw_nil, actor=world.clerk, report_id=report.id)
    keep()
    assert [outcome for _, _, outcome in of(second)] == ["open", "open", "open"]


def test_what_is_overdue_is_brought_once_and_ends_with_its_report(world: World) -> None:
    late, subject = item(world), world.subject()
    keep()
    owed = WorkItem.objects.filter(kind=OVERDUE_REPORT, unit=world.bureau)
    mine = ReportPeriod.objects.filter(item_id=late.item_id, due_on__lt=TODAY)
    titles = [f"补报：{late.name}（2026年9月）", f"补报：{late.name}（2026年10月）"]
    work = owed.filter(target_id__in=mine.values("id")).order_by("due_on")
    assert [each.title for each in work] == titles
    assert [each.due_on for each in work] == [date(2026, 10, 13), date(2026, 11, 6)]
    assert work[0].role == Role.CLERK
    assert work[0].deadline == {
        "due_on": "2026-10-13",
        "basis": "报送周期为每月，期满后5个工作日内",
    }
    messages = Message.objects.filter(kind=REPORT_OVERDUE, unit=world.bureau)
    assert messages.count() == 1
    before = owed.count()
    assert keep() == 0
    assert (owed.count(), messages.count()) == (before, 1)

    world.open(
        world.penalty_row(subject, catalogue_version_id=late.id, decided_on=date(2026, 10, 8))
    )
    count_on()
    keep()
    assert [each.state for each in work.all()] == ["open", "done"]
    assert keep(TODAY + timedelta(days=1)) == 0


def test_missed_days_are_one_piece_of_work(world: World) -> None:
    daily = build.item("honour", "positive", world.bureau, update_cycle="每日")
    doors.run(periods.keep_calendar, actor=SYSTEM, today=TODAY, since=date(2026, 11, 12))
    days = [each for each, _, _ in of(daily)]
    assert days == [date(2026, 11, n) for n in (12, 13, 16, 17, 18, 19, 20)]
    mine = WorkItem.objects.filter(
        kind=OVERDUE_REPORT,
        target_id__in=ReportPeriod.objects.filter(item_id=daily.item_id).values("id"),
    )
    assert [each.title for each in mine] == [f"补报：{daily.name}（2026年11月12日）"]
    keep()
    assert mine.count() == 1
    world.open(world.neutral_row(daily, world.subject(), decided_on=date(2026, 11, 12)))
    count_on()
    keep()
    assert [(each.title[-12:-1], each.state) for each in mine.order_by("id")] == [
        ("2026年11月12日", "done"),
        ("2026年11月13日", "open"),
    ]


def test_a_missing_year_leaves_a_period_without_its_day(db: None) -> None:
    world = World()
    yearly = item(world)
    keep(date(2026, 12, 31))
    assert of(yearly)[-1] == (date(2026, 12, 1), None, "open")
    enter_years(2027)
    doors.run(report_clock.resolve_deadlines, actor=SYSTEM)
    keep(date(2026, 12, 31))
    assert of(yearly)[-1] == (date(2026, 12, 1), date(2027, 1, 7), "open")


def test_the_grid_of_a_unit_and_of_all(world: World) -> None:
    late, nil = item(world), item(world)
    doors.run(
        report_nil,
        actor=world.clerk,
        unit_id=world.bureau.id,
        item_code=nil.item.code,
        month=date(2026, 10, 1),
    )
    keep()
    found = doors.look(
        calendar.of_unit, actor=world.clerk, code=world.bureau.code, year=2026, today=TODAY
    )
    rows = {row.key: row for row in found.rows}
    overdue, open_ = Cell(1, 0, 0, 0, 1), Cell(1, 0, 0, 0, 0)
    in_time = clock.today() <= date(2026, 11, 6)
    reported = Cell(1, int(in_time), int(not in_time), 1, 0)
    assert rows[late.item.code].cells == [None] * 8 + [overdue, overdue, open_, None]
    assert rows[nil.item.code].cells == [None] * 8 + [overdue, reported, open_, None]
    assert rows[late.item.code].overdue == 2
    assert [
        (each.period, each.due_on) for each in found.missing if each.item_code == nil.item.code
    ] == [("2026年9月", date(2026, 10, 13))]

    (row,) = doors.look(calendar.of_all, actor=world.clerk, year=2026, today=TODAY)
    assert (row.key, row.overdue) == (world.bureau.code, sum(each.overdue for each in found.rows))
    stranger = people(world.register, Role.CLERK)
    with pytest.raises(Refusal) as refused:
        doors.look(calendar.of_unit, actor=stranger, code=world.bureau.code, year=2026, today=TODAY)
    assert refused.value.code == errors.NOT_FOUND.code


def test_nobody_else_keeps_it(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        doors.run(periods.keep_calendar, actor=world.clerk, today=TODAY)
    assert refused.value.code == errors.NOT_ALLOWED.code
    assert ReportPeriod.objects.count() == 0
