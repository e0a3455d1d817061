"""Coverage as last counted, and how it grew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.actors import Actor
from records.models import CoverageDay, SubjectVersion
from records.quality.decisions.dimensions import Share
from records.quality.queries.reach import units_reached
from records.queries.catalogue import versions_on
from sectors.models import Region, Sector

By = CoverageDay.By
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Covered:
    key: str
    title: str
    share: Share


@dataclass(frozen=True, slots=True)
class Coverage:
    """As counted on a day; None of it before the first count."""

    counted_at: datetime
    total: Share
    tables: Sequence[tuple[str, str, Sequence[Covered]]]
    shown: Sequence[Covered]
    months: Sequence[tuple[date, Share]]


def latest_coverage(*, actor: Actor, today: date) -> Coverage | None:
    """Of units only those the actor looks after; areas, sectors and items are sums of all."""
    last = CoverageDay.objects.filter(by=By.ALL).order_by("-day").first()
    if last is None:
        return None
    rows = list(CoverageDay.objects.filter(day=last.day).order_by("by", "key"))
    found: dict[str, list[CoverageDay]] = {}
    for row in rows:
        found.setdefault(row.by, []).append(row)
    units = {unit.code: unit.name for unit in units_reached(actor, today)}
    items = {version.item.code: version.name for version in versions_on(today)}
    names: dict[str, Mapping[str, str]] = {
        By.REGION: dict(Region.objects.values_list("code", "name")),
        By.UNIT: units,
        By.SECTOR: dict(Sector.objects.values_list("code", "name")),
        By.ITEM: items,
        By.KIND: dict(SubjectVersion.Kind.choices),
    }
    tables = [
        (by.value, str(by.label), _named(found.get(by, []), names[by]))
        for by in (By.REGION, By.UNIT, By.SECTOR, By.ITEM, By.KIND)
    ]
    return Coverage(
        counted_at=last.counted_at,
        total=Share(last.covered, last.whole),
        tables=[table for table in tables if table[2]],
        shown=_named(found.get(By.SHOWN, []), items),
        months=_months(),
    )


def _named(rows: Sequence[CoverageDay], names: Mapping[str, str]) -> list[Covered]:
    """Those with a name, in its order: an area without one is not in the code table."""
    return [
        Covered(row.key, names[row.key], Share(row.covered, row.whole))
        for row in rows
        if row.key in names
    ]


def _months() -> list[tuple[date, Share]]:
    """The last count of each of the last months, oldest first."""
    last: dict[date, Share] = {}
    for row in CoverageDay.objects.filter(by=By.ALL).order_by("-day")[: MONTHS * 31]:
        last.setdefault(row.day.replace(day=1), Share(row.covered, row.whole))
    return sorted(last.items())[-MONTHS:]
