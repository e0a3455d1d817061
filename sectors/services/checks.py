"""Who may ask for a change, and dates that may not lie in the past."""

from datetime import date

from core import errors as core_errors
from core.actors import Actor, ActorKind, AdminRole
from sectors import errors


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
