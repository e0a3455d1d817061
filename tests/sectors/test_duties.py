"""What somebody may do on a day: every day of generated histories against a plain reading."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.actors import Duty, Role
from sectors.models import HandOver
from sectors.queries.memberships import Member, duties_of, members
from tests.sectors import build

pytestmark = [pytest.mark.django_db, pytest.mark.req("R019")]

START = date(2026, 1, 1)
DAYS = 40
PEOPLE, UNITS, ROLES = 3, 2, (Role.CLERK, Role.APPROVER)


@dataclass(frozen=True)
class Span:
    begins: int
    ends: int | None

    def holds(self, day: int) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True)
class Held:
    person: int
    unit: int
    role: Role
    span: Span
    state: str


@dataclass(frozen=True)
class Lent:
    held: int
    to: int
    span: Span
    revoked: int | None


@st.composite
def spans(draw: st.DrawFn, bounded: bool = False) -> Span:
    begins = draw(st.integers(0, DAYS - 2))
    ends = st.integers(begins + 1, DAYS + 5)
    return Span(begins, draw(ends if bounded else st.none() | ends))


def within(span: Span, end: int | None) -> Span | None:
    """No membership outlives its unit: the database would not have it."""
    if end is None:
        return span
    if span.begins >= end:
        return None
    return Span(span.begins, end if span.ends is None else min(span.ends, end))


@dataclass(frozen=True)
class History:
    units: list[Span]
    held: list[Held]
    lent: list[Lent]


@st.composite
def histories(draw: st.DrawFn) -> History:
    ends = [draw(st.none() | st.integers(1, DAYS + 5)) for _ in range(UNITS)]
    units = [Span(-DAYS, end) for end in ends]
    held = []
    for person in range(PEOPLE):
        for unit in range(UNITS):
            for role in ROLES:
                if not draw(st.booleans()):
                    continue
                span = within(draw(spans()), ends[unit])
                if span is None:
                    continue
                state = draw(st.sampled_from(["confirmed", "confirmed", "proposed", "declined"]))
                held.append(Held(person, unit, role, span, state))
    lent = []
    for number, absent in enumerate(held):
        others: list[int] = [
            position
            for position, each in enumerate(held)
            if each.unit == absent.unit and each.person != absent.person
        ]
        wanted = draw(st.booleans())
        if others and wanted:
            revoked = draw(st.none() | st.integers(0, DAYS))
            to = draw(st.sampled_from(others))
            lent.append(Lent(number, to, draw(spans(bounded=True)), revoked))
    return History(units, held, lent)


def day_of(number: int) -> date:
    return START + timedelta(days=number)


def expected(history: History, person: int, day: int) -> set[tuple[int, Role, int | None]]:
    """By reading the history as a person would."""

    def serves(each: Held) -> bool:
        in_unit = history.units[each.unit].holds(day)
        return each.state == "confirmed" and each.span.holds(day) and in_unit

    found: set[tuple[int, Role, int | None]] = {
        (each.unit, each.role, None)
        for each in history.held
        if each.person == person and serves(each)
    }
    for each in history.lent:
        absent = history.held[each.held]
        stands_in = history.held[each.to].person == person
        in_time = each.span.holds(day) and (each.revoked is None or day < each.revoked)
        still_there = any(
            own.person == person and own.unit == absent.unit and serves(own) for own in history.held
        )
        if stands_in and in_time and still_there and serves(absent):
            found.add((absent.unit, absent.role, absent.person))
    return found


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories())
def test_duties_are_those_of_the_day_and_nothing_else(history: History) -> None:
    with transaction.atomic():
        people = [build.person() for _ in range(PEOPLE)]
        units = [
            build.unit(valid_to=None if span.ends is None else day_of(span.ends))
            for span in history.units
        ]
        rows = [
            build.membership(
                people[each.person],
                units[each.unit],
                each.role,
                begins=day_of(each.span.begins),
                ends=day_of(each.span.ends) if each.span.ends is not None else None,
                state=each.state,
            )
            for each in history.held
        ]
        for each in history.lent:
            absent, colleague = rows[each.held], rows[each.to]
            assert each.span.ends is not None
            revoked = None if each.revoked is None else day_of(each.revoked)
            HandOver.objects.create(
                unit=absent.unit,
                membership=absent,
                from_person=absent.person,
                to_membership=colleague,
                to_person=colleague.person,
                valid_from=day_of(each.span.begins),
                valid_to=day_of(each.span.ends),
                reason="leave",
                made_by=absent.person,
                made_at=clock.now(),
                revoked_on=revoked,
                revoked_by=None if revoked is None else absent.person,
                revoked_at=None if revoked is None else clock.now(),
            )
        number_of = {person.pk: number for number, person in enumerate(people)}
        unit_of = {unit.pk: number for number, unit in enumerate(units)}
        for day in range(-1, DAYS + 6):
            by_unit: set[tuple[int, int, Role, int | None]] = set()
            for number, person in enumerate(people):
                duties = duties_of(person.pk, day_of(day))
                found = [
                    (
                        unit_of[duty.unit_id],
                        duty.role,
                        None if duty.on_behalf_of is None else number_of[duty.on_behalf_of],
                    )
                    for duty in duties
                ]
                assert len(found) == len(set(found))
                assert set(found) == expected(history, number, day)
                by_unit |= {(number, *each) for each in found}
            assert by_unit == {
                (
                    number_of[member.person_id],
                    position,
                    member.role,
                    None if member.on_behalf_of is None else number_of[member.on_behalf_of],
                )
                for position, unit in enumerate(units)
                for member in members(unit.pk, None, day_of(day))
            }
        transaction.set_rollback(True)


def test_members_of_a_role_with_their_division_and_stand_ins() -> None:
    unit = build.unit()
    office = build.division(unit, "信用办", is_credit_office=True)
    absent, colleague = build.person(), build.person()
    held = build.membership(absent, unit, Role.CREDIT_OFFICE, division=office)
    own = build.membership(colleague, unit, Role.CLERK)
    HandOver.objects.create(
        unit=unit,
        membership=held,
        from_person=absent,
        to_membership=own,
        to_person=colleague,
        valid_from=date(2026, 5, 1),
        valid_to=date(2026, 5, 8),
        reason="leave",
        made_by=absent,
        made_at=clock.now(),
    )
    assert members(unit.pk, Role.CREDIT_OFFICE, date(2026, 5, 7)) == [
        Member(absent.pk, Role.CREDIT_OFFICE, office.pk, None),
        Member(colleague.pk, Role.CREDIT_OFFICE, office.pk, absent.pk),
    ]
    assert members(unit.pk, Role.CREDIT_OFFICE, date(2026, 5, 8)) == [
        Member(absent.pk, Role.CREDIT_OFFICE, office.pk, None),
    ]
    assert duties_of(colleague.pk, date(2026, 5, 1)) == (
        Duty(unit.pk, Role.CLERK),
        Duty(unit.pk, Role.CREDIT_OFFICE, office.pk, absent.pk),
    )


def test_the_duties_of_a_person_cost_one_query() -> None:
    person = build.person()
    for _ in range(10):
        build.membership(person, build.unit())
    with CaptureQueriesContext(connection) as captured:
        assert len(duties_of(person.pk, date(2026, 1, 1))) == 10
    assert len(captured) == 1
