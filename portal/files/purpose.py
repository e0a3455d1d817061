"""Why somebody reads files of organisations: asked once in a session, kept with every read.

Purposes are chosen, not written: they stand in the log, where no names belong."""

from django import forms
from django.http import HttpRequest, HttpResponse

from core import errors
from core.actors import Actor
from core.views.answers import form_page
from sectors.middleware import unit_names

PURPOSES = {
    "supervision": "日常监管",
    "case": "案件办理",
    "approval": "行政审批和服务",
    "repair": "信用修复和异议办理",
    "check": "信用核查",
    "inspection": "监督检查",
    "quality": "数据质量核对",
}
SESSION_KEY = "purpose"


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(
        label="查阅用途",
        choices=list(PURPOSES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择查阅用途。"},
    )


def purpose_of(request: HttpRequest) -> str | None:
    """The purpose in words: given with this request (and kept for the session), or given before."""
    given = request.GET.get("purpose")
    if given is not None:
        if given not in PURPOSES:
            raise errors.BAD_REQUEST(reason="没有这种查阅用途")
        if request.session.get(SESSION_KEY) != given:
            request.session[SESSION_KEY] = given
    return PURPOSES.get(given or request.session.get(SESSION_KEY, ""))


def ask(request: HttpRequest) -> HttpResponse:
    """The question, at the address that was asked for; the answer leads on to it."""
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name != "purpose"
    ]
    return form_page(request, "portal/files/purpose.html", PurposeForm(), {"kept": kept})


def reader_of(request: HttpRequest, actor: Actor) -> str:
    """Who reads, for the foot of what is printed: 生态环境局 经办丁."""
    unit = unit_names(request).get(actor.unit_id or 0, "")
    return f"{unit} {actor.name}".strip()
