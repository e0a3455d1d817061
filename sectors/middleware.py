"""Adds today's duties to whoever signed in, so that every view finds a whole actor."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from core import clock
from core.access import actor_of
from core.actors import Actor, ActorKind
from sectors.queries.memberships import named_duties_of

ACTING_UNIT = "acting_unit"


class ActorOfRequest:
    """Completes `request.actor`: the duties of today, own and taken over, in one query, and the
    unit somebody who serves several is acting for (chosen on the page /acting-unit). Also sets
    `request.unit_names`, the short names of the units of these duties."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        names: dict[int, str] = {}
        if actor.kind is ActorKind.STAFF and actor.admin_role is None and actor.person_id:
            duties, names = named_duties_of(actor.person_id, clock.today())
            chosen = request.session.get(ACTING_UNIT)
            actor = replace(actor, duties=duties)
            actor = replace(actor, unit_id=acting_unit(actor, chosen))
            request.actor = actor  # type: ignore[attr-defined]  # our own attribute
        request.unit_names = names  # type: ignore[attr-defined]  # our own attribute
        return self.get_response(request)


def acting_unit(actor: Actor, chosen: object) -> int | None:
    """The unit chosen before if the actor still serves there, else the first of their own."""
    if isinstance(chosen, int) and chosen in actor.units():
        return chosen
    return actor.duties[0].unit_id if actor.duties else None


def unit_names(request: HttpRequest) -> dict[int, str]:
    found: dict[int, str] = getattr(request, "unit_names", {})
    return found
