"""Whose quality an actor looks at: the units their duties reach, a credit office those of its
area."""

from dataclasses import dataclass
from datetime import date

from core import errors
from core.actors import Actor
from sectors.models import OrgUnit
from sectors.queries.scope import scope_of
from sectors.queries.units import names_on


@dataclass(frozen=True, slots=True)
class Unit:
    id: int
    code: str
    name: str


def units_reached(actor: Actor, today: date) -> list[Unit]:
    """In the order of the county's table."""
    reached = scope_of(actor, today).units
    names = names_on(reached, today)
    found = OrgUnit.objects.filter(id__in=reached).order_by("level", "sort_order", "code")
    return [Unit(pk, code, names[pk]) for pk, code in found.values_list("id", "code")]


def access_unit(*, actor: Actor, code: str, today: date) -> Unit:
    """One of them; others do not exist for the actor."""
    found = OrgUnit.objects.filter(code=code).first()
    if found is None or not scope_of(actor, today).covers(found.id):
        raise errors.NOT_FOUND()
    return Unit(found.id, found.code, names_on([found.id], today)[found.id])
