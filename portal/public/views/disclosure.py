"""What is shown and for how long, how to object and to repair, and what counts as a breach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.access import allow, anyone
from core.methods import methods
from portal.public import channels, limits, rules
from portal.public.rules import SEVERITY_CODES, Book
from records.models import BehaviourVersion, Severity
from records.queries.catalogue import behaviours_on
from sectors.views.answers import day_of


@methods("GET")
@allow(anyone())
def disclosure(request: HttpRequest) -> HttpResponse:
    limits.count(request, limits.PAGES)
    on, today = day_of(request), clock.today()
    now, other = Book.load().lines(on)
    context = {
        "scopes": rules.by_scope(now),
        "earlier": sorted((line for line in other if line.since <= on), key=_age),
        "later": sorted((line for line in other if line.since > on), key=_age),
        "channels": channels.ALL,
        "on": on,
        "is_past": on != today,
    }
    return render(request, "portal/public/disclosure.html", context)


def _age(line: rules.Line) -> tuple[int, str]:
    return (-line.since.toordinal(), line.code)


@methods("GET")
@allow(anyone())
def behaviours(request: HttpRequest) -> HttpResponse:
    """The lists of the sectors as they stand on a day; of one when it is chosen."""
    limits.count(request, limits.PAGES)
    on = day_of(request)
    found = behaviours_on(on)
    sectors = sorted({(v.behaviour.sector.code, v.behaviour.sector.name) for v in found})
    chosen = request.GET.get("sector", "")
    chosen = chosen if chosen in dict(sectors) else ""
    shown = [(code, name) for code, name in sectors if not chosen or code == chosen]
    context = {
        "sectors": sectors,
        "chosen": chosen,
        "lists": [
            (name, [_act(v) for v in found if v.behaviour.sector.code == code])
            for code, name in shown
        ],
        "on": on,
        "is_past": on != clock.today(),
        "illustrative": any(v.is_illustrative for v in found),
    }
    return render(request, "portal/public/behaviours.html", context)


def _act(version: BehaviourVersion) -> dict[str, object]:
    return {"version": version, "severity": SEVERITY_CODES[Severity(version.severity)]}
