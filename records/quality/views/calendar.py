"""The reporting calendar of a unit, and of all units somebody looks after."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from core import clock, doors
from core.access import actor_of, allow
from core.methods import methods
from records.quality.queries import calendar as queries
from records.quality.queries.reach import units_reached
from records.quality.views.asked import BUSINESS, year_of

PURPOSE = "掌握报送情况"


@allow(BUSINESS)
@methods("GET")
def overview(request: HttpRequest) -> HttpResponseBase:
    """Whoever looks after one unit only sees that one."""
    actor, today = actor_of(request), clock.today()
    form, year = year_of(request, today)
    units = units_reached(actor, today)
    if len(units) == 1:
        return unit(request, units[0].code)
    rows = doors.read(queries.of_all, actor=actor, purpose=PURPOSE, year=year, today=today)
    context = {"form": form, "year": year, "rows": rows, "months": queries.MONTHS}
    return render(request, "records/quality/calendar.html", context)


@allow(BUSINESS)
@methods("GET")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    form, year = year_of(request, today)
    found = doors.read(
        queries.of_unit, actor=actor, purpose=PURPOSE, code=code, year=year, today=today
    )
    context = {"form": form, "year": year, "found": found, "months": queries.MONTHS}
    return render(request, "records/quality/unit_calendar.html", context)
