"""Figures of closed months, beside those of the month before and of the year before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core import errors
from core.actors import Actor, Role
from core.clock import add_months
from records.models import MonthlyClose, MonthlyFigure
from records.quality.decisions.figures import MEASURES, Key, Measure
from records.quality.queries.reach import units_reached
from sectors.models import Region

Scope = MonthlyFigure.Scope
MONTHS = 13


@dataclass(frozen=True, slots=True)
class Figure:
    """`before` and `year_before` are None where those months are not closed."""

    measure: Measure
    value: int
    before: int | None
    year_before: int | None

    @property
    def change(self) -> str:
        return _change(self.value, self.before)

    @property
    def year_change(self) -> str:
        return _change(self.value, self.year_before)


@dataclass(frozen=True, slots=True)
class Place:
    """All, a unit or a town with its figures of the month."""

    scope: str
    key: str
    title: str
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Closed:
    close: MonthlyClose
    places: Sequence[Place]
    closed: Sequence[date]
    # New facts by month of the first of the places, the oldest first.
    trend: Sequence[tuple[date, int | None]]

    def of(self, scope: str) -> list[Place]:
        return [place for place in self.places if place.scope == scope]


def closed_month(*, actor: Actor, month: date | None, today: date) -> Closed | None:
    """The figures of a month, the last closed one when none is named; None while none is closed.

    A credit office and leaders, who read, see all, towns and the units they look after; others
    their own units."""
    closes = {close.month: close for close in MonthlyClose.objects.order_by("-month")}
    if not closes:
        return None
    wanted = month or next(iter(closes))
    if wanted not in closes:
        raise errors.NOT_FOUND()
    shown = _shown(actor, today)
    first = add_months(wanted, 1 - MONTHS)
    values = _values([close for day, close in closes.items() if first <= day <= wanted])
    before = add_months(wanted, -1)
    year_before = add_months(wanted, -12)
    places = [
        Place(
            scope,
            key,
            title,
            [
                Figure(
                    measure,
                    values[wanted].get((scope, key, measure.code), 0),
                    _value(values, before, (scope, key, measure.code)),
                    _value(values, year_before, (scope, key, measure.code)),
                )
                for measure in MEASURES
                if scope != Scope.TOWN or measure.by_town
            ],
        )
        for scope, key, title in shown
        if scope == Scope.ALL
        or any((scope, key, measure.code) in values[wanted] for measure in MEASURES)
    ]
    return Closed(closes[wanted], places, list(closes), _trend(values, first, places))


def _shown(actor: Actor, today: date) -> list[tuple[str, str, str]]:
    units = [(str(Scope.UNIT), unit.code, unit.name) for unit in units_reached(actor, today)]
    if not actor.holds([Role.CREDIT_OFFICE, Role.READER]):
        return units
    towns = Region.objects.filter(level__gte=Region.Level.COUNTY).order_by("level", "code")
    return [
        (str(Scope.ALL), "", "全部"),
        *units,
        *((str(Scope.TOWN), region.code, region.name) for region in towns),
    ]


def _values(closes: Sequence[MonthlyClose]) -> dict[date, dict[Key, int]]:
    months = {close.id: close.month for close in closes}
    values: dict[date, dict[Key, int]] = {month: {} for month in months.values()}
    for row in MonthlyFigure.objects.filter(close_id__in=months):
        values[months[row.close_id]][(row.scope, row.key, row.measure)] = row.value
    return values


def _value(values: Mapping[date, Mapping[Key, int]], month: date, key: Key) -> int | None:
    return values[month].get(key, 0) if month in values else None


def _trend(
    values: Mapping[date, Mapping[Key, int]], first: date, places: Sequence[Place]
) -> list[tuple[date, int | None]]:
    if not places:
        return []
    key = (places[0].scope, places[0].key, "facts")
    months = [add_months(first, place) for place in range(MONTHS)]
    return [(month, _value(values, month, key)) for month in months]


def _change(value: int, before: int | None) -> str:
    """By how much of a percent, rounded half away from zero; nothing where there was nothing."""
    if not before:
        return "—"
    tenths = (2 * abs(value - before) * 1_000 + before) // (2 * before)
    sign = "+" if value >= before else "−"
    return f"{sign}{tenths // 10}.{tenths % 10}%"
