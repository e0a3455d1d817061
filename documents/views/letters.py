"""Letters: written by one person, issued by another."""

import base64
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.views.answers import see
from core import clock, doors, paging
from core.access import actor_of, allow, staff
from core.actors import Actor, Role
from core.errors import INVALID, Refusal
from core.methods import methods
from documents import errors
from documents.forms import LetterForm, ReasonForm, VersionForm
from documents.models import PaperDraft
from documents.papers import letter, registry
from documents.papers import render as setting
from documents.queries import papers as queries
from documents.queries.files import WRITERS
from documents.services import drafts as services
from documents.views.sending import attachment
from documents.views.unit import MEMBERS, sections, unit_of
from sectors.queries.units import unit_name

State = PaperDraft.State
TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.RETURNED: "warn",
    State.ISSUED: "ok",
    State.DISCARDED: "neutral",
}
MOST_PAGES_SHOWN = 6


@allow(staff(*MEMBERS))
@methods("GET")
def drafts(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    unit_id = unit_of(actor)
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    page = doors.read(
        queries.list_drafts,
        actor=actor,
        purpose="查阅本单位文书草稿",
        target=("unit", unit_id),
        unit_id=unit_id,
        state=state,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    tabs = [{"label": "全部", "url": "?", "current": state == ""}]
    tabs += [
        {"label": label, "url": f"?state={value}", "current": state == value}
        for value, label in State.choices
    ]
    context = {
        "rows": [(draft, TONES[State(draft.state)]) for draft in page.items],
        "page": page,
        "sections": sections(actor, "documents:drafts"),
        "tabs": tabs,
        "may_write": queries.may_write(actor, unit_id),
    }
    return render(request, "documents/drafts.html", context)


@allow(staff(*WRITERS))
@methods("GET", "POST")
def new_letter(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = doors.run(
                services.add_draft,
                actor=actor,
                kind=letter.KIND,
                unit_id=unit_of(actor),
                data=form.letter(),
            )
        except Refusal as refusal:
            _show_or_raise(form, refusal)
        else:
            messages.success(request, "草稿已保存，只有您自己能看到。核对预览后提交签发。")
            return see("documents:draft", draft.id)
    context = {"form": form, "sections": sections(actor, "documents:drafts")}
    status = 422 if form.errors else 200
    return render(request, "documents/letter_form.html", context, status=status)


@allow(staff(*WRITERS))
@methods("GET", "POST")
def edit_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    actor = actor_of(request)
    draft = _read(actor, draft_id)
    if not _may_edit(actor, draft):
        return redirect("documents:draft", draft_id=draft_id)
    version = draft.version
    form = LetterForm(initial=LetterForm.written(draft.data))
    if request.method == "POST":
        version = _version(request)
        form = LetterForm(request.POST)
        if form.is_valid():
            try:
                doors.run(
                    services.change_draft,
                    actor=actor,
                    draft_id=draft_id,
                    version=version,
                    data=form.letter(),
                )
            except Refusal as refusal:
                _show_or_raise(form, refusal)
            else:
                messages.success(request, "草稿已保存。")
                return see("documents:draft", draft_id)
    context = {
        "form": form,
        "draft": draft,
        "version": version,
        "sections": sections(actor, "documents:drafts"),
    }
    status = 422 if form.errors else 200
    return render(request, "documents/letter_form.html", context, status=status)


@allow(staff(*MEMBERS))
@methods("GET")
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = _read(actor, draft_id)
    if found.document_id is not None:
        return redirect("documents:document", document_id=found.document_id)
    return _draft_page(request, actor, found, ReasonForm())


@allow(staff(*MEMBERS))
@methods("GET")
def preview(request: HttpRequest, draft_id: int) -> FileResponse:
    found = _read(actor_of(request), draft_id)
    paper = registry.get(found.kind)
    content = setting.preview_pdf(paper, _given(found), clock.now())
    return attachment(content, media_type="application/pdf", name="预览.pdf")


@allow(staff(*WRITERS))
@methods("POST")
def submit_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    doors.run(
        services.submit_draft,
        actor=actor_of(request),
        draft_id=draft_id,
        version=_version(request),
    )
    messages.success(request, "已提交，等待本单位另一位审批人签发。")
    return see("documents:draft", draft_id)


@allow(staff(*WRITERS))
@methods("POST")
def discard_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    doors.run(
        services.discard_draft,
        actor=actor_of(request),
        draft_id=draft_id,
        version=_version(request),
    )
    messages.success(request, "草稿已放弃，没有占用文号。")
    return see("documents:drafts")


@allow(staff(Role.APPROVER))
@methods("POST")
def return_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    actor = actor_of(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, actor, _read(actor, draft_id), form)
    doors.run(
        services.return_draft,
        actor=actor,
        draft_id=draft_id,
        version=_version(request),
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, "已退回起草人修改。")
    return see("documents:drafts")


@allow(staff(Role.APPROVER))
@methods("POST")
def issue_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    document = doors.run(
        services.issue_draft,
        actor=actor_of(request),
        draft_id=draft_id,
        version=_version(request),
    )
    messages.success(request, f"已签发，文号 {document.number_text}。")
    return see("documents:document", document.id)


def _read(actor: Actor, draft_id: int) -> PaperDraft:
    return doors.read(
        queries.access_draft,
        actor=actor,
        purpose="查阅文书草稿",
        target=("paper_draft", draft_id),
        draft_id=draft_id,
    )


def _draft_page(
    request: HttpRequest, actor: Actor, found: PaperDraft, form: ReasonForm
) -> HttpResponse:
    paper = registry.get(found.kind)
    own = found.drafted_by_id == actor.person_id
    may_issue = queries.may_issue(actor, paper, found.unit_id)
    pictures = setting.preview_pictures(paper, _given(found), clock.now())
    context: dict[str, Any] = {
        "draft": found,
        "kind": paper.title,
        "tone": TONES[State(found.state)],
        "form": form,
        "pages": [base64.b64encode(page).decode() for page in pictures[:MOST_PAGES_SHOWN]],
        "more_pages": max(0, len(pictures) - MOST_PAGES_SHOWN),
        "may_edit": _may_edit(actor, found),
        "sections": sections(actor, "documents:drafts"),
        "may_issue": may_issue and not own and found.state == State.SUBMITTED,
        "own_submission": may_issue and own and found.state == State.SUBMITTED,
    }
    status = 422 if form.errors else 200
    return render(request, "documents/draft.html", context, status=status)


def _may_edit(actor: Actor, found: PaperDraft) -> bool:
    own = found.drafted_by_id == actor.person_id
    return own and found.state in services.OPEN and queries.may_write(actor, found.unit_id)


def _given(found: PaperDraft) -> bytes:
    """What the preview is set from. An issued draft's text lives in its paper."""
    if not found.data:
        raise errors.DRAFT_STATE(state=found.get_state_display())
    today = clock.today()
    unit = unit_name(found.unit_id, today)
    frame = setting.preview_frame(unit=unit, title=found.title, day=today)
    return setting.inputs(frame, found.data)


def _version(request: HttpRequest) -> int:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise INVALID(count=1)
    return int(form.cleaned_data["version"])


def _show_or_raise(form: LetterForm, refusal: Refusal) -> None:
    if refusal.error is not INVALID:
        raise refusal
    form.show(refusal)
