"""The credit office's pages: who acts for which organisation, and the codes by which they begin."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.forms.agents import GrantForm, IssueCodeForm, SubjectSearchForm
from accounts.models import ActivationCode, Representation
from accounts.policy import policy
from accounts.queries import agents as queries
from accounts.services import agents as services
from accounts.views.answers import form_page, page, see
from accounts.views.people import State
from core import clock, doors, paging
from core.access import actor_of, allow, staff
from core.actors import Role
from core.errors import Refusal
from core.methods import methods

CREDIT_OFFICE = staff(Role.CREDIT_OFFICE)
PURPOSE = "经办授权管理"


@allow(CREDIT_OFFICE)
@methods("GET")
def representations(request: HttpRequest) -> HttpResponse:
    form = SubjectSearchForm(request.GET)
    subject_id = form.cleaned_data["subject"] if form.is_valid() else None
    found = doors.read(
        queries.list_representations,
        actor=actor_of(request),
        purpose=PURPOSE,
        subject_id=subject_id,
        of_subject=subject_id,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    rows = [{"held": held, "state": representation_state(held)} for held in found.items]
    tabs = _tabs("accounts:representations")
    context = {"form": form, "rows": rows, "page": found, "tabs": tabs}
    return page(request, "accounts/representations.html", context)


@allow(CREDIT_OFFICE)
@methods("GET")
def activation_codes(request: HttpRequest) -> HttpResponse:
    form = SubjectSearchForm(request.GET)
    subject_id = form.cleaned_data["subject"] if form.is_valid() else None
    found = doors.read(
        queries.list_codes,
        actor=actor_of(request),
        purpose=PURPOSE,
        subject_id=subject_id,
        of_subject=subject_id,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    rows = [{"code": code, "state": code_state(code)} for code in found.items]
    context = {
        "form": form,
        "rows": rows,
        "page": found,
        "tabs": _tabs("accounts:activation_codes"),
    }
    return page(request, "accounts/activation_codes.html", context)


@allow(CREDIT_OFFICE)
@methods("GET", "POST")
def issue_code(request: HttpRequest) -> HttpResponse:
    template = "accounts/issue_code.html"
    form = IssueCodeForm(request.POST if request.method == "POST" else None)
    context = {"days": policy().activation_days}
    if not form.is_bound or not form.is_valid():
        return form_page(request, template, form, context)
    try:
        issued = doors.run(
            services.issue_activation_code, actor=actor_of(request), **form.cleaned_data
        )
    except Refusal as refusal:
        return form_page(request, template, form, context, refusal=refusal)
    return page(request, "accounts/new_code.html", {"record": issued.record, "text": issued.text})


@allow(CREDIT_OFFICE)
@methods("POST")
def revoke_code(request: HttpRequest, code_id: int) -> HttpResponse:
    doors.run(services.revoke_activation_code, actor=actor_of(request), code_id=code_id)
    messages.success(request, "激活码已撤回，不能再使用。")
    return see("accounts:activation_codes")


@allow(CREDIT_OFFICE)
@methods("GET", "POST")
def grant_representation(request: HttpRequest) -> HttpResponse:
    template = "accounts/grant_representation.html"
    form = GrantForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return form_page(request, template, form)
    given = form.cleaned_data
    actor = actor_of(request)
    try:
        agent = doors.look(queries.find_agent, actor=actor, username=given["username"])
        doors.run(
            services.grant_representation,
            actor=actor,
            user_id=agent.pk,
            subject_id=given["subject_id"],
            starts_on=clock.today(),
            basis=given["basis"],
        )
    except Refusal as refusal:
        return form_page(request, template, form, refusal=refusal)
    messages.success(request, "授权已登记，该经办人即日起可以为此主体办理业务。")
    return see("accounts:representations")


@allow(CREDIT_OFFICE)
@methods("POST")
def end_representation(request: HttpRequest, representation_id: int) -> HttpResponse:
    doors.run(
        services.end_representation,
        actor=actor_of(request),
        representation_id=representation_id,
        ends_on=clock.today(),
    )
    messages.success(request, "授权已终止，该经办人不能再为此主体办理业务。")
    return see("accounts:representations")


def code_state(code: ActivationCode) -> State:
    if code.used_at is not None:
        return State("已使用", "neutral")
    if code.revoked_at is not None:
        return State("已撤回", "neutral")
    if code.expires_at <= clock.now():
        return State("已过期", "neutral")
    return State("待使用", "info")


def representation_state(held: Representation) -> State:
    today = clock.today()
    if held.ends_on is not None and held.ends_on <= today:
        return State("已终止", "neutral")
    return State("待生效", "info") if held.starts_on > today else State("有效", "ok")


def _tabs(here: str) -> list[dict[str, object]]:
    pages = (("accounts:representations", "授权"), ("accounts:activation_codes", "激活码"))
    return [
        {"label": label, "url": reverse(name), "current": name == here} for name, label in pages
    ]
