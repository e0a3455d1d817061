"""One's own account: sessions, password, recovery codes, signing out."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.actors import account_of
from accounts.forms.sign_in import ChangePasswordForm, CodeForm
from accounts.models import Session, User
from accounts.queries.people import get_own_standing
from accounts.queries.sessions import list_own_sessions
from accounts.services import passwords, second_factors, sessions
from accounts.sessions import SessionStore
from accounts.views.answers import form_page, page, see
from accounts.views.sign_in import go_on
from accounts.visitors import visitor_of
from core import clock, doors
from core.access import actor_of, agent, allow, anyone, staff
from core.errors import Refusal
from core.methods import methods

# Everybody who signs in: staff, the three administrators among them, and agents.
SIGNED_IN = (staff(), agent())


@allow(*SIGNED_IN)
@methods("GET")
def account(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return page(
        request,
        "accounts/account.html",
        {
            "user": account_of(request),
            "standing": get_own_standing(actor=actor),
            "sessions": list_own_sessions(actor=actor, now=clock.now()),
            "present": present_session(request).pk,
        },
    )


@allow(*SIGNED_IN)
@methods("GET", "POST")
def change_password(request: HttpRequest) -> HttpResponse:
    template = "accounts/change_password.html"
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return form_page(request, template, form)
    try:
        answer = doors.run(
            passwords.change_password,
            actor=actor_of(request),
            current=form.cleaned_data["current"],
            password=form.cleaned_data["password"],
            visitor=visitor_of(request),
        )
    except Refusal as refusal:
        return form_page(request, template, form, refusal=refusal)
    if isinstance(answer, Refusal):
        return form_page(request, template, form, refusal=answer)
    messages.success(request, "密码已更改，其他会话已全部退出。")
    return go_on(request, answer, reverse("accounts:account"))


@allow(*SIGNED_IN)
@methods("GET", "POST")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    template = "accounts/renew_recovery_codes.html"
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return form_page(request, template, form)
    answer = doors.run(
        second_factors.renew_recovery_codes,
        actor=actor_of(request),
        code=form.cleaned_data["code"],
    )
    if isinstance(answer, Refusal):
        return form_page(request, template, form, refusal=answer)
    return page(
        request,
        "accounts/recovery_codes.html",
        {"codes": answer, "then": see("accounts:account").url},
    )


@allow(*SIGNED_IN)
@methods("POST")
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    doors.run(sessions.end_session, actor=actor_of(request), session_id=session_id)
    messages.success(request, "该会话已结束。")
    return see("accounts:account")


@allow(*SIGNED_IN)
@methods("POST")
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    ended = doors.run(
        sessions.end_other_sessions,
        actor=actor_of(request),
        session_id=present_session(request).pk,
    )
    messages.success(request, f"已结束其他 {ended} 个会话。" if ended else "没有其他会话。")
    return see("accounts:account")


@allow(anyone())
@methods("POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Also good when the session has ended meanwhile: signed out is signed out."""
    if isinstance(account_of(request), User):
        doors.run(
            sessions.sign_out, actor=actor_of(request), session_id=present_session(request).pk
        )
    request.session.flush()
    messages.success(request, "已安全退出。")
    return see("accounts:sign_in")


def present_session(request: HttpRequest) -> Session:
    session = cast(SessionStore, request.session).row
    assert session is not None
    return session
