"""Reading who serves where: duties, members, absences."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import Person
from core import errors
from core.actors import Actor, Duty, Role
from core.paging import Page, page
from sectors.models import HandOver, Membership, valid_on
from sectors.sql import duties


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may act in a unit on a day, in their own right or for an absent colleague."""

    person_id: int
    role: Role
    division_id: int | None
    on_behalf_of: int | None


def duties_of(person_id: int, on: date) -> tuple[Duty, ...]:
    """What a person may do on a day, own duties first. Only units that hold on the day count."""
    return named_duties_of(person_id, on)[0]


def named_duties_of(person_id: int, on: date) -> tuple[tuple[Duty, ...], dict[int, str]]:
    """The duties, and the short names of their units, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(duties.OF_PERSON, {"person": person_id, "day": on})
        rows = cursor.fetchall()
    found = tuple(
        Duty(unit, Role(role), division, behalf) for unit, role, division, behalf, _ in rows
    )
    return found, {row[0]: row[4] for row in rows}


def members(unit_id: int, role: Role | None, on: date) -> list[Member]:
    """Who may act in the unit as the role (any when None) on a day, stand-ins included."""
    with connection.cursor() as cursor:
        cursor.execute(
            duties.OF_UNIT, {"unit": unit_id, "role": role.value if role else None, "day": on}
        )
        return [
            Member(person, Role(role_then), division, behalf)
            for person, role_then, division, behalf in cursor.fetchall()
        ]


def list_memberships(
    *, actor: Actor, unit_id: int, on: date, cursor: str | None = None, size: int = 50
) -> Page[Membership]:
    """Who serves in a unit on a day, and who is proposed; not those whose time is over."""
    if not Membership.objects.visible_to(actor).filter(unit_id=unit_id).exists():
        _refuse_stranger(actor, unit_id)
    not_over = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    held = Membership.objects.filter(not_over, unit_id=unit_id).exclude(
        state=Membership.State.DECLINED
    )
    return page(_with_names(held), order=("role", "id"), cursor=cursor, size=size)


def list_proposals(*, actor: Actor, cursor: str | None = None, size: int = 50) -> Page[Membership]:
    """What waits for the security administrator, oldest first."""
    if actor.admin_role is None:
        raise errors.NOT_ALLOWED()
    waiting = Membership.objects.filter(state=Membership.State.PROPOSED)
    return page(_with_names(waiting), order=("id",), cursor=cursor, size=size)


def access_membership(actor: Actor, membership_id: int) -> Membership:
    """A membership the actor may see; absent and forbidden look alike."""
    found = _with_names(Membership.objects.visible_to(actor)).filter(id=membership_id).first()
    if found is None:
        raise errors.NOT_FOUND()
    return found


def lock_membership(membership_id: int) -> Membership:
    """The membership, held until the transaction ends: a decision is made once."""
    found = Membership.objects.select_for_update().filter(id=membership_id).first()
    if found is None:
        raise errors.NOT_FOUND()
    return found


def lock_memberships(*membership_ids: int) -> dict[int, Membership]:
    """Several at once, in order of their ids."""
    found = Membership.objects.select_for_update().filter(id__in=membership_ids).order_by("id")
    return {membership.pk: membership for membership in found}


def memberships_of(person_id: int, on: date) -> list[Membership]:
    """A person's own memberships on a day: what they may hand over."""
    own = Membership.objects.filter(
        valid_on(on), person_id=person_id, state=Membership.State.CONFIRMED
    )
    return list(_with_names(own).order_by("unit", "role"))


def serving_in(unit_id: int, on: date) -> list[Membership]:
    """Everyone who serves in the unit on the day, by role."""
    serving = Membership.objects.filter(
        valid_on(on), unit_id=unit_id, state=Membership.State.CONFIRMED
    )
    return list(_with_names(serving).order_by("person", "role"))


def colleagues(unit_id: int, on: date) -> list[Membership]:
    """One membership for each person who serves in the unit on the day."""
    serving = Membership.objects.filter(
        valid_on(on), unit_id=unit_id, state=Membership.State.CONFIRMED
    )
    return list(_with_names(serving).order_by("person", "id").distinct("person"))


def hand_overs_of(person_id: int, on: date) -> list[HandOver]:
    """Hand-overs by and to a person that are not over yet, soonest first."""
    mine = Q(from_person=person_id) | Q(to_person=person_id)
    return list(_open(on).filter(mine))


def hand_overs_in(unit_ids: frozenset[int], on: date) -> list[HandOver]:
    """Hand-overs in these units that are not over yet, soonest first."""
    return list(_open(on).filter(unit_id__in=unit_ids))


def lock_hand_over(hand_over_id: int) -> HandOver:
    found = HandOver.objects.select_for_update().filter(id=hand_over_id).first()
    if found is None:
        raise errors.NOT_FOUND()
    return found


def find_person(key: str) -> Person | None:
    """A person by staff number or user name, as an administrator types it."""
    wanted = key.strip()
    if not wanted:
        return None
    by_number = Person.objects.filter(staff_number=wanted).first()
    return by_number or Person.objects.filter(users__username=wanted.lower()).first()


def _open(on: date) -> QuerySet[HandOver]:
    return (
        HandOver.objects.filter(valid_to__gt=on, revoked_on__isnull=True)
        .select_related("unit", "membership", "from_person", "to_person")
        .order_by("valid_from", "id")
    )


def _with_names(held: QuerySet[Membership]) -> QuerySet[Membership]:
    return held.select_related("person", "unit", "division", "proposed_by", "decided_by")


def _refuse_stranger(actor: Actor, unit_id: int) -> None:
    if actor.admin_role is None and unit_id not in actor.units():
        raise errors.NOT_ALLOWED()
