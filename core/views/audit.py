"""The auditor's pages. Reading the log is itself written into it, with its purpose."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse

from core import clock, doors, names, paging
from core.access import actor_of, administrator, allow
from core.actors import AdminRole
from core.errors import Refusal
from core.forms.audit import (
    EventFilterForm,
    ExportForm,
    PurposeForm,
    last_week,
)
from core.methods import methods
from core.models import AuditEvent
from core.queries import audit as queries
from core.queries import jobs as job_queries
from core.services import exports, jobs
from core.steps import VERIFY
from core.views.answers import form_page, page, see

AUDITOR = administrator(AdminRole.AUDIT)
TONES = {"change": "info", "read": "neutral", "denial": "warn"}
KINDS = {
    "staff": "工作人员",
    "agent": "主体经办人",
    "client": "接口客户端",
    "system": "系统",
    "public": "公众",
}


@allow(AUDITOR)
@methods("GET")
def events(request: HttpRequest) -> HttpResponse:
    template = "core/audit_events.html"
    if "purpose" not in request.GET:
        return page(request, template, {"form": EventFilterForm(initial=last_week())})
    form = EventFilterForm(request.GET)
    if not form.is_valid():
        return form_page(request, template, form)
    chosen = form.chosen()
    found = doors.read(
        queries.list_events,
        actor=actor_of(request),
        purpose=form.label_of_purpose(),
        detail=chosen.as_json(),
        chosen=chosen,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {
        "form": form,
        "rows": _rows(found.items),
        "page": found,
        "purpose": form.cleaned_data["purpose"],
        "searched": True,
    }
    return page(request, template, context)


@allow(AUDITOR)
@methods("GET")
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    template = "core/audit_event.html"
    form = PurposeForm(request.GET if "purpose" in request.GET else None)
    if not form.is_valid():
        return form_page(request, template, form, {"event_id": event_id})
    found = doors.read(
        queries.access_event,
        actor=actor_of(request),
        purpose=form.label_of_purpose(),
        target=("audit_event", event_id),
        event_id=event_id,
    )
    (row,) = _rows([found])
    context = {
        "event_id": event_id,
        "row": row,
        "link": bytes(found.link).hex() if found.link else None,
        "seal": queries.seal_of(found),
        "detail": sorted(found.detail.items()) if isinstance(found.detail, dict) else [],
    }
    return page(request, template, context)


@allow(AUDITOR)
@methods("GET")
def seals(request: HttpRequest) -> HttpResponse:
    everything = request.GET.get("all") == "1"
    found = queries.list_seals(
        actor=actor_of(request),
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
        with_events=not everything,
    )
    rows = [
        {
            "seal": seal,
            "root": bytes(seal.root).hex(),
            "count": seal.last_position - seal.first_position + 1,
        }
        for seal in found.items
    ]
    waiting = queries.oldest_waiting()
    context = {
        "rows": rows,
        "page": found,
        "all": everything,
        "latest": queries.latest_root(),
        "lag": int((clock.now() - waiting).total_seconds()) if waiting else 0,
        "checks": job_queries.latest_of(VERIFY),
    }
    return page(request, "core/audit_seals.html", context)


@allow(AUDITOR)
@methods("POST")
def verify(request: HttpRequest) -> HttpResponse:
    job = doors.run(jobs.start, actor=actor_of(request), kind=VERIFY)
    return see("core:job", job.id)


@allow(AUDITOR)
@methods("GET", "POST")
def export(request: HttpRequest) -> HttpResponse:
    template = "core/audit_export.html"
    context = {"exports": job_queries.latest_of(exports.KIND, 10)}
    if request.method != "POST":
        return form_page(request, template, ExportForm(initial=last_week()), context)
    form = ExportForm(request.POST)
    if not form.is_valid():
        return form_page(request, template, form, context)
    try:
        job = doors.run(
            exports.start_export,
            actor=actor_of(request),
            first_day=form.cleaned_data["first_day"],
            last_day=form.cleaned_data["last_day"],
            purpose=form.label_of_purpose(),
        )
    except Refusal as refusal:
        return form_page(request, template, form, context, refusal=refusal)
    messages.success(request, "导出已开始，完成后可在本页下载。")
    return see("core:job", job.id)


@allow(AUDITOR)
@methods("GET")
def export_file(request: HttpRequest, job_id: int) -> FileResponse:
    file = doors.read(
        queries.access_export,
        actor=actor_of(request),
        purpose="下载已导出的审计日志",
        target=("job", job_id),
        job_id=job_id,
        file=exports.file_of(job_id),
    )
    response = FileResponse(
        file.open("rb"), as_attachment=True, filename=file.name, content_type="application/zip"
    )
    response["Cache-Control"] = "no-store, private"
    return response


def _rows(events: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    people = names.of("person", (event.person_id for event in events))
    units = names.of("unit", (event.unit_id for event in events))
    return [
        {
            "event": event,
            "kind": event.get_kind_display(),
            "tone": TONES[event.kind],
            "who": _who(event, people),
            "unit": units.get(event.unit_id) if event.unit_id else None,
        }
        for event in events
    ]


def _who(event: AuditEvent, people: Mapping[int, str]) -> str:
    if event.person_id is not None:
        return people[event.person_id]
    kind = KINDS.get(event.actor_kind, event.actor_kind)
    return f"{kind} {event.actor_id}" if event.actor_id is not None else kind
