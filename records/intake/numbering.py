"""Gaps and doubles among the numbers of a unit's decisions of a year."""

from datetime import date

from core import errors as core_errors
from core.actors import Actor, ActorKind, Role
from records.decisions.numbering import Found, find
from records.models import CatalogueItem
from records.sql.numbering import numbers_of

YEARS = range(1950, 2100)


def check_numbers(*, actor: Actor, unit_id: int, item_code: str, year: int) -> Found:
    """For the unit's own people and the credit office. Decisions of the months around the year are
    looked at as well: what was numbered in December is at times dated in January."""
    is_own = unit_id in actor.units() or (
        actor.kind is ActorKind.CLIENT and actor.unit_id == unit_id
    )
    if not is_own and actor.kind is not ActorKind.SYSTEM and not actor.holds([Role.CREDIT_OFFICE]):
        raise core_errors.NOT_FOUND()
    item = CatalogueItem.objects.filter(code=item_code).first()
    if item is None or year not in YEARS:
        raise core_errors.NOT_FOUND()
    used = numbers_of(unit_id, item.id, date(year - 1, 10, 1), date(year + 1, 4, 1))
    return find(used, year)
