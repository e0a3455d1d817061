"""Quality of what units report, on four dimensions, by unit, item and month; and the rows behind
each number."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from core.actors import Actor
from core.clock import add_months
from records.models import CatalogueVersion
from records.quality.decisions.dimensions import Counts
from records.quality.queries.reach import Unit, access_unit, units_reached
from records.quality.sql import measures
from records.quality.sql.measures import Asked, By, Found, Key
from records.queries.catalogue import versions_on

MONTHS = 12
NAMES = frozenset(field.name for field in fields(Counts))
EVENTS: tuple[Callable[[Asked, By], Found], ...] = (
    measures.volumes,
    measures.outcomes,
    measures.returned,
    measures.periods,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One unit, item or month with what was counted of it."""

    key: str
    title: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Overview:
    """`lines` are units in a month; `months` the year up to it, all units together, the oldest
    first."""

    month: date
    lines: Sequence[Line]
    total: Counts
    months: Sequence[Line]


@dataclass(frozen=True, slots=True)
class OfUnit:
    unit: Unit
    month: date
    lines: Sequence[Line]
    total: Counts
    months: Sequence[Line]


def overview(*, actor: Actor, month: date, today: date) -> Overview:
    units = units_reached(actor, today)
    counted = _counted([unit.id for unit in units], By.UNIT, month, today)
    lines = [Line(unit.code, unit.name, counted.get(unit.id, Counts())) for unit in units]
    total = _sum(line.counts for line in lines)
    shown = [line for line in lines if line.counts != Counts()]
    months = _months([unit.id for unit in units], month, today)
    return Overview(month, shown, total, months)


def of_unit(*, actor: Actor, code: str, month: date, today: date) -> OfUnit:
    unit = access_unit(actor=actor, code=code, today=today)
    counted = _counted([unit.id], By.ITEM, month, today)
    editions = {version.item_id: version for version in versions_on(today)}
    lines = [
        Line(editions[item_id].item.code, editions[item_id].name, counts)
        for item_id, counts in sorted(counted.items(), key=lambda pair: str(pair[0]))
        if isinstance(item_id, int) and item_id in editions
    ]
    total = _sum(counted.values())
    return OfUnit(unit, month, lines, total, _months([unit.id], month, today))


def items_by_code(today: date) -> dict[str, CatalogueVersion]:
    return {version.item.code: version for version in versions_on(today)}


def _counted(units: Sequence[int], by: By, month: date, today: date) -> dict[Key, Counts]:
    """Of one month; what waits now belongs to the present month."""
    asked = Asked(units, month, add_months(month, 1), today)
    found = [count(asked, by) for count in EVENTS]
    if month <= today < asked.until:
        found.append(measures.queued(asked, by))
    return _joined(found)


def _months(units: Sequence[int], month: date, today: date) -> list[Line]:
    first = add_months(month, 1 - MONTHS)
    asked = Asked(units, first, add_months(month, 1), today)
    counted = _joined(count(asked, By.MONTH) for count in EVENTS)
    months = [add_months(first, place) for place in range(MONTHS)]
    return [
        Line(f"{each:%Y-%m}", f"{each.year}年{each.month}月", counted.get(each, Counts()))
        for each in months
    ]


def _joined(found: Iterable[Found]) -> dict[Key, Counts]:
    joined: dict[Key, dict[str, int]] = {}
    for part in found:
        for key, values in part.items():
            joined.setdefault(key, {}).update(values)
    return {key: _counts(values) for key, values in joined.items()}


def _counts(values: Mapping[str, int]) -> Counts:
    return Counts(**{name: value for name, value in values.items() if name in NAMES})


def _sum(counts: Iterable[Counts]) -> Counts:
    total = Counts()
    for each in counts:
        total = total + each
    return total
