"""Tying facts into cases, loosening them, and keeping papers with a fact."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from core import doors
from core.access import actor_of, allow, staff
from core.actors import Actor
from core.errors import Refusal
from core.methods import methods
from core.views.answers import SeeOther, form_page
from documents import errors as document_errors
from documents import scanners, sniffing
from documents.store import Incoming
from documents.uploads import KeepFiles, receives
from records.forms.verbs import AttachForm, TieForm
from records.models import FactVersion
from records.queries.access import WRITERS
from records.queries.acting import Acted, Tying, open_for_paper, open_for_tying
from records.services import cases, evidence
from records.views.received import received_papers

PURPOSE = "办理信息"


@allow(staff(*WRITERS))
@methods("GET", "POST")
def tie_fact(request: HttpRequest, fact_id: int) -> HttpResponse:
    found: Tying = doors.read(
        open_for_tying,
        actor=actor_of(request),
        purpose=PURPOSE,
        target=("fact", fact_id),
        fact_id=fact_id,
    )
    form = TieForm(
        request.POST if request.method == "POST" else None,
        cases=[(str(case.id), f"案件 {case.number or case.id}") for case in found.cases],
        others=[(other.fact_id, _title(other)) for other in found.others],
    )
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(cases.tie_facts, actor=actor_of(request), **form.chosen(fact_id))
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "已关联。")
            return _back(fact_id)
    context = {"acted": found.acted, "version": found.acted.version, "mine": found.mine}
    return form_page(request, "records/verbs/tie.html", form, context, refusal=refusal)


@allow(staff(*WRITERS))
@methods("POST")
def untie_fact(request: HttpRequest, fact_id: int, case_id: int) -> HttpResponse:
    doors.run(cases.untie, actor=actor_of(request), case_id=case_id, fact_id=fact_id)
    messages.success(request, "已解除关联。")
    return _back(fact_id)


@csrf_exempt  # checked inside, once the upload handler is in place (documents.uploads.receives)
@allow(staff(*WRITERS))
@methods("GET", "POST")
def attach_document(request: HttpRequest, fact_id: int) -> HttpResponse:
    return _attach(request, fact_id)


@receives(KeepFiles)
def _attach(request: HttpRequest, fact_id: int) -> HttpResponse:
    acted: Acted = doors.read(
        open_for_paper,
        actor=actor_of(request),
        purpose=PURPOSE,
        target=("fact", fact_id),
        fact_id=fact_id,
    )
    posted: Any = request.POST if request.method == "POST" else None
    form = AttachForm(posted, initial={"seen": acted.version.id})
    refusal = None
    if form.is_bound and form.is_valid():
        received = received_papers(request)
        try:
            if not received:
                raise document_errors.FILE_MISSING()
            _keep(actor_of(request), fact_id, received, form.cleaned_data["is_decision"])
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"已接收 {len(received)} 个文件，安全检查通过后即可打开。")
            return _back(fact_id)
    context = {
        "acted": acted,
        "version": acted.version,
        "accept": sniffing.ACCEPT,
        "scanner_missing": not scanners.is_set_up(),
    }
    return form_page(request, "records/verbs/attach.html", form, context, refusal=refusal)


def _keep(actor: Actor, fact_id: int, received: list[Incoming], is_decision: bool) -> None:
    if is_decision and len(received) > 1:
        raise document_errors.FILES_TOO_MANY(limit=1)
    if is_decision:
        doors.run(evidence.attach_decision, actor=actor, fact_id=fact_id, incoming=received[0])
    else:
        doors.run(evidence.attach_papers, actor=actor, fact_id=fact_id, papers=received)


def _title(version: FactVersion) -> str:
    return f"{version.catalogue_version.name} {version.document_no}".strip()


def _back(fact_id: int) -> SeeOther:
    return SeeOther(reverse("portal:fact", args=[fact_id]))
