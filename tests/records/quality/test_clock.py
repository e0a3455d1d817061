"""The seven working days: due, met, late, open; and counters that equal the ledger."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock as day_clock
from core import doors, errors
from core.actors import SYSTEM
from core.errors import Refusal
from records.models import (
    CatalogueVersion,
    FactReport,
    FactVersion,
    ReportDeadline,
    Subject,
    VolumeDay,
)
from records.quality.services import clock
from records.services import moving, verbs
from records.services.verbs import Grounds
from records.sql.rows import FactRow
from tests.records import build
from tests.records.build import World
from tests.records.quality.counting import count_on, counters, enter_years, from_the_ledger

pytestmark = pytest.mark.django_db

LONG_AGO = date(2026, 4, 15)
GROUNDS = Grounds(reason="上传有误")


def volumes() -> list[tuple[int, ...]]:
    """Facts, in time, late, waiting, mended, revised, gone: every day there is."""
    rows = VolumeDay.objects.order_by("unit_id", "item_id", "day").values_list(
        "facts", "in_time", "late", "waiting", "mended", "revised", "gone"
    )
    return list(rows)


def licence(world: World, days: int | None = 7) -> CatalogueVersion:
    return build.item("licence", "neutral", world.bureau, report_days=days)


@pytest.mark.req("R180")
@pytest.mark.usefixtures("calendar_ahead")
def test_a_fact_is_due_seven_working_days_after_its_decision(world: World) -> None:
    item, subject, today = licence(world), world.subject(), day_clock.today()
    late = world.neutral_row(item, subject, decided_on=LONG_AGO)
    in_time = world.neutral_row(item, subject, decided_on=today)
    without = world.neutral_row(world.licence, subject, decided_on=LONG_AGO)
    written = world.open(late, in_time, without)
    count_on()

    found = {each.fact_id: each for each in FactReport.objects.select_related("deadline")}
    assert len(found) == 3
    of_late, of_in_time, of_without = (found[each.fact_id] for each in written)
    assert of_late.deadline is not None
    assert of_late.deadline.due_on == date(2026, 4, 24)
    assert of_late.deadline.deadline["working_days"] == 7
    assert of_late.decided_on == LONG_AGO
    assert (
        of_late.known_on
        == FactVersion.objects.get(fact_id=of_late.fact_id)
        .opened_at.astimezone(day_clock.SHANGHAI)
        .date()
    )
    assert of_in_time.deadline is not None
    assert of_in_time.deadline.due_on is not None
    assert of_in_time.deadline.due_on > of_in_time.known_on
    assert of_without.deadline is None
    assert sorted(volumes()) == [(1, 0, 0, 0, 0, 0, 0), (2, 1, 1, 0, 0, 0, 0)]
    assert counters() == from_the_ledger()


@pytest.mark.req("R180")
def test_a_missing_year_leaves_the_deadline_open_until_it_is_entered(world: World) -> None:
    item, subject = licence(world, days=600), world.subject()
    world.open(world.neutral_row(item, subject, decided_on=date(2026, 6, 1)))
    count_on()
    (report,) = FactReport.objects.select_related("deadline")
    assert report.deadline is not None
    assert (report.deadline.due_on, report.deadline.missing_year) == (None, 2027)
    assert volumes() == [(1, 0, 0, 1, 0, 0, 0)]
    assert doors.run(clock.resolve_deadlines, actor=SYSTEM) == 0
    with pytest.raises(Refusal) as refused:
        doors.run(clock.resolve_deadlines, actor=world.clerk)
    assert refused.value.code == errors.NOT_ALLOWED.code
    assert volumes() == [(1, 0, 0, 1, 0, 0, 0)]

    enter_years(2029)
    assert doors.run(clock.resolve_deadlines, actor=SYSTEM) == 1
    report.deadline.refresh_from_db()
    assert report.deadline.due_on is not None
    assert report.deadline.resolved_at is not None
    assert volumes() == [(1, 1, 0, 0, 0, 0, 0)]
    assert counters() == from_the_ledger()


@pytest.mark.req("R180")
@pytest.mark.usefixtures("calendar_ahead")
def test_a_day_put_right_moves_the_deadline_and_is_counted_as_mended(world: World) -> None:
    item, subject, today = licence(world), world.subject(), day_clock.today()
    row = world.neutral_row(item, subject, decided_on=LONG_AGO)
    (written,) = world.open(row)
    count_on()
    assert volumes() == [(1, 0, 1, 0, 0, 0, 0)]
    world.revise(_again(row, written.fact_id, decided_on=today))
    count_on()
    assert volumes() == [(1, 1, 0, 0, 1, 1, 0)]
    assert counters() == from_the_ledger()


@pytest.mark.req("R014")
@pytest.mark.usefixtures("calendar_ahead")
def test_news_is_no_mistake_and_a_mistake_is_counted_once(world: World) -> None:
    subject = world.subject()
    row = world.penalty_row(subject)
    (written,) = world.open(row)
    world.revise(_again(row, written.fact_id, performed_on=date(2026, 5, 1)))
    count_on()
    assert volumes() == [(1, 0, 0, 0, 0, 1, 0)]
    world.revise(_again(row, written.fact_id, amount=1_000_000))
    world.revise(_again(row, written.fact_id, amount=2_000_000))
    count_on()
    assert volumes() == [(1, 0, 0, 0, 1, 3, 0)]
    assert counters() == from_the_ledger()


@pytest.mark.req("R022")
def test_what_was_moved_was_reported_once(world: World) -> None:
    here, there = world.subject(), world.subject(name="江阴市演示钢材有限公司")
    (written,) = world.open(world.penalty_row(here))
    moved = doors.run(
        moving.move_fact,
        actor=world.approver,
        fact_id=written.fact_id,
        to_subject_id=there.id,
        grounds=GROUNDS,
    )
    count_on()
    assert volumes() == [(1, 0, 0, 0, 1, 0, 0)]
    assert list(FactReport.objects.values_list("fact_id", flat=True)) == [written.fact_id]
    doors.run(verbs.retract, actor=world.approver, fact_ids=[moved.fact_id], grounds=GROUNDS)
    count_on()
    assert volumes() == [(1, 0, 0, 0, 1, 0, 1)]
    assert counters() == from_the_ledger()


@pytest.mark.req("R022")
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    acts=st.lists(
        st.sampled_from(("open", "news", "amount", "day", "retract", "move", "count")),
        min_size=1,
        max_size=14,
    )
)
def test_counting_on_equals_counting_anew(world: World, acts: list[str]) -> None:
    """Whatever happens, and wherever the consumer stops in between."""
    subjects = [world.subject(), world.subject()]
    item = build.item("penalty", "adverse", world.bureau, report_days=7)
    standing: list[tuple[int, FactRow]] = []
    for place, act in enumerate(acts):
        if act == "open":
            row = world.penalty_row(subjects[place % 2], catalogue_version_id=item.id)
            standing.append((world.open(row)[0].fact_id, row))
        elif act == "count":
            count_on()
        elif standing:
            fact_id, row = standing.pop(place % len(standing))
            standing += _do(world, act, fact_id, row, subjects, place)
    count_on()
    assert counters() == from_the_ledger()


def _do(
    world: World, act: str, fact_id: int, row: FactRow, subjects: list[Subject], place: int
) -> list[tuple[int, FactRow]]:
    if act == "retract":
        doors.run(verbs.retract, actor=world.approver, fact_ids=[fact_id], grounds=GROUNDS)
        return []
    if act == "move":
        (target,) = (each for each in subjects if each.id != row.subject_id)
        moved = doors.run(
            moving.move_fact,
            actor=world.approver,
            fact_id=fact_id,
            to_subject_id=target.id,
            grounds=GROUNDS,
        )
        return [(moved.fact_id, _of(row, subject_id=target.id))]
    changes: dict[str, dict[str, Any]] = {
        "news": {"performed_on": date(2026, 5, 1) + timedelta(days=place)},
        "amount": {"amount": 1_000 + place},
        "day": {"decided_on": LONG_AGO + timedelta(days=place)},
    }
    changed = _of(row, **changes[act])
    world.revise(_again(changed, fact_id))
    return [(fact_id, changed)]


def test_a_deadline_once_given_stays(world: World) -> None:
    world.open(world.neutral_row(licence(world), world.subject(), decided_on=LONG_AGO))
    count_on()
    deadline = ReportDeadline.objects.get()
    with pytest.raises(DatabaseError, match="given_once"), transaction.atomic():
        _execute("UPDATE records_reportdeadline SET due_on = %s", [date(2026, 12, 31)])
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 4, 24)


@pytest.mark.parametrize("table", ["reportdeadline", "factreport", "volumeday"])
def test_nothing_of_it_is_deleted(world: World, table: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        _execute(f"DELETE FROM records_{table}", [])


def test_counters_never_fall_below_nothing(world: World) -> None:
    world.open(world.penalty_row(world.subject()))
    count_on()
    for change in ("late = -1", "mended = 2", "in_time = 2"):
        with pytest.raises(DatabaseError, match="volumeday_counts"), transaction.atomic():
            _execute(f"UPDATE records_volumeday SET {change}", [])
    assert [astuple(counts) for counts in counters().values()] == [(1, 0, 0, 0, 0, 0, 0)]


def _again(row: FactRow, fact_id: int, **changes: Any) -> FactRow:
    return _of(row, fact_id=fact_id, **changes)


def _of(row: FactRow, **changes: Any) -> FactRow:
    return replace(row, **changes)


def _execute(statement: str, parameters: Sequence[date]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
