"""Adds today's duties to whoever signed in, so that every view finds a whole actor."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from accounts import limits
from core import clock, doors, problems
from core.access import actor_of
from core.actors import PUBLIC, Actor, ActorKind
from sectors import errors
from sectors.queries.memberships import named_duties_of
from sectors.queries.units import holds_on

ACTING_UNIT = "acting_unit"


class ActorOfRequest:
    """Completes `request.actor`: the duties of today, own and taken over, in one query, and the
    unit somebody who serves several is acting for (chosen on the page /acting-unit). Also sets
    `request.unit_names`, the short names of the units of these duties. A system whose unit has
    ended is turned away: nobody answers for it any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        names: dict[int, str] = {}
        if actor.kind is ActorKind.CLIENT and not _in_force(actor):
            request.actor = PUBLIC.within(actor.request_id)  # type: ignore[attr-defined]  # our own attribute
            return problems.answer(request, errors.CLIENT_UNIT_ENDED())
        if actor.kind is ActorKind.STAFF and actor.admin_role is None and actor.person_id:
            duties, names = named_duties_of(actor.person_id, clock.today())
            chosen = request.session.get(ACTING_UNIT)
            actor = replace(actor, duties=duties)
            actor = replace(actor, unit_id=acting_unit(actor, chosen))
            request.actor = actor  # type: ignore[attr-defined]  # our own attribute
        request.unit_names = names  # type: ignore[attr-defined]  # our own attribute
        return self.get_response(request)


def _in_force(actor: Actor) -> bool:
    if actor.unit_id is not None and holds_on(actor.unit_id, clock.today()):
        return True
    # A key of an ended unit in use is worth knowing, once a minute.
    if not limits.wait_after_one_more(f"ended:{actor.id}", limit=1, seconds=60):
        doors.record_denial(
            actor=actor, action="accounts.use_key", code=errors.CLIENT_UNIT_ENDED.code
        )
    return False


def acting_unit(actor: Actor, chosen: object) -> int | None:
    """The unit chosen before if the actor still serves there, else the first of their own."""
    if isinstance(chosen, int) and chosen in actor.units():
        return chosen
    return actor.duties[0].unit_id if actor.duties else None


def unit_names(request: HttpRequest) -> dict[int, str]:
    found: dict[int, str] = getattr(request, "unit_names", {})
    return found
