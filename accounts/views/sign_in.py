"""Signing in: password, second factor, and at the first time or in due course a new password."""

import logging
from typing import cast

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe

from accounts import errors, limits
from accounts.actors import account_of
from accounts.decisions import totp
from accounts.decisions.steps import Pending, Step, pending_from
from accounts.forms.sign_in import CodeForm, NewPasswordForm, RecoveryCodeForm, SignInForm
from accounts.models import User
from accounts.policy import policy
from accounts.services import second_factors
from accounts.services import sign_in as services
from accounts.services.sessions import Started
from accounts.sessions import SessionStore
from accounts.views.answers import SeeOther, form_page, home, page, see
from accounts.visitors import visitor_of
from core import doors
from core.access import actor_of, allow, anyone
from core.errors import Refusal
from core.methods import methods

log = logging.getLogger(__name__)

ISSUER = "信用监管平台"
LONGEST_NEXT = 500
STEP_PAGES = {
    Step.FACTOR: "accounts:second_factor",
    Step.ENROL: "accounts:enrol",
    Step.PASSWORD: "accounts:new_password",
}


@allow(anyone())
@methods("GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    target = target_of(request)
    account = account_of(request)
    if isinstance(account, User):
        return SeeOther(target or home(account))
    form = SignInForm(request.POST if request.method == "POST" else None)
    context = {"next": target}
    if not form.is_bound or not form.is_valid():
        return form_page(request, "accounts/sign_in.html", form, context)
    answer = too_many(request, "sign_in") or doors.run(
        services.check_password,
        actor=actor_of(request),
        username=form.cleaned_data["username"],
        password=form.cleaned_data["password"],
        visitor=visitor_of(request),
    )
    if isinstance(answer, Refusal):
        return form_page(request, "accounts/sign_in.html", form, context, refusal=answer)
    return go_on(request, answer, target)


@allow(anyone())
@methods("GET", "POST")
def second_factor(request: HttpRequest) -> HttpResponse:
    return _factor_page(request, CodeForm, "accounts/second_factor.html", recovery=False)


@allow(anyone())
@methods("GET", "POST")
def recovery(request: HttpRequest) -> HttpResponse:
    return _factor_page(request, RecoveryCodeForm, "accounts/recovery.html", recovery=True)


@allow(anyone())
@methods("GET", "POST")
def enrol(request: HttpRequest) -> HttpResponse:
    pending = pending_of(request)
    if pending is None or pending.step is not Step.ENROL:
        return _lost(request, pending)
    form = CodeForm(request.POST if request.method == "POST" else None)
    context = enrolment(pending)
    if not form.is_bound or not form.is_valid():
        return form_page(request, "accounts/enrol.html", form, context)
    try:
        answer = too_many(request, "factor") or doors.run(
            services.enrol_factor,
            actor=actor_of(request),
            pending=pending,
            code=form.cleaned_data["code"],
            visitor=visitor_of(request),
        )
    except Refusal as refusal:
        return _begin_again(request, refusal)
    if isinstance(answer, Refusal):
        return form_page(request, "accounts/enrol.html", form, context, refusal=answer)
    then = go_on(request, answer.then, "")
    return page(
        request,
        "accounts/recovery_codes.html",
        {"codes": answer.recovery_codes, "then": then["Location"], "first": True},
    )


@allow(anyone())
@methods("GET", "POST")
def new_password(request: HttpRequest) -> HttpResponse:
    pending = pending_of(request)
    if pending is None or pending.step is not Step.PASSWORD:
        return _lost(request, pending)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return form_page(request, "accounts/new_password.html", form)
    try:
        started = doors.run(
            services.choose_password,
            actor=actor_of(request),
            pending=pending,
            password=form.cleaned_data["password"],
            visitor=visitor_of(request),
        )
    except Refusal as refusal:
        if refusal.error is errors.SIGN_IN_EXPIRED:
            return _begin_again(request, refusal)
        return form_page(request, "accounts/new_password.html", form, refusal=refusal)
    return go_on(request, started, "")


def go_on(request: HttpRequest, step: Pending | Started, target: str) -> SeeOther:
    """To the next step of a sign-in, or in. Each time under a new session key, so a key planted
    in the browser beforehand is worth nothing."""
    session = cast(SessionStore, request.session)
    if isinstance(step, Pending):
        session.cycle_key()
        session["pending"] = step.as_json()
        if target:
            session["next"] = target
        return see(STEP_PAGES[step.step])
    target = target or str(session.get("next", ""))
    session.flush()
    session.adopt(step.key, step.session)
    rotate_token(request)
    user = step.session.user
    assert user is not None  # a session just opened is somebody's
    return SeeOther(target or home(user))


def target_of(request: HttpRequest) -> str:
    """Where the visitor was going: a page of ours, or nothing."""
    given = request.POST.get("next") or request.GET.get("next") or ""
    ours = (
        given.startswith("/")
        and len(given) <= LONGEST_NEXT
        and not given.startswith("/api/")
        and given.isprintable()
        and url_has_allowed_host_and_scheme(
            given, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )
    return given if ours else ""


def pending_of(request: HttpRequest) -> Pending | None:
    return pending_from(request.session.get("pending"))


def too_many(request: HttpRequest, what: str) -> Refusal | None:
    """So many tries from one network, over all usernames, whether right or wrong."""
    rules, visitor = policy(), visitor_of(request)
    wait = limits.wait_after_one_more(
        f"{what}:{visitor.network}",
        limit=rules.tries_per_address,
        seconds=rules.tries_per_address_seconds,
    )
    if not wait:
        return None
    log.warning("too many tries from one network", extra={"source": visitor.address_hash})
    return limits.after(errors.TOO_MANY_TRIES(seconds=wait), wait)


def enrolment(pending: Pending) -> dict[str, object]:
    """The new secret as a picture and as text, for telephones with and without a camera."""
    secret = second_factors.open_secret(second_factors.from_base64(pending.secret), pending.user_id)
    username = User.objects.values_list("username", flat=True).get(id=pending.user_id)
    return {
        "secret": totp.as_text(secret),
        "picture": picture(totp.address(secret, username=username, issuer=ISSUER)),
        "username": username,
    }


def picture(text: str) -> SafeString:
    """A QR code as SVG, black on white whatever the colours of the page, without inline style."""
    code = segno.make(text, error="m", micro=False)
    svg: str = code.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass=None)
    # Made by segno from numbers alone: the text is in the squares, not in the markup.
    return mark_safe(svg)  # noqa: S308  # see above


def _factor_page(
    request: HttpRequest,
    form_class: type[CodeForm] | type[RecoveryCodeForm],
    template: str,
    *,
    recovery: bool,
) -> HttpResponse:
    pending = pending_of(request)
    if pending is None or pending.step is not Step.FACTOR:
        return _lost(request, pending)
    form = form_class(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return form_page(request, template, form)
    try:
        answer = too_many(request, "factor") or doors.run(
            services.check_code,
            actor=actor_of(request),
            pending=pending,
            code=form.cleaned_data["code"],
            visitor=visitor_of(request),
            recovery=recovery,
        )
    except Refusal as refusal:
        return _begin_again(request, refusal)
    if isinstance(answer, Refusal):
        return form_page(request, template, form, refusal=answer)
    return go_on(request, answer, "")


def _lost(request: HttpRequest, pending: Pending | None) -> HttpResponse:
    """Somebody opens a step that is not theirs to take now: to the step that is."""
    account = account_of(request)
    if isinstance(account, User):
        return SeeOther(home(account))
    return see(STEP_PAGES[pending.step]) if pending else see("accounts:sign_in")


def _begin_again(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    request.session.flush()
    messages.warning(request, refusal.detail)
    return see("accounts:sign_in")
