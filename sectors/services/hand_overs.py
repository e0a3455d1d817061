"""Standing in during an absence: a colleague of the same unit, for a time, revocable, no chain."""

from datetime import date

from core import clock, doors
from core import errors as core_errors
from core.actors import Actor, Role
from core.services import audit
from sectors import errors
from sectors.models import HandOver, Membership
from sectors.queries.memberships import lock_hand_over, lock_memberships
from sectors.services.checks import not_before, require_person


def hand_over(
    *,
    actor: Actor,
    membership_id: int,
    to_membership_id: int,
    valid_from: date,
    valid_to: date,
    reason: str,
) -> HandOver:
    """A colleague also does the work of a membership from a day to a day (not included), at most
    60 days, from today on. By the member, or an approver of the unit in their own right: who only
    stands in hands nothing on. Refuses a colleague who is absent then."""
    doors.require_transaction()
    maker = require_person(actor)
    not_before(valid_from, clock.today())
    both = lock_memberships(membership_id, to_membership_id)
    held = _serving(both.get(membership_id), valid_from)
    if not may_hand_over(actor, held):
        raise core_errors.NOT_FOUND()
    colleague = _serving(both.get(to_membership_id), valid_from)
    if colleague.person_id == held.person_id:
        raise errors.HAND_OVER_SELF()
    if colleague.unit_id != held.unit_id:
        raise errors.HAND_OVER_COLLEAGUE()
    absent = HandOver.objects.filter(
        unit_id=held.unit_id,
        from_person_id=colleague.person_id,
        revoked_on__isnull=True,
        valid_from__lt=valid_to,
        valid_to__gt=valid_from,
    )
    if absent.exists():
        raise errors.HAND_OVER_ABSENT()
    made = HandOver.objects.create(
        unit_id=held.unit_id,
        membership=held,
        from_person_id=held.person_id,
        to_membership=colleague,
        to_person_id=colleague.person_id,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason,
        made_by_id=maker,
        made_at=clock.now(),
    )
    _record(actor, "sectors.hand_over", made)
    return made


def revoke_hand_over(*, actor: Actor, hand_over_id: int) -> HandOver:
    """From today on it does not hold. By the absent member, the stand-in, or an approver of the
    unit in their own right."""
    doors.require_transaction()
    revoker = require_person(actor)
    found = lock_hand_over(hand_over_id)
    concerned = {found.from_person_id, found.to_person_id}
    if revoker not in concerned and not approves_in(actor, found.unit_id):
        raise core_errors.NOT_FOUND()
    if found.revoked_on is not None or found.valid_to <= clock.today():
        raise errors.HAND_OVER_OVER()
    found.revoked_on, found.revoked_at = clock.today(), clock.now()
    found.revoked_by_id = revoker
    found.save(update_fields=["revoked_on", "revoked_at", "revoked_by"])
    _record(actor, "sectors.revoke_hand_over", found)
    return found


def may_hand_over(actor: Actor, held: Membership) -> bool:
    return actor.person_id == held.person_id or approves_in(actor, held.unit_id)


def approves_in(actor: Actor, unit_id: int) -> bool:
    """An approver of the unit in their own right, not standing in for one."""
    return any(
        duty.role is Role.APPROVER and duty.unit_id == unit_id and duty.on_behalf_of is None
        for duty in actor.duties
    )


def _serving(membership: Membership | None, day: date) -> Membership:
    if membership is None:
        raise core_errors.NOT_FOUND()
    begun = membership.valid_from <= day
    over = membership.valid_to is not None and membership.valid_to <= day
    if membership.state != Membership.State.CONFIRMED or not begun or over:
        raise errors.MEMBERSHIP_ENDED()
    return membership


def _record(actor: Actor, action: str, made: HandOver) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("hand_over", made.pk),
        detail={
            "unit": made.unit_id,
            "membership": made.membership_id,
            "from_person": made.from_person_id,
            "to_person": made.to_person_id,
            "valid_from": made.valid_from.isoformat(),
            "valid_to": made.valid_to.isoformat(),
        },
    )
