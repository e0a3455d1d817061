"""Memberships and hand-overs: what the database refuses by itself, past the ORM."""

from collections.abc import Mapping
from datetime import date

import pytest

from core.actors import Role
from sectors.models import HandOver
from tests.sectors import build
from tests.sectors.test_constraints import Value, insert_row, refused_row

pytestmark = pytest.mark.django_db

INSERT_MEMBERSHIP = (
    "INSERT INTO sectors_membership (person_id, duty, unit_id, division_id, in_credit_office, "
    "role, valid_from, valid_to, basis, state, proposed_by_id, proposed_at, decided_by_id, "
    "decided_at) VALUES (%(person)s, %(duty)s, %(unit)s, %(division)s, %(office)s, %(role)s, "
    "%(begins)s, %(ends)s, %(basis)s, %(state)s, %(proposer)s, now(), %(decider)s, %(decided)s)"
)


def membership_values(changes: Mapping[str, Value]) -> dict[str, Value]:
    return {
        "person": build.person().id,
        "duty": "business",
        "unit": build.unit().id,
        "division": None,
        "office": False,
        "role": "clerk",
        "begins": "2025-01-01",
        "ends": None,
        "basis": "任职通知",
        "state": "confirmed",
        "proposer": build.person("甲", "system").id,
        "decider": build.person("乙", "security").id,
        "decided": "2025-01-01",
        **changes,
    }


def refused_membership(**changes: Value) -> str:
    return refused_row(INSERT_MEMBERSHIP, membership_values(changes))


def insert_membership(**changes: Value) -> None:
    insert_row(INSERT_MEMBERSHIP, membership_values(changes))


@pytest.mark.parametrize("duty", ["system", "security", "audit", "agent"])
def test_an_administrator_can_never_be_a_member(duty: str) -> None:
    someone = build.person("某", duty).id
    assert refused_membership(person=someone) == "sectors_membership_duty_of_person"
    assert refused_membership(person=someone, duty=duty) == "sectors_membership_business"


def test_a_membership_needs_two_persons_and_a_decision() -> None:
    same = build.person("甲", "system").id
    assert refused_membership(proposer=same, decider=same) == "sectors_membership_two_persons"
    decided = "sectors_membership_decided"
    assert refused_membership(decider=None) == decided
    assert refused_membership(state="proposed") == decided
    assert refused_membership(state="granted") == decided
    assert refused_membership(basis="") == "sectors_membership_basis"
    assert refused_membership(role="king") == "sectors_membership_role"
    assert refused_membership(ends="2025-01-01") == "sectors_membership_validity"
    insert_membership()


def test_a_membership_lies_within_its_unit_and_division() -> None:
    unit = build.unit(valid_from=date(2024, 1, 1), valid_to=date(2026, 1, 1))
    other = build.division(build.unit())
    own = build.division(unit, valid_from=date(2025, 6, 1), valid_to=date(2026, 1, 1))
    outside = "sectors_membership_within_orgunit"
    assert refused_membership(unit=unit.id) == outside
    assert refused_membership(unit=unit.id, begins="2023-12-31", ends="2025-01-01") == outside
    assert refused_membership(unit=unit.id, division=other.id, ends="2025-07-01") == (
        "sectors_membership_division_of_unit"
    )
    assert refused_membership(unit=unit.id, division=own.id, ends="2026-01-01") == (
        "sectors_membership_within_division"
    )
    insert_membership(unit=unit.id, division=own.id, begins="2025-06-01", ends="2026-01-01")


def test_the_credit_office_is_a_division_that_says_so() -> None:
    unit = build.unit()
    plain = build.division(unit, "法规科")
    office = build.division(unit, "信用办", is_credit_office=True)
    wrong = "sectors_membership_credit_office"
    values: dict[str, Value] = {"unit": unit.id, "role": "credit_office"}
    assert refused_membership(**values) == wrong
    assert refused_membership(**values, division=plain.id) == wrong
    assert refused_membership(**values, office=True) == wrong
    assert refused_membership(**values, division=plain.id, office=True) == (
        "sectors_membership_division_of_unit"
    )
    insert_membership(**values, division=office.id, office=True)


def test_one_role_once_at_a_time_unless_declined() -> None:
    person, unit = build.person(), build.unit()
    build.membership(person, unit, begins=date(2025, 1, 1), ends=date(2026, 1, 1))
    values = {"person": person.id, "unit": unit.id}
    overlap = "sectors_membership_one_at_a_time"
    assert refused_membership(**values, begins="2025-12-31") == overlap
    assert refused_membership(**values, begins="2024-12-31", ends="2025-01-02") == overlap
    insert_membership(**values, begins="2026-01-01")
    insert_membership(**values, begins="2025-06-01", role="reader")
    insert_membership(**values, begins="2025-06-01", state="declined")


INSERT_HAND_OVER = (
    "INSERT INTO sectors_handover (unit_id, membership_id, from_person_id, to_membership_id, "
    "to_person_id, valid_from, valid_to, reason, made_by_id, made_at, revoked_on, revoked_by_id, "
    "revoked_at) VALUES (%(unit)s, %(membership)s, %(from)s, %(colleague)s, %(to)s, %(begins)s, "
    "%(ends)s, 'leave', %(from)s, now(), %(revoked)s, NULL, NULL)"
)


def test_a_hand_over_is_within_one_unit_between_two_for_sixty_days() -> None:
    unit, elsewhere = build.unit(), build.unit()
    mine = build.membership(build.person(), unit, Role.APPROVER)
    own_other = build.membership(mine.person, unit, Role.CLERK)
    colleague = build.membership(build.person(), unit)
    stranger = build.membership(build.person(), elsewhere)

    right: dict[str, Value] = {
        "unit": unit.id,
        "membership": mine.id,
        "from": mine.person_id,
        "colleague": colleague.id,
        "to": colleague.person_id,
        "begins": date(2026, 1, 1),
        "ends": date(2026, 3, 2),
        "revoked": None,
    }

    def attempt(**changes: Value) -> str:
        return refused_row(INSERT_HAND_OVER, {**right, **changes})

    assert attempt(ends=date(2026, 3, 3)) == "sectors_handover_bounded"
    assert attempt(ends=date(2026, 1, 1)) == "sectors_handover_bounded"
    assert attempt(colleague=stranger.id, to=stranger.person_id) == "sectors_handover_to_colleague"
    assert attempt(to=stranger.person_id) == "sectors_handover_to_colleague"
    assert attempt(unit=elsewhere.id) == "sectors_handover_of_membership"
    assert attempt(colleague=own_other.id, to=mine.person_id) == "sectors_handover_two_persons"
    assert attempt(revoked=date(2026, 1, 1)) == "sectors_handover_revoked"
    insert_row(INSERT_HAND_OVER, right)
    assert attempt(begins=date(2026, 3, 1), ends=date(2026, 3, 5)) == (
        "sectors_handover_one_at_a_time"
    )
    HandOver.objects.update(
        revoked_on=date(2026, 2, 1),
        revoked_by=mine.person,
        revoked_at="2026-02-01T00:00:00+08:00",
    )
    later = {"begins": date(2026, 2, 1), "ends": date(2026, 3, 5)}
    insert_row(INSERT_HAND_OVER, {**right, **later})
