"""How much came in: in all, of a month, by unit and by item, from the daily counters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum

from core.actors import Actor
from core.clock import add_months
from records.models import VolumeDay
from records.quality.queries.reach import units_reached
from records.quality.sql import measures
from records.quality.sql.measures import Asked, By
from records.queries.catalogue import versions_on

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Volume:
    """`facts` that were new, `revised` versions that followed, `gone` that were taken back."""

    title: str
    facts: int = 0
    revised: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Volumes:
    total: Volume
    month: Volume
    last_day: date | None
    by_unit: Sequence[Volume]
    by_item: Sequence[Volume]
    months: Sequence[Volume]

    @property
    def standing(self) -> int:
        return self.total.facts - self.total.gone


def volumes(*, actor: Actor, month: date, today: date) -> Volumes:
    units = {unit.id: unit.name for unit in units_reached(actor, today)}
    counted = VolumeDay.objects.filter(unit_id__in=units)
    sums = counted.aggregate(
        facts=Sum("facts"), revised=Sum("revised"), gone=Sum("gone"), last=Max("day")
    )
    asked = Asked(list(units), month, add_months(month, 1), today)
    items = {version.item_id: version.name for version in versions_on(today)}
    by_unit = measures.volumes(asked, By.UNIT)
    by_item = measures.volumes(asked, By.ITEM)
    first = add_months(month, 1 - MONTHS)
    year = measures.volumes(Asked(list(units), first, asked.until, today), By.MONTH)
    of_units = [_volume(units[key], by_unit[key]) for key in units if key in by_unit]
    return Volumes(
        total=Volume(
            "合计", int(sums["facts"] or 0), int(sums["revised"] or 0), int(sums["gone"] or 0)
        ),
        month=_volume("本月", year.get(month, {})),
        last_day=sums["last"],
        by_unit=of_units,
        by_item=sorted(
            (_volume(items[key], by_item[key]) for key in items if key in by_item),
            key=lambda volume: -volume.facts,
        ),
        months=[
            _volume(f"{each.month}月", year.get(each, {}))
            for each in (add_months(first, place) for place in range(MONTHS))
        ],
    )


def _volume(title: str, counts: dict[str, int]) -> Volume:
    return Volume(title, counts.get("facts", 0), counts.get("revised", 0), counts.get("gone", 0))
