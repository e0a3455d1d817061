"""Serving in a unit takes two administrators; ending it takes one."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from core import clock, doors
from core.actors import SYSTEM, Actor, AdminRole, Duty, Role
from core.errors import Refusal
from core.models import AuditEvent
from sectors.models import Membership
from sectors.queries.memberships import (
    access_membership,
    duties_of,
    find_person,
    list_memberships,
    list_proposals,
)
from sectors.services import memberships
from tests.sectors import build

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def system() -> Actor:
    return build.administrator(AdminRole.SYSTEM)


@pytest.fixture
def security() -> Actor:
    return build.administrator(AdminRole.SECURITY)


def refused(service: object, **arguments: Any) -> str:
    with pytest.raises(Refusal) as raised:
        doors.run(service, **arguments)  # type: ignore[arg-type]  # any service
    return raised.value.code


def propose(actor: Actor, **changes: Any) -> Membership:
    return doors.run(memberships.propose_membership, actor=actor, **given(**changes))


def given(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "role": Role.CLERK,
        "valid_from": clock.today(),
        "basis": "任职通知",
        **changes,
    }
    values.setdefault("unit_id", build.unit().pk if "unit_id" not in values else 0)
    if "person_key" not in values:
        values["person_key"] = build.person().staff_number
    return values


def test_a_proposal_holds_only_once_confirmed(system: Actor, security: Actor) -> None:
    unit, person = build.unit(), build.person()
    held = propose(system, unit_id=unit.pk, person_key=person.staff_number, basis="任免通知")
    today = clock.today()
    assert (held.state, held.person_id, held.proposed_by_id) == (
        "proposed",
        person.pk,
        system.person_id,
    )
    assert duties_of(person.pk, today) == ()
    doors.run(memberships.confirm_membership, actor=security, membership_id=held.pk)
    assert duties_of(person.pk, today) == (Duty(unit.pk, Role.CLERK),)
    events = AuditEvent.objects.filter(kind="change").order_by("id")
    assert list(events.values_list("action", "person_id", "target_kind", "target_id")) == [
        ("sectors.propose_membership", system.person_id, "membership", str(held.pk)),
        ("sectors.confirm_membership", security.person_id, "membership", str(held.pk)),
    ]
    assert events[0].detail == {"unit": unit.pk, "person": person.pk, "role": "clerk"}


def test_confirming_late_makes_nothing_lawful_afterwards(system: Actor, security: Actor) -> None:
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False):
        held = propose(system)
    with time_machine.travel("2026-03-09T09:00:00+08:00", tick=False):
        doors.run(memberships.confirm_membership, actor=security, membership_id=held.pk)
    assert duties_of(held.person_id, date(2026, 3, 8)) == ()
    assert len(duties_of(held.person_id, date(2026, 3, 9))) == 1


def test_a_proposal_past_its_end_is_not_confirmed(system: Actor, security: Actor) -> None:
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False):
        held = propose(system, valid_to=date(2026, 3, 9))
    with time_machine.travel("2026-03-09T09:00:00+08:00", tick=False):
        confirm: dict[str, Any] = {"actor": security, "membership_id": held.pk}
        assert refused(memberships.confirm_membership, **confirm) == "sectors.membership_expired"
        assert Membership.objects.get().state == "proposed"
        doors.run(memberships.decline_membership, **confirm)
    assert Membership.objects.get().state == "declined"


def test_a_decision_is_made_once_by_the_security_administrator(
    system: Actor, security: Actor
) -> None:
    held = propose(system)
    for actor in (system, build.administrator(AdminRole.AUDIT), build.staff(build.person())):
        for decide in (memberships.confirm_membership, memberships.decline_membership):
            assert refused(decide, actor=actor, membership_id=held.pk) == "core.not_allowed"
    assert refused(memberships.confirm_membership, actor=SYSTEM, membership_id=held.pk) == (
        "core.not_allowed"
    )
    assert Membership.objects.get().state == "proposed"
    doors.run(memberships.decline_membership, actor=security, membership_id=held.pk)
    for decide in (memberships.confirm_membership, memberships.decline_membership):
        assert refused(decide, actor=security, membership_id=held.pk) == (
            "sectors.membership_decided"
        )
    assert duties_of(held.person_id, clock.today()) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person_key": "nobody"}, "sectors.no_such_person"),
        ({"valid_from": date(2020, 1, 1)}, "sectors.date_too_early"),
        ({"valid_to": date(2020, 1, 1)}, "sectors.ends_before_it_begins"),
        ({"role": Role.CREDIT_OFFICE}, "sectors.not_credit_office"),
        ({"basis": " "}, "sectors.membership_basis"),
        ({"unit_id": 0}, "core.not_found"),
        ({"division_id": 0}, "core.not_found"),
    ],
)
def test_a_wrong_proposal_is_refused(system: Actor, changes: dict[str, Any], code: str) -> None:
    assert refused(memberships.propose_membership, actor=system, **given(**changes)) == code
    assert Membership.objects.count() == 0


@pytest.mark.parametrize("duty", ["system", "security", "audit", "agent"])
def test_two_administrators_roles_in_one_person_are_refused(system: Actor, duty: str) -> None:
    someone = build.person("某", duty)
    values = given(person_key=someone.staff_number)
    assert refused(memberships.propose_membership, actor=system, **values) == (
        "sectors.not_business"
    )
    assert Membership.objects.count() == 0


def test_a_unit_ended_or_ending_takes_nobody(system: Actor) -> None:
    today = clock.today()
    ended = build.unit(valid_to=today)
    assert refused(memberships.propose_membership, actor=system, **given(unit_id=ended.pk)) == (
        "sectors.unit_ended"
    )
    ending = build.unit(valid_to=today + 10 * DAY)
    assert refused(memberships.propose_membership, actor=system, **given(unit_id=ending.pk)) == (
        "sectors.outside_validity"
    )
    propose(system, unit_id=ending.pk, valid_to=today + 10 * DAY)


def test_the_same_role_twice_is_refused_until_declined(system: Actor, security: Actor) -> None:
    unit, person = build.unit(), build.person()
    values = given(unit_id=unit.pk, person_key=person.staff_number)
    first = propose(system, **values)
    assert refused(memberships.propose_membership, actor=system, **values) == (
        "sectors.membership_overlap"
    )
    doors.run(memberships.decline_membership, actor=security, membership_id=first.pk)
    propose(system, **values)
    assert Membership.objects.count() == 2


def test_the_credit_office_serves_in_its_division(system: Actor) -> None:
    unit = build.unit()
    office = build.division(unit, "信用办", is_credit_office=True)
    plain = build.division(unit, "信用科")
    values = {"unit_id": unit.pk, "role": Role.CREDIT_OFFICE}
    wrong = given(**values, division_id=plain.pk)
    assert refused(memberships.propose_membership, actor=system, **wrong) == (
        "sectors.not_credit_office"
    )
    assert propose(system, **values, division_id=office.pk).in_credit_office is True


@pytest.mark.parametrize("who", [AdminRole.SYSTEM, AdminRole.SECURITY])
def test_ending_takes_effect_on_the_day(who: AdminRole) -> None:
    ender, today = build.administrator(who), clock.today()
    held = build.membership(build.person(), build.unit())
    end: dict[str, Any] = {"actor": ender, "membership_id": held.pk}
    early = refused(memberships.end_membership, **end, ends_on=today - DAY)
    assert early == "sectors.date_too_early"
    assert len(duties_of(held.person_id, today)) == 1
    doors.run(memberships.end_membership, **end, ends_on=today)
    assert len(duties_of(held.person_id, today - DAY)) == 1
    assert duties_of(held.person_id, today) == ()
    stored = Membership.objects.get(id=held.pk)
    assert (stored.valid_to, stored.ended_by_id) == (today, ender.person_id)
    assert refused(memberships.end_membership, **end, ends_on=today) == "sectors.membership_ended"


def test_what_has_not_begun_never_holds(system: Actor, security: Actor) -> None:
    later = clock.today() + 5 * DAY
    held = propose(system, valid_from=later)
    end: dict[str, Any] = {"actor": system, "membership_id": held.pk, "ends_on": clock.today()}
    assert refused(memberships.end_membership, **end) == "sectors.membership_ended"
    doors.run(memberships.confirm_membership, actor=security, membership_id=held.pk)
    doors.run(memberships.end_membership, **end)
    assert duties_of(held.person_id, later) == ()
    assert Membership.objects.get().state == "declined"


def test_lists_show_present_and_proposed_to_administrators_and_the_unit(system: Actor) -> None:
    unit, today = build.unit(), clock.today()
    mine = build.membership(build.person(), unit)
    waiting = propose(system, unit_id=unit.pk)
    build.membership(build.person(), unit, ends=today)
    build.membership(build.person(), unit, state="declined")
    elsewhere = build.membership(build.person(), build.unit())
    colleague = build.staff(mine.person, Duty(unit.pk, Role.CLERK))
    stranger = build.staff(elsewhere.person, Duty(elsewhere.unit_id, Role.CLERK))
    for actor in (system, colleague):
        listed = list_memberships(actor=actor, unit_id=unit.pk, on=today)
        assert {held.pk for held in listed.items} == {mine.pk, waiting.pk}
    with pytest.raises(Refusal, match=r"core\.not_allowed"):
        list_memberships(actor=stranger, unit_id=unit.pk, on=today)
    assert [held.pk for held in list_proposals(actor=system).items] == [waiting.pk]
    with pytest.raises(Refusal, match=r"core\.not_allowed"):
        list_proposals(actor=colleague)
    assert access_membership(colleague, mine.pk) == mine
    with pytest.raises(Refusal, match=r"core\.not_found"):
        access_membership(stranger, mine.pk)


def test_a_person_is_found_by_number_or_user_name() -> None:
    person = build.person()
    assert find_person(f" {person.staff_number} ") == person
    assert find_person("") is None
    assert find_person("nobody") is None
