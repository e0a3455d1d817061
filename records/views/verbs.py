"""Acts on one fact: each page says what follows, to the public first, before it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from core import clock, doors
from core import errors as core_errors
from core.access import actor_of, allow, staff
from core.actors import Role
from core.errors import Refusal
from core.methods import methods
from core.views.answers import SeeOther, form_page
from documents import sniffing
from documents.uploads import KeepFiles, receives
from records.forms import verbs as given
from records.models import FactVersion, Subject
from records.queries import consequences
from records.queries.access import DECIDERS, WRITERS, access_subject
from records.queries.acting import Acted, open_for_act
from records.queries.consequences import Consequences
from records.services import evidence, moving, verbs
from records.views.received import received_papers

PURPOSE = "办理信息"


@dataclass(frozen=True, slots=True)
class Act:
    """One of the verbs as a page."""

    heading: str
    lead: str
    button: str
    done: str
    roles: Sequence[Role]
    follows: Callable[[FactVersion], Consequences]
    service: Callable[..., object]
    form: type[given.SeenForm]
    has_grounds: bool = False
    many: bool = False


WITHDRAW = Act(
    "撤回",
    "决定被依法撤销、变更或确认无效时办理。内容只是报错的，请用“误传更正”；已经履行、符合条件的，走信用修复。",
    "撤回这条信息",
    "已撤回。",
    DECIDERS,
    consequences.of_withdrawing,
    verbs.withdraw,
    given.WithdrawForm,
    has_grounds=True,
)
RETRACT = Act(
    "误传更正",
    "报送有误、决定本不存在或不应报送时办理。决定被撤销的，请用“撤回”。",
    "作误传更正",
    "已作误传更正。",
    WRITERS,
    consequences.of_retracting,
    verbs.retract,
    given.RetractForm,
    many=True,
)
DISPUTE = Act(
    "标记异议",
    "有人对这条信息提出异议、正在核实时办理。",
    "标记异议中",
    "已标记异议中。",
    WRITERS,
    consequences.of_disputing,
    verbs.dispute,
    given.DisputeForm,
)
END_DISPUTE = Act(
    "结束异议",
    "异议已经核实并答复时办理。",
    "结束异议",
    "异议已结束。",
    DECIDERS,
    consequences.of_ending_dispute,
    verbs.end_dispute,
    given.EndDisputeForm,
)


@csrf_exempt  # checked inside, once the upload handler is in place (documents.uploads.receives)
@allow(staff(*DECIDERS))
@methods("GET", "POST")
def withdraw(request: HttpRequest, fact_id: int) -> HttpResponse:
    return _act(request, fact_id, WITHDRAW)


@csrf_exempt  # as above
@allow(staff(*WRITERS))
@methods("GET", "POST")
def retract(request: HttpRequest, fact_id: int) -> HttpResponse:
    return _act(request, fact_id, RETRACT)


@csrf_exempt  # as above
@allow(staff(*WRITERS))
@methods("GET", "POST")
def dispute(request: HttpRequest, fact_id: int) -> HttpResponse:
    return _act(request, fact_id, DISPUTE)


@csrf_exempt  # as above
@allow(staff(*DECIDERS))
@methods("GET", "POST")
def end_dispute(request: HttpRequest, fact_id: int) -> HttpResponse:
    return _act(request, fact_id, END_DISPUTE)


@csrf_exempt  # as above
@allow(staff(*DECIDERS))
@methods("GET", "POST")
def move_fact(request: HttpRequest, fact_id: int) -> HttpResponse:
    """First the organisation it is really about, then what follows, then the act."""
    return _move(request, fact_id)


@receives(KeepFiles)
def _act(request: HttpRequest, fact_id: int, act: Act) -> HttpResponse:
    acted = _opened(request, fact_id, act.roles)
    version = acted.version
    more: dict[str, Any] = {}
    if act.has_grounds:
        more["earliest"] = version.decided_on or version.starts_on
    initial = {"seen": version.id, "on": clock.today()}
    form = act.form(_posted(request), initial=initial, **more)
    context = {"act": act, "follows": act.follows(version)}
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            _require_seen(form, version)
            result = doors.run(
                evidence.act_on_papers,
                actor=actor_of(request),
                act=act.service,
                about=fact_id,
                papers=received_papers(request),
                grounds=form.grounds(),  # type: ignore[attr-defined]  # every act's form has them
                **({"fact_ids": [fact_id]} if act.many else {"fact_id": fact_id}),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"{act.done}{_told(result)}")
            return _back(fact_id)
    return _page(request, "records/verbs/act.html", form, acted, context, refusal)


@receives(KeepFiles)
def _move(request: HttpRequest, fact_id: int) -> HttpResponse:
    acted = _opened(request, fact_id, DECIDERS)
    asked = given.TargetForm(request.GET if "to" in request.GET else None)
    uscc = request.POST.get("to", "") or (
        asked.cleaned_data["to"] if asked.is_bound and asked.is_valid() else ""
    )
    if not uscc:
        return _page(request, "records/verbs/move_to.html", asked, acted, {})
    target = _target(request, uscc, acted, asked)
    if target is None:
        return _page(request, "records/verbs/move_to.html", asked, acted, {})
    form = given.MoveForm(_posted(request), initial={"seen": acted.version.id, "to": target.uscc})
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            _require_seen(form, acted.version)
            written = doors.run(
                evidence.act_on_papers,
                actor=actor_of(request),
                act=moving.move_fact,
                about=fact_id,
                papers=received_papers(request),
                fact_id=fact_id,
                to_subject_id=target.id,
                grounds=form.grounds(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "已转至正确的主体，下面是转去的信息。")
            return _back(written.fact_id)
    context = {"target": target, "follows": consequences.of_moving(acted.version, target)}
    return _page(request, "records/verbs/move.html", form, acted, context, refusal)


def _target(
    request: HttpRequest, uscc: str, acted: Acted, asked: given.TargetForm
) -> Subject | None:
    """The organisation named; what is wrong with it stands beside the field."""
    try:
        target = access_subject(actor=actor_of(request), uscc=uscc)
    except Refusal:
        target = None
    if not asked.is_bound:
        asked.data = request.POST
        asked.is_bound = True
        asked.full_clean()
    if target is None:
        asked.add_error("to", "没有查到这个代码的主体，请核对。")
    elif target.id == acted.version.subject_id:
        asked.add_error("to", "这就是这条信息现在的主体，请填写另一个。")
        target = None
    return target


def _opened(request: HttpRequest, fact_id: int, roles: Sequence[Role]) -> Acted:
    opened: Acted = doors.read(
        open_for_act,
        actor=actor_of(request),
        purpose=PURPOSE,
        target=("fact", fact_id),
        fact_id=fact_id,
        roles=roles,
    )
    return opened


def _page(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    acted: Acted,
    context: Mapping[str, Any],
    refusal: Refusal | None = None,
) -> HttpResponse:
    shown = {"acted": acted, "version": acted.version, "accept": sniffing.ACCEPT, **context}
    return form_page(request, template, form, shown, refusal=refusal)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _require_seen(form: forms.Form, version: FactVersion) -> None:
    """The door locks and looks again; this says it in the form when it is plain before."""
    if form.cleaned_data["seen"] != version.id:
        raise core_errors.CONFLICT()


def _told(result: object) -> str:
    if isinstance(result, verbs.Withdrawn) and result.note is not None:
        due = result.note.due_on
        by = f"请在 {due} 前公布更正说明，" if due else "请尽快公布更正说明，"
        return f"{by}待办已生成。"
    return ""


def _back(fact_id: int) -> SeeOther:
    """To the page of the fact, which a higher floor keeps."""
    return SeeOther(reverse("portal:fact", args=[fact_id]))
