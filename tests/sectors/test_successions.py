"""What becomes of units: lines move on a day, divisions handle them."""

from datetime import date, timedelta
from typing import Any

import pytest

from core import clock, doors
from core.actors import Actor, AdminRole, Duty, Role
from core.errors import Refusal
from core.models import AuditEvent
from sectors.models import LineOwner, LineRoute, UnitSuccession
from sectors.queries.lines import division_for, lines_of, owner_of, routes_of
from sectors.services import divisions, units
from sectors.services.changes import digest
from sectors.services.successions import register_succession
from tests.sectors import build

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
THEN = clock.today() - 30 * DAY


@pytest.fixture
def admin() -> Actor:
    return build.administrator(AdminRole.SYSTEM)


def refused(service: object, **arguments: object) -> str:
    with pytest.raises(Refusal) as raised:
        doors.run(service, **arguments)  # type: ignore[arg-type]  # any service
    return raised.value.code


@pytest.mark.req("R019")
def test_a_transfer_moves_the_lines_named_on_the_day(admin: Actor) -> None:
    old, new = build.unit(), build.unit()
    first, second = build.line(old), build.line(old)
    succession = doors.run(
        register_succession,
        actor=admin,
        from_unit_id=old.pk,
        to_unit_id=new.pk,
        kind="transfer",
        effective_on=THEN,
        basis="某发〔2025〕1号",
        line_ids=[first.pk],
    )
    assert [owner_of(first.pk, day) for day in (THEN - DAY, THEN)] == [old.pk, new.pk]
    assert owner_of(second.pk, THEN) == old.pk
    assert [line.pk for line in lines_of(new.pk, THEN)] == [first.pk]
    assert [line.pk for line in lines_of(old.pk, THEN)] == [second.pk]
    event = AuditEvent.objects.get()
    assert event.detail == {
        "succession": succession.pk,
        "to_unit": new.pk,
        "kind": "transfer",
        "effective_on": THEN.isoformat(),
        "lines": [first.pk],
    }


def test_after_a_merger_the_old_unit_can_end(admin: Actor) -> None:
    old, new = build.unit(), build.unit()
    line = build.line(old)
    doors.run(
        register_succession,
        actor=admin,
        from_unit_id=old.pk,
        to_unit_id=new.pk,
        kind="merge",
        effective_on=THEN,
        basis="某文",
        line_ids=[line.pk],
    )
    today = clock.today()
    doors.run(units.end_unit, actor=admin, unit_id=old.pk, ends_on=today)
    assert owner_of(line.pk, THEN - DAY) == old.pk
    assert refused(units.end_unit, actor=admin, unit_id=new.pk, ends_on=today) == (
        "sectors.unit_in_use"
    )


def test_a_line_moved_on_its_first_day_never_was_the_former_units(admin: Actor) -> None:
    old, new = build.unit(), build.unit()
    line = build.line(old, begins=THEN)
    doors.run(
        register_succession,
        actor=admin,
        from_unit_id=old.pk,
        to_unit_id=new.pk,
        kind="split",
        effective_on=THEN,
        basis="某文",
        line_ids=[line.pk],
    )
    owner = LineOwner.objects.get(line=line)
    assert (owner.unit_id, owner.valid_from, owner.valid_to) == (new.pk, THEN, None)


def test_what_cannot_be_a_succession(admin: Actor) -> None:
    old, new, third = build.unit(), build.unit(), build.unit()
    foreign = build.line(third)
    right: dict[str, Any] = {
        "actor": admin,
        "from_unit_id": old.pk,
        "to_unit_id": new.pk,
        "kind": "transfer",
        "effective_on": THEN,
        "basis": "某文",
    }
    assert refused(register_succession, **{**right, "kind": "rename"}) == (
        "sectors.succession_self"
    )
    assert refused(register_succession, **{**right, "to_unit_id": old.pk}) == (
        "sectors.succession_self"
    )
    assert refused(register_succession, **{**right, "effective_on": THEN - DAY}) == (
        "sectors.too_long_past"
    )
    assert refused(register_succession, **{**right, "basis": ""}) == "sectors.succession_basis"
    assert refused(register_succession, **right, line_ids=[foreign.pk]) == (
        "sectors.succession_lines"
    )
    assert refused(register_succession, **{**right, "to_unit_id": 0}) == "core.not_found"
    assert UnitSuccession.objects.count() == 0
    assert owner_of(foreign.pk, THEN) == third.pk
    doors.run(register_succession, **right)
    assert refused(register_succession, **right) == "sectors.succession_once"


@pytest.mark.req("R252")
def test_a_line_is_handled_by_one_division_at_a_time(admin: Actor) -> None:
    unit = build.unit()
    first, second = build.division(unit, "一科"), build.division(unit, "二科")
    line, today = build.line(unit), clock.today()
    approver = build.staff(build.person(), Duty(unit.pk, Role.APPROVER))
    given = {"unit_id": unit.pk, "line_id": line.pk}

    def route(actor: Actor, division: int | None, day: date) -> None:
        doors.run(divisions.route_line, actor=actor, division_id=division, begins_on=day, **given)

    route(approver, first.pk, today)
    assert division_for(unit.pk, line.pk, today - DAY) is None
    assert division_for(unit.pk, line.pk, today) == first.pk
    route(admin, second.pk, today)
    assert division_for(unit.pk, line.pk, today) == second.pk
    route(admin, None, today + DAY)
    days = (today, today + DAY)
    assert [division_for(unit.pk, line.pk, day) for day in days] == [second.pk, None]
    assert routes_of(unit.pk, today)[line.pk].division == second
    assert LineRoute.objects.count() == 2


@pytest.mark.req("R252")
def test_who_may_not_route_a_line(admin: Actor) -> None:
    unit, other = build.unit(), build.unit()
    division, foreign = build.division(unit), build.division(other)
    line, today = build.line(unit), clock.today()
    given = {"unit_id": unit.pk, "line_id": line.pk, "begins_on": today}
    clerk = build.staff(build.person(), Duty(unit.pk, Role.CLERK))
    elsewhere = build.staff(build.person(), Duty(other.pk, Role.APPROVER))
    security = build.administrator(AdminRole.SECURITY)
    for actor in (clerk, elsewhere, security):
        code = refused(divisions.route_line, actor=actor, division_id=division.pk, **given)
        assert code == "core.not_allowed"
    assert refused(divisions.route_line, actor=admin, division_id=foreign.pk, **given) == (
        "core.not_found"
    )
    past = {**given, "begins_on": today - DAY}
    assert refused(divisions.route_line, actor=admin, division_id=division.pk, **past) == (
        "sectors.date_too_early"
    )
    not_ours = {**given, "line_id": build.line(other).pk}
    assert refused(divisions.route_line, actor=admin, division_id=division.pk, **not_ours) == (
        "sectors.route_not_owned"
    )
    assert LineRoute.objects.count() == 0


def test_a_division_is_added_changed_and_ended(admin: Actor) -> None:
    unit = build.unit()
    division = doors.run(
        divisions.add_division, actor=admin, unit_id=unit.pk, code="u-fgk", name="法规科"
    )
    same_name = {"unit_id": unit.pk, "code": "u-2", "name": "法规科"}
    assert refused(divisions.add_division, actor=admin, **same_name) == (
        "sectors.division_name_taken"
    )
    same_code = {"unit_id": unit.pk, "code": "u-fgk", "name": "信用科"}
    assert refused(divisions.add_division, actor=admin, **same_code) == (
        "sectors.division_code_taken"
    )
    doors.run(
        divisions.change_division,
        actor=admin,
        division_id=division.pk,
        name="政策法规科",
        short_name="法规科",
        unverified=False,
        remark="",
    )
    assert AuditEvent.objects.get(action="sectors.change_division").detail == {
        "division": division.pk,
        "fields": ["name", "short_name"],
        "before": {"name": digest("法规科"), "short_name": digest("")},
        "after": {"name": digest("政策法规科"), "short_name": digest("法规科")},
    }
    early = {"division_id": division.pk, "ends_on": clock.today() - DAY}
    assert refused(divisions.end_division, actor=admin, **early) == "sectors.date_too_early"
    held = build.membership(build.person(), unit, division=division)
    end = {"division_id": division.pk, "ends_on": clock.today()}
    assert refused(divisions.end_division, actor=admin, **end) == "sectors.division_in_use"
    type(held).objects.filter(id=held.pk).update(valid_to=clock.today())
    doors.run(divisions.end_division, actor=admin, **end)
    division.refresh_from_db()
    assert (division.name, division.valid_to) == ("政策法规科", clock.today())
    ended = build.unit(valid_to=clock.today())
    late = {"unit_id": ended.pk, "code": "u-3", "name": "晚科"}
    assert refused(divisions.add_division, actor=admin, **late) == "sectors.unit_ended"
