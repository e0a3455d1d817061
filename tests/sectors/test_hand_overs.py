"""Standing in: by whom, for how long, and never on and on."""

from datetime import date, timedelta
from typing import Any

import pytest

from core import clock, doors
from core.actors import SYSTEM, Actor, AdminRole, Duty, Role
from core.errors import Refusal
from core.models import AuditEvent
from sectors.models import HandOver, Membership, OrgUnit
from sectors.queries.memberships import (
    colleagues,
    duties_of,
    hand_overs_in,
    hand_overs_of,
    memberships_of,
)
from sectors.services import hand_overs, memberships
from tests.sectors import build

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def unit() -> OrgUnit:
    return build.unit()


@pytest.fixture
def absent(unit: OrgUnit) -> Membership:
    return build.membership(build.person(), unit, Role.APPROVER)


@pytest.fixture
def colleague(unit: OrgUnit) -> Membership:
    return build.membership(build.person(), unit, Role.CLERK)


def actor_of(held: Membership, on_behalf_of: int | None = None) -> Actor:
    return build.staff(held.person, Duty(held.unit_id, Role(held.role), on_behalf_of=on_behalf_of))


def terms(held: Membership, to: Membership, **changes: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "membership_id": held.pk,
        "to_membership_id": to.pk,
        "valid_from": today,
        "valid_to": today + 7 * DAY,
        "reason": "leave",
        **changes,
    }


def refused(service: object, **arguments: Any) -> str:
    with pytest.raises(Refusal) as raised:
        doors.run(service, **arguments)  # type: ignore[arg-type]  # any service
    return raised.value.code


def refused_terms(actor: Actor, held: Membership, to: Membership, **changes: Any) -> str:
    return refused(hand_overs.hand_over, actor=actor, **terms(held, to, **changes))


def test_a_colleague_stands_in_and_both_may_act(absent: Membership, colleague: Membership) -> None:
    made = doors.run(hand_overs.hand_over, actor=actor_of(absent), **terms(absent, colleague))
    today = clock.today()
    lent = Duty(absent.unit_id, Role.APPROVER, on_behalf_of=absent.person_id)
    assert duties_of(colleague.person_id, today)[1:] == (lent,)
    assert duties_of(colleague.person_id, today + 6 * DAY)[1:] == (lent,)
    assert duties_of(colleague.person_id, today + 7 * DAY)[1:] == ()
    assert duties_of(absent.person_id, today) == (Duty(absent.unit_id, Role.APPROVER),)
    event = AuditEvent.objects.get()
    assert (event.action, event.target_kind, event.target_id, event.person_id) == (
        "sectors.hand_over",
        "hand_over",
        str(made.pk),
        absent.person_id,
    )
    assert [each.pk for each in hand_overs_of(colleague.person_id, today)] == [made.pk]
    assert [each.pk for each in hand_overs_in(frozenset({absent.unit_id}), today)] == [made.pk]
    assert [each.pk for each in memberships_of(absent.person_id, today)] == [absent.pk]


def test_an_approver_arranges_for_somebody_already_away(
    absent: Membership, colleague: Membership
) -> None:
    doors.run(hand_overs.hand_over, actor=actor_of(absent), **terms(colleague, absent))
    assert duties_of(absent.person_id, clock.today())[1:] == (
        Duty(absent.unit_id, Role.CLERK, on_behalf_of=colleague.person_id),
    )


def test_there_is_no_chain(unit: OrgUnit, absent: Membership, colleague: Membership) -> None:
    third = build.membership(build.person(), unit, Role.REVIEWER)
    doors.run(hand_overs.hand_over, actor=actor_of(absent), **terms(absent, colleague))
    stand_in = build.staff(colleague.person, *duties_of(colleague.person_id, clock.today()))
    assert refused_terms(stand_in, absent, third) == "core.not_found"
    assert refused_terms(stand_in, third, colleague) == "core.not_found"
    # The stand-in's own work may be handed over, the borrowed work stays where it is.
    doors.run(hand_overs.hand_over, actor=stand_in, **terms(colleague, third))
    assert duties_of(third.person_id, clock.today())[1:] == (
        Duty(unit.pk, Role.CLERK, on_behalf_of=colleague.person_id),
    )


def test_who_is_absent_takes_nothing_over(
    unit: OrgUnit, absent: Membership, colleague: Membership
) -> None:
    third = build.membership(build.person(), unit, Role.REVIEWER)
    doors.run(hand_overs.hand_over, actor=actor_of(colleague), **terms(colleague, third))
    assert refused_terms(actor_of(absent), absent, colleague) == "sectors.hand_over_absent"
    later = clock.today() + 7 * DAY
    next_week = {"valid_from": later, "valid_to": later + DAY}
    doors.run(hand_overs.hand_over, actor=actor_of(absent), **terms(absent, colleague, **next_week))


def test_what_is_no_hand_over(absent: Membership, colleague: Membership) -> None:
    today, actor = clock.today(), actor_of(absent)
    elsewhere = build.membership(build.person(), build.unit())
    own_other = build.membership(absent.person, absent.unit, Role.CLERK)
    over = build.membership(build.person(), absent.unit, ends=today)
    proposed = build.membership(build.person(), absent.unit, state="proposed")
    assert refused_terms(actor, absent, elsewhere) == "sectors.hand_over_colleague"
    assert refused_terms(actor, absent, own_other) == "sectors.hand_over_self"
    assert refused_terms(actor, absent, over) == "sectors.membership_ended"
    assert refused_terms(actor, absent, proposed) == "sectors.membership_ended"
    assert refused_terms(actor, proposed, colleague) == "sectors.membership_ended"
    assert refused_terms(actor, absent, colleague, valid_from=today - DAY) == (
        "sectors.date_too_early"
    )
    for days in (0, -1, 61):
        assert refused_terms(actor, absent, colleague, valid_to=today + days * DAY) == (
            "sectors.hand_over_too_long"
        )
    assert refused_terms(actor, absent, colleague, to_membership_id=0) == "core.not_found"
    assert HandOver.objects.count() == 0
    doors.run(
        hand_overs.hand_over, actor=actor, **terms(absent, colleague, valid_to=today + 60 * DAY)
    )
    assert refused_terms(actor, absent, colleague) == "sectors.hand_over_overlap"


@pytest.mark.parametrize("who", ["colleague", "stranger", "administrator", "platform"])
def test_who_may_not_hand_over(who: str, absent: Membership, colleague: Membership) -> None:
    stranger = build.membership(build.person(), build.unit(), Role.APPROVER)
    actors = {
        "colleague": actor_of(colleague),
        "stranger": actor_of(stranger),
        "administrator": build.administrator(AdminRole.SYSTEM),
        "platform": SYSTEM,
    }
    code = refused_terms(actors[who], absent, colleague)
    assert code == ("core.not_allowed" if who == "platform" else "core.not_found")
    assert HandOver.objects.count() == 0


@pytest.mark.parametrize("who", ["absent", "stand-in", "another approver"])
def test_revoking_ends_it_today(
    who: str, unit: OrgUnit, absent: Membership, colleague: Membership
) -> None:
    made = doors.run(hand_overs.hand_over, actor=actor_of(absent), **terms(absent, colleague))
    approver = build.membership(build.person(), unit, Role.APPROVER)
    actors = {"absent": absent, "stand-in": colleague, "another approver": approver}
    stranger = build.staff(build.person(), Duty(build.unit().pk, Role.APPROVER))
    revoke = {"hand_over_id": made.pk}
    assert refused(hand_overs.revoke_hand_over, actor=stranger, **revoke) == "core.not_found"
    borrowed = build.staff(build.person(), Duty(unit.pk, Role.APPROVER, on_behalf_of=1))
    assert refused(hand_overs.revoke_hand_over, actor=borrowed, **revoke) == "core.not_found"
    doors.run(hand_overs.revoke_hand_over, actor=actor_of(actors[who]), **revoke)
    assert len(duties_of(colleague.person_id, clock.today())) == 1
    again = refused(hand_overs.revoke_hand_over, actor=actor_of(absent), **revoke)
    assert again == "sectors.hand_over_over"
    assert hand_overs_of(absent.person_id, clock.today()) == []


def test_it_ends_with_the_membership_it_stands_for(
    absent: Membership, colleague: Membership
) -> None:
    doors.run(hand_overs.hand_over, actor=actor_of(absent), **terms(absent, colleague))
    doors.run(
        memberships.end_membership,
        actor=build.administrator(AdminRole.SYSTEM),
        membership_id=absent.pk,
        ends_on=clock.today() + DAY,
    )
    assert len(duties_of(colleague.person_id, clock.today())) == 2
    assert len(duties_of(colleague.person_id, clock.today() + DAY)) == 1


def test_colleagues_are_offered_once_each(absent: Membership, colleague: Membership) -> None:
    build.membership(colleague.person, colleague.unit, Role.READER)
    build.membership(build.person(), absent.unit, ends=date(2021, 1, 1))
    offered = colleagues(absent.unit_id, clock.today())
    assert [each.pk for each in offered] == [absent.pk, colleague.pk]
