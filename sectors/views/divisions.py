"""Divisions of a unit, and which of them handles which line."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.views.answers import add_refusal, form_page, see
from core import clock, doors
from core import errors as core_errors
from core.access import actor_of, administrator, allow, staff
from core.actors import AdminRole, Role
from core.errors import Refusal
from core.methods import methods
from sectors.forms import units as forms
from sectors.models import OrgUnit
from sectors.queries import lines as line_queries
from sectors.queries import units as queries
from sectors.services import divisions as services
from sectors.views.answers import posted

SYSTEM = administrator(AdminRole.SYSTEM)
UNFIT = 422


@allow(SYSTEM)
@methods("GET", "POST")
def add_division(request: HttpRequest, code: str) -> HttpResponse:
    unit = queries.get_unit_by_code(code)
    form = forms.NewDivisionForm(posted(request), initial={"code": f"{unit.code}-"})
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(
                services.add_division,
                actor=actor_of(request),
                unit_id=unit.pk,
                **form.cleaned_data,
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "处室已登记。")
            return see("sectors:unit", unit.code)
    context = {"unit": unit}
    return form_page(request, "sectors/add_division.html", form, context, refusal=refusal)


@allow(SYSTEM)
@methods("GET", "POST")
def change_division(request: HttpRequest, division_id: int) -> HttpResponse:
    division = queries.get_division(division_id)
    initial = {
        name: getattr(division, name) for name in ("name", "short_name", "unverified", "remark")
    }
    form = forms.ChangeDivisionForm(posted(request), initial=initial)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(
                services.change_division,
                actor=actor_of(request),
                division_id=division.pk,
                **form.cleaned_data,
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "处室信息已更正。")
            return see("sectors:unit", division.unit.code)
    context = {"unit": division.unit, "division": division}
    return form_page(request, "sectors/change_division.html", form, context, refusal=refusal)


@allow(SYSTEM)
@methods("GET", "POST")
def end_division(request: HttpRequest, division_id: int) -> HttpResponse:
    division = queries.get_division(division_id)
    form = forms.EndForm(posted(request), initial={"ends_on": clock.today()})
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(
                services.end_division,
                actor=actor_of(request),
                division_id=division.pk,
                **form.cleaned_data,
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "处室已停用。")
            return see("sectors:unit", division.unit.code)
    context = {"unit": division.unit, "division": division}
    return form_page(request, "sectors/end_division.html", form, context, refusal=refusal)


@allow(SYSTEM, staff(Role.APPROVER))
@methods("GET", "POST")
def routes(request: HttpRequest, code: str) -> HttpResponse:
    """One small form for each line the unit owns."""
    actor = actor_of(request)
    unit = queries.get_unit_by_code(code)
    if not SYSTEM.admits(actor) and not actor.holds({Role.APPROVER}, unit_id=unit.pk):
        raise core_errors.NOT_ALLOWED()
    bound = None
    status = 200
    if request.method == "POST":
        divisions = queries.divisions_of(unit, clock.today())
        bound = forms.RouteForm(request.POST, divisions=divisions)
        if bound.is_valid():
            try:
                doors.run(services.route_line, actor=actor, unit_id=unit.pk, **bound.cleaned_data)
            except Refusal as refusal:
                add_refusal(bound, refusal)
                status = refusal.error.status
            else:
                messages.success(request, "条线分工已更新。")
                return see("sectors:routes", unit.code)
        else:
            status = UNFIT
    context = {"unit": unit, "rows": _rows(unit, bound), "bound": bound}
    return render(request, "sectors/routes.html", context, status=status)


def _rows(unit: OrgUnit, bound: forms.RouteForm | None) -> list[dict[str, object]]:
    today = clock.today()
    held = line_queries.routes_of(unit.pk, today)
    divisions = queries.divisions_of(unit, today)
    rows: list[dict[str, object]] = []
    for line in line_queries.lines_of(unit.pk, today):
        route = held.get(line.pk)
        initial = {
            "line_id": line.pk,
            "division_id": route.division_id if route else None,
            "begins_on": today,
        }
        own = bound if bound and bound.data.get("line_id") == str(line.pk) else None
        form = own or forms.RouteForm(
            initial=initial, divisions=divisions, auto_id=f"line-{line.pk}-%s"
        )
        rows.append({"line": line, "route": route, "form": form})
    return rows
