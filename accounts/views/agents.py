"""Activation: how somebody begins to act for an organisation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from accounts import errors, limits
from accounts.actors import account_of
from accounts.forms.agents import ActivationForm, NewAgentForm
from accounts.models import User
from accounts.policy import policy
from accounts.services import agents as services
from accounts.views.answers import form_page, see
from accounts.views.sign_in import go_on
from accounts.visitors import visitor_of
from core import doors
from core.access import actor_of, allow, anyone
from core.errors import Refusal
from core.methods import methods


@allow(anyone())
@methods("GET", "POST")
def activate(request: HttpRequest) -> HttpResponse:
    """Signed in as an agent: one more organisation. Otherwise: a new account for the first."""
    account = account_of(request)
    if isinstance(account, User):
        if not account.is_agent:
            raise errors.AGENT_ONLY()
        return _another(request)
    return _first(request)


def _first(request: HttpRequest) -> HttpResponse:
    template = "accounts/activate.html"
    form = NewAgentForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return form_page(request, template, form)
    refusal = _too_many(request)
    if refusal:
        return form_page(request, template, form, refusal=refusal)
    given = form.cleaned_data
    try:
        pending = doors.run(
            services.activate_new_agent,
            actor=actor_of(request),
            evidence={"code": given["code"]},
            name=given["name"],
            username=given["username"],
            password=given["password"],
        )
    except Refusal as refused:
        return form_page(request, template, form, refusal=refused)
    return go_on(request, pending, "")


def _another(request: HttpRequest) -> HttpResponse:
    template = "accounts/activate_another.html"
    form = ActivationForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return form_page(request, template, form)
    refusal = _too_many(request)
    if refusal:
        return form_page(request, template, form, refusal=refusal)
    try:
        doors.run(
            services.activate, actor=actor_of(request), evidence={"code": form.cleaned_data["code"]}
        )
    except Refusal as refused:
        return form_page(request, template, form, refusal=refused)
    messages.success(request, "激活成功，您现在可以为该主体办理业务。")
    return see("accounts:account")


def _too_many(request: HttpRequest) -> Refusal | None:
    rules = policy()
    wait = limits.wait_after_one_more(
        f"activation:{visitor_of(request).network}",
        limit=rules.activations_per_address,
        seconds=rules.activations_per_address_seconds,
    )
    return limits.after(errors.TOO_MANY_TRIES(seconds=wait), wait) if wait else None
