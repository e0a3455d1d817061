"""Who serves where: lists, appointments, confirmations, ends."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.views.answers import form_page, see
from core import clock, doors, paging
from core.access import actor_of, administrator, allow, staff
from core.actors import AdminRole, Role
from core.errors import Refusal
from core.methods import methods
from sectors.forms import memberships as forms
from sectors.models import Membership
from sectors.queries import memberships as queries
from sectors.queries import units as unit_queries
from sectors.services import memberships as services
from sectors.views.answers import posted

SYSTEM = administrator(AdminRole.SYSTEM)
SECURITY = administrator(AdminRole.SECURITY)
KEEPERS = administrator(AdminRole.SYSTEM, AdminRole.SECURITY)
ANY_ADMINISTRATOR = administrator(*AdminRole)
PURPOSE = "任职管理"


@allow(ANY_ADMINISTRATOR, staff(*Role))
@methods("GET")
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Who serves in a unit, for the administrators and for the unit itself."""
    unit = unit_queries.get_unit_by_code(code)
    actor, today = actor_of(request), clock.today()
    page = doors.read(
        queries.list_memberships,
        actor=actor,
        purpose=PURPOSE,
        target=("unit", unit.pk),
        unit_id=unit.pk,
        on=today,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {
        "unit": unit,
        "page": page,
        "rows": [_row(held, today) for held in page.items],
        "stand_ins": _stand_ins(unit.pk, today),
        "may_appoint": SYSTEM.admits(actor),
        "may_end": KEEPERS.admits(actor),
        "may_confirm": SECURITY.admits(actor),
    }
    return render(request, "sectors/members.html", context)


@allow(SYSTEM)
@methods("GET", "POST")
def appoint(request: HttpRequest, code: str) -> HttpResponse:
    unit, today = unit_queries.get_unit_by_code(code), clock.today()
    divisions = unit_queries.divisions_of(unit, today)
    form = forms.AppointForm(posted(request), initial={"valid_from": today}, divisions=divisions)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(
                services.propose_membership,
                actor=actor_of(request),
                unit_id=unit.pk,
                **form.arguments(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "任职已提出，待安全管理员确认后生效。")
            return see("sectors:members", unit.code)
    return form_page(request, "sectors/appoint.html", form, {"unit": unit}, refusal=refusal)


@allow(KEEPERS)
@methods("GET")
def proposals(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = doors.read(
        queries.list_proposals,
        actor=actor,
        purpose=PURPOSE,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {"page": page, "may_confirm": SECURITY.admits(actor)}
    return render(request, "sectors/proposals.html", context)


@allow(SECURITY)
@methods("POST")
def confirm_membership(request: HttpRequest, membership_id: int) -> HttpResponse:
    doors.run(services.confirm_membership, actor=actor_of(request), membership_id=membership_id)
    messages.success(request, "任职已确认，自所定日期起生效。")
    return see("sectors:proposals")


@allow(SECURITY)
@methods("POST")
def decline_membership(request: HttpRequest, membership_id: int) -> HttpResponse:
    doors.run(services.decline_membership, actor=actor_of(request), membership_id=membership_id)
    messages.success(request, "已退回，不生效。")
    return see("sectors:proposals")


@allow(KEEPERS)
@methods("GET", "POST")
def end_membership(request: HttpRequest, membership_id: int) -> HttpResponse:
    actor = actor_of(request)
    held = doors.read(
        queries.access_membership,
        actor=actor,
        purpose=PURPOSE,
        target=("membership", membership_id),
        membership_id=membership_id,
    )
    form = forms.EndMembershipForm(posted(request), initial={"ends_on": clock.today()})
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(
                services.end_membership, actor=actor, membership_id=held.pk, **form.cleaned_data
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "岗位将自所定日期起结束。")
            return see("sectors:members", held.unit.code)
    context = {"held": held, "unit": held.unit}
    return form_page(request, "sectors/end_membership.html", form, context, refusal=refusal)


def _row(held: Membership, today: date) -> dict[str, object]:
    label, tone = state_of(held, today)
    return {"held": held, "label": label, "tone": tone}


def state_of(held: Membership, today: date) -> tuple[str, str]:
    """How a membership stands on a day, in a word and its tone."""
    if held.state == Membership.State.PROPOSED:
        return "待确认", "warn"
    if held.state == Membership.State.DECLINED:
        return "未生效", "neutral"
    if held.valid_from > today:
        return "未开始", "info"
    return "在岗", "ok"


def _stand_ins(unit_id: int, today: date) -> list[object]:
    return list(queries.hand_overs_in(frozenset({unit_id}), today))
