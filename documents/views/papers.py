"""Issued papers: the unit's list, one paper, its end, and how the unit numbers them."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.views.answers import see
from core import clock, doors, paging
from core.access import actor_of, agent, allow, staff
from core.actors import Actor, Role
from core.methods import methods
from documents.decisions import codes
from documents.decisions.numbering import render_number
from documents.forms import DocumentFilters, PatternForm, ReasonForm
from documents.models import IssuedDocument
from documents.papers import registry
from documents.queries import numbers, papers
from documents.services import numbers as numbering_services
from documents.services import papers as services
from documents.views.sending import attachment
from documents.views.unit import MEMBERS, sections, unit_of
from sectors.queries.units import unit_name

TONES = {"valid": "ok", "revoked": "danger", "superseded": "warn"}


@allow(staff(*MEMBERS))
@methods("GET")
def issued(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    unit_id = unit_of(actor)
    filters = DocumentFilters(request.GET)
    wanted: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    page = doors.read(
        papers.list_documents,
        actor=actor,
        purpose="查阅本单位文书目录",
        target=("unit", unit_id),
        unit_id=unit_id,
        kind=wanted.get("kind", ""),
        year=wanted.get("year"),
        number=wanted.get("number", ""),
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {
        "rows": [(document, *_shown(document)) for document in page.items],
        "page": page,
        "sections": sections(actor, "documents:issued"),
        "filters": filters,
        "filtered": any(wanted.values()),
        "may_write": papers.may_write(actor, unit_id),
    }
    status = 422 if filters.errors else 200
    return render(request, "documents/issued.html", context, status=status)


@allow(staff(*MEMBERS))
@methods("GET")
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    actor = actor_of(request)
    return _document_page(request, actor, _read(actor, document_id), ReasonForm())


@allow(staff(*MEMBERS), agent())
@methods("GET")
def pdf(request: HttpRequest, document_id: int) -> FileResponse:
    found = doors.read(
        papers.open_document,
        actor=actor_of(request),
        purpose="下载文书",
        target=("document", document_id),
        document_id=document_id,
    )
    name = f"{found.document.number_text}.pdf"
    return attachment(found.content, media_type="application/pdf", name=name)


@allow(staff(Role.APPROVER))
@methods("POST")
def revoke(request: HttpRequest, document_id: int) -> HttpResponse:
    actor = actor_of(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _document_page(request, actor, _read(actor, document_id), form)
    doors.run(
        services.revoke_document,
        actor=actor,
        document_id=document_id,
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, "文书已作废。公众核验时将显示“已经作废”，文号保留不再使用。")
    return see("documents:document", document_id)


@allow(staff(Role.APPROVER))
@methods("GET", "POST")
def numbering(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    unit_id = unit_of(actor)
    numbers.access_numbering(actor=actor, unit_id=unit_id)
    form = _pattern_form(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        doors.run(
            numbering_services.set_numbering,
            actor=actor,
            unit_id=unit_id,
            kind=form.cleaned_data["kind"],
            pattern=form.cleaned_data["pattern"],
            year=clock.today().year,
            first=form.cleaned_data["first"],
        )
        messages.success(request, "文号规则已保存，从下一份文书起使用。")
        return see("documents:numbering")
    year = clock.today().year
    rows = []
    held = doors.read(
        numbers.list_numbering,
        actor=actor,
        purpose="查阅文号规则",
        target=("unit", unit_id),
        unit_id=unit_id,
        year=year,
    )
    for paper, pattern, following in held:
        sent = form is not None and form.data.get("kind") == paper.kind
        shown = form if sent else _pattern_form(initial={"kind": paper.kind, "pattern": pattern})
        example = render_number(pattern, year, following or 1) if pattern else ""
        rows.append((paper, example, following, shown))
    context = {"rows": rows, "year": year, "sections": sections(actor, "documents:numbering")}
    status = 422 if form is not None else 200
    return render(request, "documents/numbering.html", context, status=status)


def _read(actor: Actor, document_id: int) -> IssuedDocument:
    return doors.read(
        papers.access_document,
        actor=actor,
        purpose="查阅文书",
        target=("document", document_id),
        document_id=document_id,
    )


def _pattern_form(
    data: QueryDict | None = None, initial: dict[str, str] | None = None
) -> PatternForm:
    """Several of these stand on one page: each has ids of its own."""
    kind = (data or initial or {}).get("kind", "")
    return PatternForm(data, initial=initial, auto_id=f"id_{kind}_%s")


def _document_page(
    request: HttpRequest, actor: Actor, found: IssuedDocument, form: ReasonForm
) -> HttpResponse:
    title, tone = _shown(found)
    context = {
        "document": found,
        "unit": unit_name(found.unit_id, found.issued_on),
        "kind": title,
        "tone": tone,
        "code": codes.grouped(found.code),
        "form": form,
        "sections": sections(actor, "documents:issued"),
        "may_revoke": found.state == IssuedDocument.State.VALID
        and actor.holds([Role.APPROVER], unit_id=found.unit_id),
    }
    status = 422 if form.errors else 200
    return render(request, "documents/document.html", context, status=status)


def _shown(document: IssuedDocument) -> tuple[str, str]:
    """The title of its kind and the tone of its state."""
    return registry.get(document.kind).title, TONES[document.state]
