"""Reference pages anyone may read: sectors and lines, areas, industries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock, errors
from core.access import actor_of, allow, anyone
from core.actors import ActorKind
from core.methods import methods
from sectors.queries import codes, lines
from sectors.views.answers import day_of


@allow(anyone())
@methods("GET")
def sectors(request: HttpRequest) -> HttpResponse:
    on = day_of(request)
    tree = lines.sector_tree(on)
    context = {
        "province": [each for each in tree if each.sector.number],
        "local": [each for each in tree if not each.sector.number],
        "on": on,
        "is_past": on != clock.today(),
    }
    return render(request, "sectors/sectors.html", context)


@allow(anyone())
@methods("GET")
def sector(request: HttpRequest, code: str) -> HttpResponse:
    on = day_of(request)
    found = lines.get_sector(code, on)
    is_staff = actor_of(request).kind is ActorKind.STAFF
    bases = lines.bases_of if is_staff else lines.public_bases_of
    context = {
        "found": found,
        "sector": found.sector,
        "bases": bases(found.sector),
        "on": on,
        "is_past": on != clock.today(),
    }
    return render(request, "sectors/sector.html", context)


@allow(anyone())
@methods("GET")
def regions(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """One area with what lies directly inside it; or a search."""
    today = clock.today()
    area = codes.get_region(code) if code else None
    if code and area is None:
        raise errors.NOT_FOUND()
    text = request.GET.get("q", "").strip()[:30]
    found = codes.search_regions(text, today) if text else codes.regions_in(code, today)
    context = {"area": area, "trail": codes.trail(area), "found": found, "text": text}
    return render(request, "sectors/regions.html", context)


@allow(anyone())
@methods("GET")
def industries(request: HttpRequest) -> HttpResponse:
    context = {"sections": codes.industries(clock.today())}
    return render(request, "sectors/industries.html", context)
