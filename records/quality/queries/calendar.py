"""The reporting calendar: what was owed, given, late and is missing, by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.actors import Actor
from records.models import ReportPeriod
from records.quality.decisions.cycles import rhythm_of, said
from records.quality.queries.reach import Unit, access_unit, units_reached
from records.quality.sql import periods as sql
from records.quality.sql.periods import Cell
from records.queries.catalogue import versions_on

MONTHS = range(1, 13)
MOST_MISSING = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A unit, or an item with how often it is due; twelve months, empty where nothing is owed."""

    key: str
    title: str
    rhythm: str
    cells: Sequence[Cell | None]

    @property
    def overdue(self) -> int:
        return sum(cell.overdue for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Missing:
    """A period that is overdue."""

    item_code: str
    item: str
    period: str
    month: str
    due_on: date


@dataclass(frozen=True, slots=True)
class OfUnit:
    unit: Unit
    rows: Sequence[Row]
    missing: Sequence[Missing]


def of_unit(*, actor: Actor, code: str, year: int, today: date) -> OfUnit:
    unit = access_unit(actor=actor, code=code, today=today)
    cells = sql.grid([unit.id], year, today, "item")
    editions = {version.item_id: version for version in versions_on(today)}
    rows = [
        Row(
            editions[item_id].item.code,
            editions[item_id].name,
            rhythm_of(editions[item_id].update_cycle).explanation(),
            _months(cells, item_id),
        )
        for item_id in sorted({key for key, _ in cells}, key=lambda key: editions[key].item.code)
    ]
    overdue = ReportPeriod.objects.filter(
        unit_id=unit.id, outcome=ReportPeriod.Outcome.OPEN, due_on__lt=today
    ).order_by("due_on", "id")[:MOST_MISSING]
    missing = [
        Missing(
            editions[period.item_id].item.code,
            editions[period.item_id].name,
            said(period.starts_on, period.ends_on),
            f"{period.starts_on:%Y-%m}",
            period.due_on,
        )
        for period in overdue
        if period.due_on is not None
    ]
    return OfUnit(unit, rows, missing)


def of_all(*, actor: Actor, year: int, today: date) -> list[Row]:
    """The units the actor looks after that owe anything, in their order."""
    units = units_reached(actor, today)
    cells = sql.grid([unit.id for unit in units], year, today, "unit")
    owing = {key for key, _ in cells}
    return [
        Row(unit.code, unit.name, "", _months(cells, unit.id)) for unit in units if unit.id in owing
    ]


def _months(cells: Mapping[tuple[int, int], Cell], key: int) -> list[Cell | None]:
    return [cells.get((key, month)) for month in MONTHS]
