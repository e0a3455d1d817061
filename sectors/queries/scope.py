"""How far a view reaches (R019): by level, department and sector.

1. Department: a unit sees itself and what stands beneath it, in government (towns under their
   county, departments under their government) or in its own system (省局 → 市局 → 县局).
2. Level: the credit office of an area sees every unit of that area, vertical bureaus and towns
   included; a county's sees its county, a city's its counties, the province's all.
3. Sector: the unit that leads a sector sees the sector's lines, and lines that adopt them, whoever
   owns them below. An owner sees its lines, also what was handled before they came to it.
4. Succession: what was merged into a unit is seen by it from that day.

Administrators see no case data and reach nothing. An API client reaches its own unit. Duties taken
over for an absent colleague reach as far as the colleague's.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from core.actors import Actor, ActorKind, Role
from sectors.sql import scope


@dataclass(frozen=True, slots=True)
class Scope:
    """Units whose data is seen whole, and lines seen whichever unit supplied the data."""

    units: frozenset[int] = frozenset()
    lines: frozenset[int] = frozenset()

    def covers(self, unit_id: int, line_id: int | None = None) -> bool:
        return unit_id in self.units or line_id in self.lines


NOTHING = Scope()


def scope_of(actor: Actor, on: date) -> Scope:
    """What the actor's duties reach on a day, in one query."""
    if actor.kind is ActorKind.CLIENT and actor.unit_id is not None:
        return Scope(units=frozenset({actor.unit_id}))
    if actor.kind is not ActorKind.STAFF or actor.admin_role is not None or not actor.duties:
        return NOTHING
    with connection.cursor() as cursor:
        cursor.execute(
            scope.SCOPE,
            {
                "units": sorted(actor.units()),
                "credit_offices": sorted(actor.units(Role.CREDIT_OFFICE)),
                "day": on,
            },
        )
        rows = cursor.fetchall()
    return Scope(
        units=frozenset(identity for kind, identity in rows if kind == "unit"),
        lines=frozenset(identity for kind, identity in rows if kind == "line"),
    )
