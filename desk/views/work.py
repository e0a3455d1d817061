"""The pages people work from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from core import clock, doors, paging
from core.access import actor_of, allow, staff
from core.actors import Role
from core.methods import methods
from desk import queries, services
from desk.forms import KindFilter, WorkFilter
from desk.views.sections import sections

BUSINESS = staff(*Role)
WORKERS = staff(*(role for role in Role if role is not Role.READER))


@methods("GET")
@allow(BUSINESS)
def my_work(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    today = clock.today()
    form = WorkFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = doors.read(
        queries.list_my_work,
        actor=actor,
        purpose="办理待办",
        whose=queries.Whose(chosen.get("whose") or queries.Whose.ACTIONABLE),
        kind=chosen.get("kind", ""),
        overdue_only=chosen.get("overdue", False),
        today=today,
        cursor=_cursor(request),
        size=paging.page_size(request.GET.get("page_size")),
    )
    counts = queries.count_my_work(actor, today=today)
    context = {
        "page": page,
        "counts": counts,
        "form": form,
        "narrowed": any(chosen.values()),
        "sections": sections("desk:my_work", counts.open),
    }
    return render(request, "desk/my_work.html", context)


@methods("GET")
@allow(BUSINESS)
def unit_work(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = KindFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = doors.read(
        queries.list_unit_work,
        actor=actor,
        purpose="掌握本单位待办",
        kind=chosen.get("kind", ""),
        today=clock.today(),
        cursor=_cursor(request),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {
        "page": page,
        "form": form,
        "narrowed": any(chosen.values()),
        "releases": actor.holds([Role.APPROVER]),
        "sections": sections("desk:unit_work"),
    }
    return render(request, "desk/unit_work.html", context)


@methods("GET")
@allow(BUSINESS)
def deadlines(request: HttpRequest) -> HttpResponse:
    page = doors.read(
        queries.list_unit_deadlines,
        actor=actor_of(request),
        purpose="掌握办理期限",
        today=clock.today(),
        cursor=_cursor(request),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {"page": page, "sections": sections("desk:deadlines")}
    return render(request, "desk/deadlines.html", context)


@methods("POST")
@allow(WORKERS)
def claim(request: HttpRequest, item_id: int) -> HttpResponse:
    back = _back(request)
    item = doors.run(services.claim, actor=actor_of(request), item_id=item_id)
    messages.success(request, f"已领取：{item.title}")
    return back


@methods("POST")
@allow(WORKERS)
def release(request: HttpRequest, item_id: int) -> HttpResponse:
    back = _back(request)
    item = doors.run(services.release, actor=actor_of(request), item_id=item_id)
    messages.success(request, f"已退回，同岗位的同事可以领取：{item.title}")
    return back


def _cursor(request: HttpRequest) -> str | None:
    return request.GET.get("cursor")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the list as it was filtered, when the form says which. Read before anything is changed: a
    form that cannot be read changes nothing."""
    target = request.POST.get("next", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return HttpResponseRedirect(target)
    return redirect("desk:my_work")
