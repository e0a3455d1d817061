"""Evidence files: what the unit keeps, taking new ones in, opening one."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from accounts.views.answers import see
from core import doors, paging
from core.access import actor_of, agent, allow, staff
from core.errors import Refusal
from core.methods import methods
from documents import errors, scanners, sniffing
from documents.decisions.names import display_name
from documents.forms import FileFilters, UploadForm
from documents.models import EvidenceFile
from documents.queries import files as queries
from documents.services import files as services
from documents.store import Incoming
from documents.uploads import MOST_FILES, KeepFiles, receives
from documents.views.sending import attachment
from documents.views.unit import MEMBERS, sections, unit_of

TONES = {
    EvidenceFile.Scan.WAITING: "info",
    EvidenceFile.Scan.CLEAN: "ok",
    EvidenceFile.Scan.QUARANTINED: "danger",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of the files that were sent."""

    name: str
    file: EvidenceFile | None = None
    refusal: Refusal | None = None

    @property
    def title(self) -> str:
        return self.refusal.error.title if self.refusal else "已接收"


@allow(staff(*MEMBERS))
@methods("GET")
def files(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    unit_id = unit_of(actor)
    filters = FileFilters(request.GET)
    state = filters.cleaned_data["state"] if filters.is_valid() else ""
    page = doors.read(
        queries.list_files,
        actor=actor,
        purpose="查阅本单位材料目录",
        target=("unit", unit_id),
        unit_id=unit_id,
        state=state,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {
        "rows": [(file, TONES[EvidenceFile.Scan(file.scan_state)]) for file in page.items],
        "page": page,
        "sections": sections(actor, "documents:files"),
        "filters": filters,
        "scanner_missing": not scanners.is_set_up(),
        "may_upload": actor.holds(queries.WRITERS, unit_id=unit_id),
    }
    return render(request, "documents/files.html", context)


@csrf_exempt  # checked inside, once the upload handler is in place (documents.uploads.receives)
@allow(staff(*queries.WRITERS))
@methods("GET", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    try:
        return _upload(request)
    except Refusal as refusal:
        if refusal.error.status not in {400, 413, 507}:
            raise
        return _upload_page(request, UploadForm(), [Outcome("", refusal=refusal)])


@receives(KeepFiles)
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, UploadForm(), [])
    form = UploadForm(request.POST)
    received = request.FILES.getlist("files")
    if not form.is_valid():
        return _upload_page(request, form, [])
    if not received:
        return _upload_page(request, form, [Outcome("", refusal=errors.FILE_MISSING())])
    retention = EvidenceFile.Retention(form.cleaned_data["retention"])
    outcomes = [_keep(request, incoming, retention) for incoming in received]
    if all(outcome.file for outcome in outcomes):
        messages.success(request, f"已接收 {len(outcomes)} 个文件，安全检查通过后即可打开。")
        return see("documents:files")
    return _upload_page(request, form, outcomes)


def _keep(request: HttpRequest, incoming: object, retention: EvidenceFile.Retention) -> Outcome:
    assert isinstance(incoming, Incoming)
    actor = actor_of(request)
    shown = display_name(incoming.name)
    try:
        file = doors.run(
            services.add_file,
            actor=actor,
            incoming=incoming,
            name=incoming.name,
            unit_id=unit_of(actor),
            retention=retention,
        )
    except Refusal as refusal:
        if refusal.error.status not in {415, 422}:
            raise
        return Outcome(shown, refusal=refusal)
    return Outcome(shown, file=file)


def _upload_page(request: HttpRequest, form: UploadForm, outcomes: list[Outcome]) -> HttpResponse:
    refused = [outcome.refusal for outcome in outcomes if outcome.refusal]
    status = refused[0].error.status if refused else 422 if form.errors else 200
    limit = KeepFiles().limit // (1024 * 1024)
    context = {
        "form": form,
        "outcomes": outcomes,
        "accept": sniffing.ACCEPT,
        "limit": limit,
        "most": MOST_FILES,
        "scanner_missing": not scanners.is_set_up(),
        "sections": sections(actor_of(request), "documents:files"),
    }
    return render(request, "documents/upload.html", context, status=status)


@allow(staff(*MEMBERS), agent())
@methods("GET")
def file(request: HttpRequest, file_id: int) -> FileResponse:
    found = doors.read(
        queries.open_file,
        actor=actor_of(request),
        purpose="打开材料",
        target=("file", file_id),
        file_id=file_id,
    )
    return attachment(found.content, media_type=found.file.media_type, name=found.file.name)
