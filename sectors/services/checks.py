"""Who may ask for a change, and dates that may not lie in the past."""

from datetime import date, timedelta

from core import errors as core_errors
from core.actors import Actor, ActorKind, AdminRole
from sectors import errors

# How far back one administrator alone may say what a unit was called or who took over its lines:
# long enough for a paper to arrive, too short to give the past other owners.
LOOK_BACK = timedelta(days=30)


def require_administrator(actor: Actor, *roles: AdminRole) -> None:
    """One of the administrators, or the platform itself when it is set up."""
    if actor.kind is ActorKind.SYSTEM:
        return
    if actor.admin_role not in roles:
        raise core_errors.NOT_ALLOWED()


def require_person(actor: Actor) -> int:
    """The human who acts: what needs two persons is never done by the platform itself."""
    if actor.person_id is None:
        raise core_errors.NOT_ALLOWED()
    return actor.person_id


def not_before(day: date, earliest: date) -> None:
    if day < earliest:
        raise errors.DATE_TOO_EARLY(day=earliest.isoformat())


def not_long_past(day: date, today: date) -> None:
    """An older change is no daily work: it comes with a pack, which is reviewed and kept."""
    if day < today - LOOK_BACK:
        raise errors.TOO_LONG_PAST(days=LOOK_BACK.days, earliest=(today - LOOK_BACK).isoformat())
