"""Units: the tree by level, and one unit as it is and was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from accounts.views.answers import form_page, see
from core import clock, doors, paging
from core.access import actor_of, administrator, allow, staff
from core.actors import AdminRole, Role
from core.errors import Refusal
from core.methods import methods
from sectors.forms import units as forms
from sectors.models import OrgUnit, UnitSuccession
from sectors.queries import lines as line_queries
from sectors.queries import units as queries
from sectors.services import successions
from sectors.services import units as services
from sectors.views.answers import day_of, posted

SYSTEM = administrator(AdminRole.SYSTEM)


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int


@allow(staff())
@methods("GET")
def units(request: HttpRequest) -> HttpResponse:
    form = forms.SearchForm(request.GET)
    found = form.cleaned_data if form.is_valid() else {}
    search = queries.Search(
        on=day_of(request),
        text=str(found.get("q", "")).strip(),
        level=_level(request),
        kind=str(found.get("kind", "")),
        with_ended=bool(found.get("ended")),
    )
    page = queries.list_units(
        search,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {
        "form": form,
        "page": page,
        "tabs": _tabs(request, search),
        "level": search.level,
        "may_change": SYSTEM.admits(actor_of(request)),
        **_days(search.on),
    }
    return render(request, "sectors/units.html", context)


@allow(staff())
@methods("GET")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    on = day_of(request)
    found = queries.get_unit_by_code(code)
    lines = line_queries.lines_of(found.pk, on)
    routes = line_queries.routes_of(found.pk, on)
    actor = actor_of(request)
    context = {
        "unit": found,
        "name": queries.unit_name(found.pk, on),
        "names": queries.names_of(found),
        "events": [_event(each, found) for each in queries.successions_of(found)],
        "divisions": queries.divisions_of(found, on),
        "lines": [{"line": line, "route": routes.get(line.pk)} for line in lines],
        "children": queries.children_of(found, on),
        "member_count": queries.count_members(found.pk, on),
        "sees_members": actor.admin_role is not None or found.pk in actor.units(),
        "may_change": SYSTEM.admits(actor),
        "may_route": SYSTEM.admits(actor) or found.pk in actor.units(Role.APPROVER),
        "is_over": found.valid_to is not None and found.valid_to <= on,
        **_days(on),
    }
    return render(request, "sectors/unit.html", context)


@allow(SYSTEM)
@methods("GET", "POST")
def add_unit(request: HttpRequest) -> HttpResponse:
    form = forms.NewUnitForm(posted(request), today=clock.today())
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            made = doors.run(services.add_unit, actor=actor_of(request), **form.cleaned_data)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "机构已登记。请接着设置处室和任职。")
            return see("sectors:unit", made.code)
    return form_page(request, "sectors/add_unit.html", form, {}, refusal=refusal)


@allow(SYSTEM)
@methods("GET", "POST")
def change_unit(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_unit_by_code(code)
    initial = {name: getattr(found, name) for name in services.CHANGEABLE}
    initial["seen"] = services.fingerprint(found)
    form = forms.ChangeUnitForm(posted(request), initial=initial, today=clock.today())
    return _act(
        request,
        found,
        form,
        services.change_unit,
        template="sectors/change_unit.html",
        done="机构信息已更正。",
        unit_id=found.pk,
    )


@allow(SYSTEM)
@methods("GET", "POST")
def rename_unit(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_unit_by_code(code)
    return _act(
        request,
        found,
        forms.RenameForm(posted(request)),
        services.rename_unit,
        template="sectors/rename_unit.html",
        done="更名已登记，原名称按日期保留。",
        unit_id=found.pk,
    )


@allow(SYSTEM)
@methods("GET", "POST")
def correct_name(request: HttpRequest, code: str, name_id: int) -> HttpResponse:
    found = queries.get_unit_by_code(code)
    name = queries.get_name(found, name_id)
    initial = {"name": name.name, "unverified": name.unverified}
    return _act(
        request,
        found,
        forms.CorrectNameForm(posted(request), initial=initial),
        services.correct_name,
        template="sectors/correct_name.html",
        done="名称已更正。",
        context={"of": name},
        name_id=name.pk,
    )


@allow(SYSTEM)
@methods("GET", "POST")
def end_unit(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_unit_by_code(code)
    today = clock.today()
    reasons = services.in_use(found, today)
    return _act(
        request,
        found,
        forms.EndForm(posted(request), initial={"ends_on": today}),
        services.end_unit,
        template="sectors/end_unit.html",
        done="机构已停用，其名称和记录按日期保留。",
        context={"reasons": reasons, "advice": services.advice_on(reasons)},
        unit_id=found.pk,
    )


@allow(SYSTEM)
@methods("POST")
def reopen_unit(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_unit_by_code(code)
    doors.run(services.reopen_unit, actor=actor_of(request), unit_id=found.pk)
    messages.success(request, "已撤销停用。")
    return see("sectors:unit", found.code)


@allow(SYSTEM)
@methods("GET", "POST")
def register_succession(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.get_unit_by_code(code)
    today = clock.today()
    form = forms.SuccessionForm(
        posted(request),
        unit=found,
        lines=line_queries.lines_of(found.pk, today),
        today=today,
    )
    return _act(
        request,
        found,
        form,
        successions.register_succession,
        template="sectors/register_succession.html",
        done="沿革已登记，所选条线自生效日期起归承接机构。",
        from_unit_id=found.pk,
    )


def _act(
    request: HttpRequest,
    found: OrgUnit,
    form: Form,
    service: Callable[..., object],
    *,
    template: str,
    done: str,
    context: dict[str, Any] | None = None,
    **arguments: Any,
) -> HttpResponse:
    """Show the form; when it is right run the service and go back to the unit."""
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(service, actor=actor_of(request), **arguments, **form.cleaned_data)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, done)
            return see("sectors:unit", found.code)
    given = {"unit": found, **(context or {})}
    return form_page(request, template, form, given, refusal=refusal)


def _level(request: HttpRequest) -> int | None:
    raw = request.GET.get("level", "")
    levels = {str(level) for level in OrgUnit.Level.values}
    return int(raw) if raw in levels else None


def _tabs(request: HttpRequest, search: queries.Search) -> list[Tab]:
    """All levels, then each with how many units it has on the day."""
    counts = queries.count_by_level(search)
    kept = {name: request.GET.get(name, "") for name in ("q", "kind", "on", "ended")}
    kept = {name: value for name, value in kept.items() if value}
    tabs = [Tab("全部", f"?{urlencode(kept)}", search.level is None, sum(counts.values()))]
    for level, label in OrgUnit.Level.choices:
        query = urlencode({**kept, "level": str(level)})
        tabs.append(Tab(str(label), f"?{query}", search.level == level, counts.get(level, 0)))
    return tabs


def _days(on: date) -> dict[str, Any]:
    today = clock.today()
    return {"on": on, "today": today, "is_past": on != today}


def _event(each: UnitSuccession, of: OrgUnit) -> dict[str, Any]:
    """A succession as the timeline shows it, seen from this unit."""
    if each.kind == UnitSuccession.Kind.RENAME:
        title = "更名"
    elif each.from_unit_id == of.pk:
        title = f"{each.get_kind_display()}至{each.to_unit.name}"
    else:
        title = f"{each.from_unit.name}{each.get_kind_display()}至本机构"
    state = "future" if each.effective_on > clock.today() else "done"
    checked = "（待核）" if each.unverified else ""
    return {
        "title": title,
        "at": each.effective_on,
        "state": state,
        "body": f"{each.basis}{checked}",
    }
