"""Reading sectors and lines: the tree, who owns what when, which division handles it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from core import errors
from sectors.models import Basis, Line, LineOwner, LineRoute, OrgUnit, Sector, valid_on
from sectors.queries.units import names_on

# Words of the former lists, which no public page and no letter uses.
NOT_PUBLIC = ("黑名单", "联合惩戒")


@dataclass(frozen=True, slots=True)
class LineOnDay:
    line: Line
    owner: OrgUnit | None
    owner_name: str


@dataclass(frozen=True, slots=True)
class SectorOnDay:
    sector: Sector
    lead_name: str
    lines: tuple[LineOnDay, ...]


def sector_tree(on: date) -> list[SectorOnDay]:
    """Every sector with its lines and their owners, as they were on a day; four queries."""
    return _tree(Sector.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on)), on)


def get_sector(code: str, on: date) -> SectorOnDay:
    found = _tree(Sector.objects.filter(code=code), on)
    if not found:
        raise errors.NOT_FOUND()
    return found[0]


def bases_of(sector: Sector) -> list[Basis]:
    """What a sector's pack rests on, in the pack's order."""
    return list(sector.pack.bases.filter(ended_on__isnull=True).order_by("sort_order", "id"))


def public_bases_of(sector: Sector) -> list[Basis]:
    """What may stand on a public page: what is in force. A title in the words of the former lists
    is left empty, so that only its number shows; without a number the basis is left out."""
    shown = []
    for basis in bases_of(sector):
        if basis.is_history or any(word in basis.remark for word in NOT_PUBLIC):
            continue
        if any(word in basis.title for word in NOT_PUBLIC):
            basis.title = ""
        if basis.title or basis.document_no:
            shown.append(basis)
    return shown


def get_line(code: str) -> Line:
    line = Line.objects.select_related("sector").filter(code=code).first()
    if line is None:
        raise errors.NOT_FOUND()
    return line


def owner_of(line_id: int, on: date) -> int | None:
    """The unit a line belongs to on a day."""
    held = LineOwner.objects.filter(valid_on(on), line_id=line_id)
    return held.values_list("unit_id", flat=True).first()


def lines_of(unit_id: int, on: date) -> list[Line]:
    """The lines a unit owns on a day."""
    held = LineOwner.objects.filter(valid_on(on), unit_id=unit_id)
    lines = Line.objects.filter(id__in=held.values("line")).select_related("sector", "adopts")
    return list(lines.order_by("sector__sort_order", "sort_order", "code"))


def division_for(unit_id: int, line_id: int, on: date) -> int | None:
    """The division of the unit that handles a line on a day; None: the unit has not said (R252)."""
    held = LineRoute.objects.filter(valid_on(on), unit_id=unit_id, line_id=line_id)
    return held.values_list("division_id", flat=True).first()


def routes_of(unit_id: int, on: date) -> dict[int, LineRoute]:
    """Which division handles which line in a unit on a day, by line."""
    held = LineRoute.objects.filter(valid_on(on), unit_id=unit_id).select_related("division")
    return {route.line_id: route for route in held}


def lock_owner(line_id: int, on: date) -> LineOwner | None:
    """Who owns the line on the day, held until the transaction ends."""
    held = LineOwner.objects.select_for_update().filter(valid_on(on), line_id=line_id)
    return held.first()


def _tree(sectors: QuerySet[Sector], on: date) -> list[SectorOnDay]:
    owners = LineOwner.objects.filter(valid_on(on)).select_related("unit")
    lines = Line.objects.filter(valid_on(on)).select_related("adopts")
    lines = lines.order_by("sort_order", "code")
    found = list(
        sectors.select_related("lead_unit", "pack")
        .prefetch_related(
            Prefetch("lines", lines), Prefetch("lines__owners", owners, to_attr="held_owners")
        )
        .order_by("sort_order", "code")
    )
    units = {sector.lead_unit_id for sector in found if sector.lead_unit_id}
    units |= {
        owner.unit_id
        for sector in found
        for line in sector.lines.all()
        for owner in line.held_owners
    }
    names = names_on(units, on)
    return [
        SectorOnDay(
            sector,
            names.get(sector.lead_unit_id or 0, ""),
            tuple(_line_on_day(line, names) for line in sector.lines.all()),
        )
        for sector in found
    ]


def _line_on_day(line: Line, names: dict[int, str]) -> LineOnDay:
    owner = line.held_owners[0].unit if line.held_owners else None
    return LineOnDay(line, owner, names[owner.pk] if owner else "")
