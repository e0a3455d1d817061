"""What this floor lends to the one below: accounts names units without knowing them."""

from collections.abc import Mapping

from core import clock
from sectors.queries.units import choices_on, holds_on, names_on


class UnitDirectory:
    def choices(self) -> Mapping[int, str]:
        """Units in force, in the order of every list of units."""
        return dict(choices_on(clock.today()))

    def names(self, ids: frozenset[int]) -> Mapping[int, str]:
        """What these units are called today, or were called last."""
        return names_on(ids, clock.today())

    def in_force(self, unit_id: int) -> bool:
        return holds_on(unit_id, clock.today())
