"""Names of units for the floor below, which knows them only by number."""

from collections.abc import Mapping

from core import clock
from sectors.queries.units import choices_on, names_on


class UnitDirectory:
    """Given to accounts.units when the app is ready."""

    def choices(self) -> Mapping[int, str]:
        return dict(choices_on(clock.today()))

    def names(self, ids: frozenset[int]) -> Mapping[int, str]:
        return names_on(ids, clock.today())
