"""The administrators' pages for API clients and their keys."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from accounts import keys as key_rules
from accounts import scopes, units
from accounts.forms.clients import ClientForm, RotationForm
from accounts.forms.people import ReasonForm
from accounts.models import ApiClient, ApiKey
from accounts.queries import clients as queries
from accounts.services import clients as services
from accounts.views.answers import UNFIT, add_refusal, form_page, page, see
from accounts.views.people import KEEPERS, SECURITY, SYSTEM, State, makes
from core import clock, doors, paging
from core.access import actor_of, allow
from core.actors import AdminRole
from core.errors import Refusal
from core.methods import methods

PURPOSE = "接口客户端管理"


@allow(KEEPERS)
@methods("GET")
def clients(request: HttpRequest) -> HttpResponse:
    found = doors.read(
        queries.list_clients,
        actor=actor_of(request),
        purpose=PURPOSE,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    names = units.names(frozenset(client.unit_id for client in found.items))
    rows = [
        {
            "client": client,
            "unit": names[client.unit_id],
            "scopes": scopes.titles(client.scopes),
            "state": client_state(client),
            "expires_on": max((key.expires_on for key in _current(client)), default=None),
            "last_used_on": max(
                (key.last_used_on for key in client.keys.all() if key.last_used_on), default=None
            ),
        }
        for client in found.items
    ]
    return page(
        request, "accounts/clients.html", {"rows": rows, "page": found, "may_make": makes(request)}
    )


@allow(SYSTEM)
@methods("GET", "POST")
def create_client(request: HttpRequest) -> HttpResponse:
    template = "accounts/create_client.html"
    form = ClientForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return form_page(request, template, form)
    given = form.cleaned_data
    try:
        made = doors.run(
            services.create_client,
            actor=actor_of(request),
            unit_id=given["unit_id"],
            name=given["name"],
            scopes_granted=given["scopes"],
            budget_per_minute=given["budget_per_minute"],
            expires_on=clock.add_months(clock.today(), given["months"]),
        )
    except Refusal as refusal:
        return form_page(request, template, form, refusal=refusal)
    return _new_key(request, made)


@allow(KEEPERS)
@methods("GET")
def client(request: HttpRequest, client_id: int) -> HttpResponse:
    return client_page(request, client_id)


@allow(SYSTEM)
@methods("POST")
def rotate_key(request: HttpRequest, client_id: int) -> HttpResponse:
    form = RotationForm(request.POST)
    if not form.is_valid():
        return client_page(request, client_id, rotation_form=form)
    try:
        made = doors.run(
            services.rotate_key,
            actor=actor_of(request),
            client_id=client_id,
            expires_on=clock.add_months(clock.today(), form.cleaned_data["months"]),
            overlap_days=form.cleaned_data["overlap_days"],
        )
    except Refusal as refusal:
        return client_page(request, client_id, refusal=refusal, rotation_form=form)
    return _new_key(request, made)


@allow(SECURITY)
@methods("POST")
def revoke_client(request: HttpRequest, client_id: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return client_page(request, client_id, reason_form=form)
    try:
        doors.run(
            services.revoke_client,
            actor=actor_of(request),
            client_id=client_id,
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        return client_page(request, client_id, refusal=refusal, reason_form=form)
    messages.success(request, "接口客户端已撤销，其密钥即时失效。")
    return see("accounts:client", client_id)


@allow(SECURITY)
@methods("POST")
def confirm_key(request: HttpRequest, key_id: int) -> HttpResponse:
    doors.run(services.confirm_key, actor=actor_of(request), key_id=key_id)
    messages.success(request, "密钥已确认，即时生效。")
    return see("accounts:confirmations")


@allow(SECURITY)
@methods("POST")
def reject_key(request: HttpRequest, key_id: int) -> HttpResponse:
    doors.run(services.reject_key, actor=actor_of(request), key_id=key_id)
    messages.success(request, "密钥已退回，不会生效。")
    return see("accounts:confirmations")


@allow(SECURITY)
@methods("POST")
def end_key(request: HttpRequest, key_id: int) -> HttpResponse:
    client_id = doors.run(services.end_key, actor=actor_of(request), key_id=key_id)
    messages.success(request, "该密钥已停用。")
    return see("accounts:client", client_id)


def client_page(
    request: HttpRequest,
    client_id: int,
    *,
    refusal: Refusal | None = None,
    rotation_form: RotationForm | None = None,
    reason_form: ReasonForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    shown = doors.read(
        queries.access_client,
        actor=actor,
        purpose=PURPOSE,
        target=("client", client_id),
        client_id=client_id,
    )
    bound = [form for form in (rotation_form, reason_form) if form is not None]
    if refusal is not None:
        add_refusal(bound[0], refusal)
    status = refusal.error.status if refusal else UNFIT if bound else 200
    keys = sorted(shown.keys.all(), key=lambda key: key.pk, reverse=True)
    context = {
        "client": shown,
        "unit": units.names(frozenset({shown.unit_id}))[shown.unit_id],
        "scopes": scopes.titles(shown.scopes),
        "state": client_state(shown),
        "keys": [
            {"key": key, "state": key_state(key), "living": key in _current(shown)} for key in keys
        ],
        "may_make": makes(request),
        "may_confirm": actor.admin_role is AdminRole.SECURITY,
        "rotation_form": rotation_form or RotationForm(),
        "reason_form": reason_form or ReasonForm(),
        "bound": bound,
    }
    return page(request, "accounts/client.html", context, status=status)


def client_state(client: ApiClient) -> State:
    if client.revoked_at is not None:
        return State("已撤销", "neutral")
    if _current(client):
        return State("在用", "ok")
    waiting = any(key.confirmed_at is None and key.ends_at is None for key in client.keys.all())
    return State("待确认", "warn") if waiting else State("密钥已到期", "danger")


def key_state(key: ApiKey) -> State:
    fault = key_rules.fault_of(key)
    if fault is None:
        return State("过渡期", "info") if key.ends_at else State("在用", "ok")
    if key.confirmed_at is None:
        return State("已退回", "neutral") if key.ends_at else State("待确认", "warn")
    return State(fault.title.removeprefix("密钥"), "neutral")


def _current(client: ApiClient) -> list[ApiKey]:
    """The keys of a client that open something now. Its keys are read with it."""
    return [key for key in client.keys.all() if key_rules.fault_of(key) is None]


def _new_key(request: HttpRequest, made: services.NewKey) -> HttpResponse:
    """The key in plain text: on this one page and nowhere else."""
    return page(
        request,
        "accounts/new_key.html",
        {"key": made.key, "client": made.key.client, "text": made.text},
    )
