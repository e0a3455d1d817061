"""Reading the code tables."""

from datetime import date

from django.db.models import Q

from sectors.models import Industry, Region


def regions_in(parent: str | None, on: date) -> list[Region]:
    """The areas directly inside an area; the provinces for None."""
    inside = Region.objects.filter(_standing(on), parent_id=parent)
    return list(inside.order_by("scheme", "code"))


def get_region(code: str) -> Region | None:
    return Region.objects.select_related("parent__parent__parent").filter(code=code).first()


def trail(area: Region | None) -> list[Region]:
    """The areas an area lies in, largest first, itself last."""
    found: list[Region] = []
    while area is not None:
        found.insert(0, area)
        area = area.parent
    return found


def search_regions(text: str, on: date) -> list[Region]:
    """Areas by part of their name or the beginning of their code, at most 100."""
    found = Region.objects.filter(_standing(on)).filter(
        Q(name__icontains=text) | Q(code__startswith=text)
    )
    return list(found.select_related("parent").order_by("level", "code")[:100])


def region_choices(on: date) -> list[tuple[str, str]]:
    found = Region.objects.filter(_standing(on)).order_by("code")
    return [(region.code, f"{region.code} {region.name}") for region in found]


def industries(on: date) -> list[tuple[Industry, list[Industry]]]:
    """Each section with its divisions."""
    standing = Industry.objects.filter(_standing(on)).order_by("code")
    divisions: dict[str, list[Industry]] = {}
    sections: list[Industry] = []
    for row in standing:
        if row.parent_id:
            divisions.setdefault(row.parent_id, []).append(row)
        else:
            sections.append(row)
    return [(section, divisions.get(section.code, [])) for section in sections]


def _standing(on: date) -> Q:
    return Q(ended_on__isnull=True) | Q(ended_on__gt=on)
