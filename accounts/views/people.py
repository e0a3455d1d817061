"""The administrators' pages for people and accounts. The system administrator makes, the security
administrator confirms; both see the same list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from accounts import scopes, units
from accounts.forms.people import (
    NewPersonForm,
    PersonForm,
    ReasonForm,
    SearchForm,
    UsernameForm,
)
from accounts.models import User
from accounts.queries import clients as client_queries
from accounts.queries import people as queries
from accounts.services import passwords, second_factors
from accounts.services import people as services
from accounts.views.answers import UNFIT, add_refusal, form_page, page, see
from core import clock, doors, paging
from core.access import actor_of, administrator, allow
from core.actors import AdminRole
from core.errors import Refusal
from core.methods import methods

KEEPERS = administrator(AdminRole.SYSTEM, AdminRole.SECURITY)
SYSTEM = administrator(AdminRole.SYSTEM)
SECURITY = administrator(AdminRole.SECURITY)
PURPOSE = "账号管理"


@dataclass(frozen=True, slots=True)
class State:
    """How an account stands, in words and the tone of its badge."""

    label: str
    tone: str


@allow(KEEPERS)
@methods("GET")
def people(request: HttpRequest) -> HttpResponse:
    search = SearchForm(request.GET)
    found = doors.read(
        queries.list_users,
        actor=actor_of(request),
        purpose=PURPOSE,
        search=search.cleaned_data["q"] if search.is_valid() else "",
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    locked = queries.list_locked_until(users=found.items, now=clock.now())
    rows = [{"user": shown, "state": state_of(shown, shown.pk in locked)} for shown in found.items]
    return page(
        request,
        "accounts/people.html",
        {"rows": rows, "page": found, "search": search, "may_make": makes(request)},
    )


@allow(SYSTEM)
@methods("GET", "POST")
def create_person(request: HttpRequest) -> HttpResponse:
    template = "accounts/create_person.html"
    form = NewPersonForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return form_page(request, template, form)
    try:
        made = doors.run(services.create_person, actor=actor_of(request), **form.cleaned_data)
    except Refusal as refusal:
        return form_page(request, template, form, refusal=refusal)
    return slip(request, made.user, made.initial_password)


@allow(KEEPERS)
@methods("GET")
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    return user_page(request, user_id)


@allow(SYSTEM)
@methods("POST")
def update_person(request: HttpRequest, user_id: int) -> HttpResponse:
    person_id = _read(request, user_id).person_id
    form = PersonForm(request.POST)
    return _act(
        request,
        user_id,
        services.update_person,
        "姓名和工号已更新。",
        person_form=form,
        person_id=person_id,
    )


@allow(SYSTEM)
@methods("POST")
def add_account(request: HttpRequest, user_id: int) -> HttpResponse:
    """Another account for the person behind this one."""
    person_id = _read(request, user_id).person_id
    form = UsernameForm(request.POST)
    if not form.is_valid():
        return user_page(request, user_id, {"account_form": form})
    try:
        made = doors.run(
            services.add_account,
            actor=actor_of(request),
            person_id=person_id,
            username=form.cleaned_data["username"],
        )
    except Refusal as refusal:
        return user_page(request, user_id, {"account_form": form}, refusal=refusal)
    return slip(request, made.user, made.initial_password)


@allow(SYSTEM)
@methods("POST")
def reset_password(request: HttpRequest, user_id: int) -> HttpResponse:
    initial = doors.run(passwords.reset_password, actor=actor_of(request), user_id=user_id)
    return slip(request, _read(request, user_id), initial)


@allow(SECURITY)
@methods("POST")
def confirm_user(request: HttpRequest, user_id: int) -> HttpResponse:
    return _act(request, user_id, services.confirm_user, "账号已确认，即时生效。", user_id=user_id)


@allow(SECURITY)
@methods("POST")
def reject_user(request: HttpRequest, user_id: int) -> HttpResponse:
    return _act(
        request,
        user_id,
        services.reject_user,
        "账号已退回，不会生效。",
        reason_form=ReasonForm(request.POST),
        user_id=user_id,
    )


@allow(SECURITY)
@methods("POST")
def deactivate_user(request: HttpRequest, user_id: int) -> HttpResponse:
    return _act(
        request,
        user_id,
        services.deactivate_user,
        "账号已停用，其会话已全部结束。",
        reason_form=ReasonForm(request.POST),
        user_id=user_id,
    )


@allow(SECURITY)
@methods("POST")
def unlock_user(request: HttpRequest, user_id: int) -> HttpResponse:
    return _act(request, user_id, services.unlock_user, "已解除锁定。", user_id=user_id)


@allow(SECURITY)
@methods("POST")
def reset_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    return _act(
        request,
        user_id,
        second_factors.reset_second_factor,
        "第二因素已重置，本人下次登录时重新绑定。",
        user_id=user_id,
    )


@allow(SECURITY)
@methods("GET")
def confirmations(request: HttpRequest) -> HttpResponse:
    """What waits for the security administrator: accounts and keys of API clients."""
    actor = actor_of(request)
    users = doors.read(
        queries.list_waiting_users,
        actor=actor,
        purpose=PURPOSE,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    keys = client_queries.list_waiting_keys(actor=actor)
    names = units.names(frozenset(key.client.unit_id for key in keys))
    return page(
        request,
        "accounts/confirmations.html",
        {
            "page": users,
            "keys": [
                {
                    "key": key,
                    "unit": names[key.client.unit_id],
                    "scopes": scopes.titles(key.client.scopes),
                }
                for key in keys
            ],
        },
    )


def user_page(
    request: HttpRequest,
    user_id: int,
    bound: Mapping[str, forms.Form] = {},
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """One account with what the present administrator may do; `bound` holds a form sent in."""
    shown = _read(request, user_id)
    status = 200
    for form in bound.values():
        if refusal is not None:
            add_refusal(form, refusal)
        status = refusal.error.status if refusal else UNFIT
    locked_until = queries.list_locked_until(users=[shown], now=clock.now()).get(shown.pk)
    person = {"name": shown.person.name, "staff_number": shown.person.staff_number}
    return page(
        request,
        "accounts/user.html",
        {
            "user": shown,
            "state": state_of(shown, locked_until is not None),
            "locked_until": locked_until,
            "own": shown.person_id == actor_of(request).person_id,
            "may_make": makes(request),
            "may_confirm": actor_of(request).admin_role is AdminRole.SECURITY,
            "person_form": PersonForm(initial=person),
            "account_form": UsernameForm(),
            "reason_form": ReasonForm(),
            "bound": list(bound.values()),
            **bound,
        },
        status=status,
    )


def slip(request: HttpRequest, user: User, initial_password: str) -> HttpResponse:
    """The paper that hands over an initial password: on this one page and nowhere else."""
    return page(
        request,
        "accounts/slip.html",
        {"user": user, "initial_password": initial_password, "credential": user.credential},
    )


def makes(request: HttpRequest) -> bool:
    """Whether the present administrator is the one who makes, not the one who confirms."""
    return actor_of(request).admin_role is AdminRole.SYSTEM


def state_of(user: User, locked: bool) -> State:
    if user.deactivated_at is not None:
        return State("已停用" if user.confirmed_at else "已退回", "neutral")
    if user.confirmed_at is None:
        return State("待确认", "warn")
    return State("已锁定", "danger") if locked else State("在用", "ok")


def _read(request: HttpRequest, user_id: int) -> User:
    return doors.read(
        queries.access_user,
        actor=actor_of(request),
        purpose=PURPOSE,
        target=("user", user_id),
        user_id=user_id,
    )


def _act(
    request: HttpRequest,
    user_id: int,
    service: Callable[..., object],
    done: str,
    /,
    *,
    person_form: forms.Form | None = None,
    reason_form: forms.Form | None = None,
    **arguments: object,
) -> HttpResponse:
    """Run a service on an account and come back to its page, or show what was wrong with it."""
    given = {"person_form": person_form, "reason_form": reason_form}
    bound = {name: form for name, form in given.items() if form is not None}
    for form in bound.values():
        if not form.is_valid():
            return user_page(request, user_id, bound)
        arguments.update(form.cleaned_data)
    try:
        doors.run(service, actor=actor_of(request), **arguments)
    except Refusal as refusal:
        if not bound:
            raise
        return user_page(request, user_id, bound, refusal=refusal)
    messages.success(request, done)
    return see("accounts:user", user_id)
