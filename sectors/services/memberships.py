"""Who serves where: proposed by one administrator, in force when another has confirmed it."""

from datetime import date

from core import clock, doors
from core import errors as core_errors
from core.actors import Actor, AdminRole, Role
from core.services import audit
from sectors import errors
from sectors.models import Division, Membership
from sectors.queries.memberships import find_person, lock_membership
from sectors.queries.units import lock_unit
from sectors.services.checks import not_before, require_administrator, require_person


def propose_membership(
    *,
    actor: Actor,
    unit_id: int,
    person_key: str,
    role: Role,
    basis: str,
    valid_from: date,
    valid_to: date | None = None,
    division_id: int | None = None,
) -> Membership:
    """The system administrator proposes that a person (by staff number or user name) serves in a
    unit, on the paper named in `basis`. Nothing holds until confirmed. Refuses administrators and
    agents, a day in the past, a time outside the unit's, the credit office outside its division,
    and the same role twice."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    proposer = require_person(actor)
    not_before(valid_from, clock.today())
    person = find_person(person_key)
    if person is None:
        raise errors.NO_SUCH_PERSON()
    unit = lock_unit(unit_id)
    if unit.valid_to is not None and unit.valid_to <= valid_from:
        raise errors.UNIT_ENDED(day=unit.valid_to.isoformat())
    division = None
    if division_id is not None:
        division = Division.objects.filter(id=division_id, unit=unit).first()
        if division is None:
            raise core_errors.NOT_FOUND()
    membership = Membership.objects.create(
        person=person,
        unit=unit,
        division=division,
        in_credit_office=bool(division and division.is_credit_office),
        role=role.value,
        valid_from=valid_from,
        valid_to=valid_to,
        basis=basis.strip(),
        proposed_by_id=proposer,
        proposed_at=clock.now(),
    )
    _record(actor, "sectors.propose_membership", membership)
    return membership


def confirm_membership(*, actor: Actor, membership_id: int) -> Membership:
    """The security administrator agrees; another person than the proposer. Holds from its first
    day, at the earliest from today: nothing done before becomes lawful afterwards."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SECURITY)
    membership = _decide(actor, membership_id)
    today = clock.today()
    if membership.valid_to is not None and membership.valid_to <= today:
        raise errors.MEMBERSHIP_EXPIRED(day=membership.valid_to.isoformat())
    membership.state = Membership.State.CONFIRMED
    membership.valid_from = max(membership.valid_from, today)
    membership.save(update_fields=["state", "valid_from", "decided_by", "decided_at"])
    _record(actor, "sectors.confirm_membership", membership)
    return membership


def decline_membership(*, actor: Actor, membership_id: int) -> Membership:
    """The security administrator does not agree; the proposal stays as such and claims nothing."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SECURITY)
    membership = _decide(actor, membership_id)
    membership.state = Membership.State.DECLINED
    membership.save(update_fields=["state", "decided_by", "decided_at"])
    _record(actor, "sectors.decline_membership", membership)
    return membership


def end_membership(*, actor: Actor, membership_id: int, ends_on: date) -> Membership:
    """From a day on, at the earliest today, the person does not serve there. By either the system
    or the security administrator alone: taking a right away needs no second person. One that has
    not begun by then never holds."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM, AdminRole.SECURITY)
    ender = require_person(actor)
    not_before(ends_on, clock.today())
    membership = lock_membership(membership_id)
    over = membership.valid_to is not None and membership.valid_to <= ends_on
    if over or membership.state != Membership.State.CONFIRMED:
        raise errors.MEMBERSHIP_ENDED()
    if ends_on <= membership.valid_from:
        membership.state = Membership.State.DECLINED
        membership.save(update_fields=["state"])
    else:
        membership.valid_to = ends_on
        membership.ended_by_id, membership.ended_at = ender, clock.now()
        membership.save(update_fields=["valid_to", "ended_by", "ended_at"])
    _record(actor, "sectors.end_membership", membership, ends_on=ends_on.isoformat())
    return membership


def _decide(actor: Actor, membership_id: int) -> Membership:
    decider = require_person(actor)
    membership = lock_membership(membership_id)
    if membership.state != Membership.State.PROPOSED:
        raise errors.MEMBERSHIP_DECIDED()
    if membership.proposed_by_id == decider:
        raise errors.SAME_PERSON()
    membership.decided_by_id, membership.decided_at = decider, clock.now()
    return membership


def _record(actor: Actor, action: str, membership: Membership, **detail: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("membership", membership.pk),
        detail={
            "unit": membership.unit_id,
            "person": membership.person_id,
            "role": membership.role,
            **detail,
        },
    )
