"""Work: opened once, ended once, with a day whose reckoning is kept and kept right."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connections
from pytest_django import DjangoAssertNumQueries

from core import doors, errors
from core.actors import PUBLIC, SYSTEM, Actor, ActorKind, AdminRole, Role
from core.models import AuditEvent
from core.services.calendar import change_day
from desk.decisions import FixedDay
from desk.models import WorkItem
from desk.services import (
    NewItem,
    cancel,
    complete,
    escalate,
    open_items,
    resolve_open_deadlines,
)
from tests.desk.conftest import NOON, Town
from tests.desk.making import enter, new, opened


@pytest.mark.usefixtures("calendar", "at_noon")
@pytest.mark.req("R017")
def test_work_is_opened_with_its_day_and_how_it_was_reckoned(town: Town) -> None:
    (item,) = opened(new(town.bureau, 1))
    assert (item.kind, item.target_kind, item.target_id, item.subject_id) == (
        "repair.accept",
        "repair",
        1,
        1001,
    )
    assert (item.unit, item.role, item.state, item.created_at) == (
        town.bureau,
        "clerk",
        "open",
        NOON,
    )
    assert (item.due_on, item.sort_on, item.missing_year) == (
        date(2026, 4, 24),
        date(2026, 4, 24),
        None,
    )
    assert item.deadline == {
        "starts_on": "2026-04-15",
        "working_days": 7,
        "due_on": "2026-04-24",
        "skipped": [
            {"day": "2026-04-18", "why": "周六"},
            {"day": "2026-04-19", "why": "周日"},
        ],
        "missing_year": None,
    }


@pytest.mark.usefixtures("calendar")
def test_what_is_open_is_not_opened_again(town: Town) -> None:
    items = [new(town.bureau, 1), new(town.bureau, 2)]
    assert open_items(actor=SYSTEM, items=items) == 2
    more = [*items, new(town.bureau, 1, role=Role.REVIEWER), new(town.neighbour, 1)]
    assert open_items(actor=SYSTEM, items=more) == 2
    assert open_items(actor=SYSTEM, items=more) == 0
    assert open_items(actor=SYSTEM, items=[]) == 0
    assert WorkItem.objects.count() == 4
    events = AuditEvent.objects.filter(action="desk.open_items").order_by("id")
    assert [event.detail for event in events] == [
        {"kinds": {"repair.accept": 2}, "opened": 2},
        {"kinds": {"repair.accept": 4}, "opened": 2},
    ]


@pytest.mark.usefixtures("calendar")
def test_opening_ten_and_fifty_costs_the_same(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for first, count in [(0, 10), (100, 50)]:
        items = [new(town.bureau, first + number) for number in range(count)]
        with django_assert_num_queries(2):
            assert open_items(actor=SYSTEM, items=items) == count


def test_an_unknown_kind_is_a_mistake_of_the_program(town: Town) -> None:
    with pytest.raises(ValueError, match="not registered"):
        open_items(actor=SYSTEM, items=[new(town.bureau, 1, kind="repair.unknown")])
    assert WorkItem.objects.count() == 0


@pytest.mark.usefixtures("calendar", "at_noon")
def test_work_is_done_by_whoever_deals_with_its_target(town: Town) -> None:
    opened(new(town.bureau, 1), new(town.bureau, 2), new(town.bureau, 3))
    other = new(town.bureau, 1, kind="penalty.complete")
    open_items(actor=SYSTEM, items=[other])
    reviewer = town.actor(1, Role.REVIEWER)
    done = complete(
        actor=reviewer, kind="repair.accept", target_kind="repair", target_ids=[1, 3, 9]
    )
    assert done == 2
    found = WorkItem.objects.order_by("kind", "target_id").values_list(
        "kind", "target_id", "state", "ended_at", "ended_by_kind", "ended_by"
    )
    nobody = ("open", None, "", None)
    somebody = ("done", NOON, "staff", town.persons[1].id)
    assert list(found) == [
        ("penalty.complete", 1, *nobody),
        ("repair.accept", 1, *somebody),
        ("repair.accept", 2, *nobody),
        ("repair.accept", 3, *somebody),
    ]
    again = complete(actor=reviewer, kind="repair.accept", target_kind="repair", target_ids=[1])
    assert again == 0
    assert open_items(actor=SYSTEM, items=[new(town.bureau, 1)]) == 1


@pytest.mark.usefixtures("calendar", "at_noon")
def test_work_is_cancelled_with_a_reason_in_one_unit_only(town: Town) -> None:
    open_items(actor=SYSTEM, items=[new(town.bureau, 1), new(town.neighbour, 1)])
    cancelled = cancel(
        actor=SYSTEM,
        kind="repair.accept",
        target_kind="repair",
        target_ids=[1],
        reason="申请人撤回",
        unit_id=town.bureau.id,
    )
    assert cancelled == 1
    found = WorkItem.objects.order_by("unit").values_list(
        "unit", "state", "reason", "ended_by_kind"
    )
    assert list(found) == [
        (town.bureau.id, "cancelled", "申请人撤回", "system"),
        (town.neighbour.id, "open", "", ""),
    ]


@pytest.mark.usefixtures("calendar")
def test_a_day_may_follow_from_something_else_or_there_may_be_none(town: Town) -> None:
    fixed = FixedDay(date(2026, 11, 30), "名单有效期自2025年12月1日起一年")
    base = new(town.bureau, 1)
    items = [
        NewItem(base.kind, ("repair", 1), base.unit_id, base.role, "名单将届满", fixed),
        NewItem(base.kind, ("repair", 2), base.unit_id, base.role, "请核对单位信息"),
    ]
    dated, undated = opened(*items)
    assert (dated.due_on, dated.deadline) == (
        date(2026, 11, 30),
        {"due_on": "2026-11-30", "basis": "名单有效期自2025年12月1日起一年"},
    )
    assert (undated.due_on, undated.sort_on, undated.deadline) == (None, date(9999, 12, 31), {})


@pytest.mark.usefixtures("calendar")
@pytest.mark.req("R017")
def test_a_day_that_waits_for_the_calendar_is_reckoned_when_the_year_is_known(town: Town) -> None:
    december = date(2027, 12, 30)
    waiting, known = opened(new(town.bureau, 1, starts_on=december), new(town.bureau, 2))
    assert (waiting.due_on, waiting.missing_year, waiting.sort_on) == (
        None,
        2027,
        date(9999, 12, 31),
    )
    assert doors.run(resolve_open_deadlines, actor=SYSTEM) == 0
    enter(2027)
    assert doors.run(resolve_open_deadlines, actor=SYSTEM) == 1
    waiting.refresh_from_db()
    assert (waiting.due_on, waiting.missing_year) == (None, 2028)
    enter(2028, date(2028, 1, 3))
    assert doors.run(resolve_open_deadlines, actor=SYSTEM) == 1
    waiting.refresh_from_db()
    assert (waiting.due_on, waiting.sort_on, waiting.missing_year) == (
        date(2028, 1, 11),
        date(2028, 1, 11),
        None,
    )
    assert {"day": "2028-01-03", "why": "元旦"} in waiting.deadline["skipped"]
    known.refresh_from_db()
    assert known.due_on == date(2026, 4, 24)
    event = AuditEvent.objects.filter(action="desk.resolve_open_deadlines").latest("id")
    assert event.detail == {
        "starts_on": "2027-12-30",
        "working_days": 7,
        "due_on": "2028-01-11",
        "items": 1,
    }


@pytest.mark.usefixtures("calendar")
def test_a_day_once_given_stays(town: Town) -> None:
    (item,) = opened(new(town.bureau, 1))
    doors.run(change_day, actor=SYSTEM, day=date(2026, 4, 20), is_working=False, label="临时放假")
    assert doors.run(resolve_open_deadlines, actor=SYSTEM) == 0
    item.refresh_from_db()
    assert item.due_on == date(2026, 4, 24)


@pytest.mark.usefixtures("calendar")
def test_what_has_ended_is_not_reckoned_again(town: Town) -> None:
    (item,) = opened(new(town.bureau, 1, starts_on=date(2026, 12, 30)))
    complete(actor=SYSTEM, kind="repair.accept", target_kind="repair", target_ids=[1])
    enter(2027)
    assert doors.run(resolve_open_deadlines, actor=SYSTEM) == 0
    item.refresh_from_db()
    assert (item.due_on, item.missing_year) == (None, 2027)


@pytest.mark.parametrize("title", ["", "补正 320281199001011234 的处罚", "联系 13812345678 补正"])
def test_a_title_holds_nothing_personal(town: Town, title: str) -> None:
    item = NewItem("repair.accept", ("repair", 1), town.bureau.id, Role.CLERK, title)
    with pytest.raises(errors.Refusal) as refused:
        doors.run(open_items, actor=SYSTEM, items=[item])
    assert (refused.value.code, refused.value.error.status) == ("desk.title_not_plain", 400)
    assert WorkItem.objects.count() == 0


@pytest.mark.parametrize(
    "title",
    ["91320281MAY0000178 修复待受理", "澄市监处罚〔2026〕00213号", "核对 912026120512345678X"],
)
def test_codes_of_organisations_and_documents_may_stand_in_a_title(town: Town, title: str) -> None:
    item = NewItem("repair.accept", ("repair", 1), town.bureau.id, Role.CLERK, title)
    assert open_items(actor=SYSTEM, items=[item]) == 1


def test_two_callers_open_the_same_work_once(
    committed_db: None, calendar: None, town: Town
) -> None:
    meet = threading.Barrier(2)
    counts: list[int] = []
    items = [new(town.bureau, number) for number in range(40)]

    def call(ordered: list[NewItem]) -> None:
        try:
            meet.wait(timeout=30)
            counts.append(doors.run(open_items, actor=SYSTEM, items=ordered))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=(ordered,)) for ordered in (items, items[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(counts) == 40
    assert len(counts) == 2
    assert WorkItem.objects.count() == 40


@pytest.mark.usefixtures("calendar", "at_noon")
def test_only_who_takes_part_in_procedures_opens_and_ends_work(town: Town) -> None:
    (item,) = opened(new(town.bureau, 1))
    unit = town.bureau.id
    strangers = [
        PUBLIC,
        town.actor(0, Role.READER),
        Actor(ActorKind.STAFF, id=9, person_id=town.persons[3].id),
        Actor(ActorKind.STAFF, id=9, admin_role=AdminRole.SYSTEM),
        Actor(ActorKind.CLIENT, id=5),
    ]
    for actor in strangers:
        assert refusal_of(open_items, actor, items=[new(town.bureau, 2)]) == "core.not_allowed"
        ending: dict[str, object] = {
            "kind": "repair.accept",
            "target_kind": "repair",
            "target_ids": [1],
        }
        assert refusal_of(complete, actor, **ending) == "core.not_allowed"
        assert refusal_of(cancel, actor, reason="撤回", **ending) == "core.not_allowed"
    item.refresh_from_db()
    assert (item.state, WorkItem.objects.count()) == ("open", 1)
    takes_part = [
        town.actor(0, Role.CLERK),
        Actor(ActorKind.CLIENT, id=5, unit_id=unit),
        Actor(ActorKind.AGENT, id=6, subject_ids=frozenset({1001})),
    ]
    for number, actor in enumerate(takes_part, start=2):
        assert doors.run(open_items, actor=actor, items=[new(town.bureau, number)]) == 1


@pytest.mark.usefixtures("calendar", "at_noon")
def test_only_the_platform_escalates_and_reckons_anew(town: Town) -> None:
    for actor in (town.actor(0, Role.APPROVER), Actor(ActorKind.CLIENT, id=5, unit_id=1)):
        assert refusal_of(escalate, actor, today=NOON.date()) == "core.not_allowed"
        assert refusal_of(resolve_open_deadlines, actor) == "core.not_allowed"


def refusal_of(service: Callable[..., object], actor: Actor, **arguments: object) -> str:
    with pytest.raises(errors.Refusal) as refused:
        doors.run(service, actor=actor, **arguments)
    return refused.value.code
