"""What a unit sends in: the home of intake, taking a file, files to fill in."""

from io import BytesIO
from typing import cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from core import clock, doors
from core import errors as core_errors
from core.access import actor_of, allow, staff
from core.errors import Refusal
from core.methods import methods
from core.views.answers import add_refusal, page, see
from documents import errors as document_errors
from documents.store import Incoming
from documents.uploads import KeepFiles, receives
from documents.views.sending import attachment
from documents.views.unit import MEMBERS, unit_of
from records.forms.submissions import UploadForm
from records.intake import batches, blanks
from records.models import CatalogueVersion
from records.queries import submissions as queries
from records.queries.access import WRITERS
from records.views.batches import badges
from records.views.sections import sections
from sectors.middleware import unit_names
from sectors.models import OrgUnit

ACCEPT = ".xlsx,.xls,.csv,.txt,.ndjson,.jsonl"
SENDERS = staff(*WRITERS)
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@allow(staff(*MEMBERS))
@methods("GET")
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    unit_id = unit_of(actor)
    desk = doors.read(
        queries.desk, actor=actor, purpose="办理报送", target=("unit", unit_id), unit_id=unit_id
    )
    context = {
        "desk": desk,
        "batches": badges(desk.batches),
        "unit_name": unit_names(request).get(unit_id, ""),
        "may_send": actor.holds(WRITERS, unit_id=unit_id),
        "sections": sections("records:submissions"),
    }
    return page(request, "records/submissions/home.html", context)


@csrf_exempt  # checked inside, once the upload handler is in place (documents.uploads.receives)
@allow(SENDERS)
@methods("GET", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    try:
        return _upload(request)
    except Refusal as refusal:
        if refusal.error.status not in {400, 413, 507}:
            raise
        form = _form(request, bound=False)
        return _upload_page(request, form, refusal)


@receives(KeepFiles)
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, _form(request, bound=False))
    form = _form(request, bound=True)
    received = cast(list[Incoming], request.FILES.getlist("file"))
    if len(received) > 1:
        return _upload_page(request, form, document_errors.FILES_TOO_MANY(limit=1))
    if not form.is_valid() or not received:
        missing = None if received else document_errors.FILE_MISSING()
        return _upload_page(request, form, missing)
    actor = actor_of(request)
    try:
        batch = doors.run(
            batches.receive_and_start,
            actor=actor,
            incoming=received[0],
            file_name=received[0].name,
            unit_id=unit_of(actor),
            item_code=form.cleaned_data["item"],
            mode=form.cleaned_data["mode"],
            channel="upload",
            attests=form.cleaned_data["attests"],
        )
    except Refusal as refusal:
        if refusal.error.status not in {409, 415, 422}:
            raise
        return _upload_page(request, form, refusal)
    messages.success(request, "文件已接收，正在逐行读取。")
    return see("records:batch", batch.id)


@allow(SENDERS)
@methods("GET")
def blank(request: HttpRequest, code: str, form: str) -> FileResponse:
    """The template of an item, as a workbook or as bare headers."""
    if form not in FORMS:
        raise core_errors.NOT_FOUND()
    actor = actor_of(request)
    unit = OrgUnit.objects.get(id=unit_of(actor))
    version = _version(unit.id, code)
    content = (
        blanks.workbook(version, unit_name=unit.name) if form == "xlsx" else blanks.comma(version)
    )
    return attachment(
        BytesIO(content), media_type=FORMS[form], name=f"{version.name}报送模板.{form}"
    )


def _version(unit_id: int, code: str) -> CatalogueVersion:
    for version in batches.items_of(unit_id, clock.today()):
        if version.item.code == code:
            return version
    raise core_errors.NOT_FOUND()


def _form(request: HttpRequest, *, bound: bool) -> UploadForm:
    versions = batches.items_of(unit_of(actor_of(request)), clock.today())
    return UploadForm(
        request.POST if bound else None,
        versions=versions,
        initial={"item": request.GET.get("item", ""), "mode": "check"},
    )


def _upload_page(
    request: HttpRequest, form: UploadForm, refusal: Refusal | None = None
) -> HttpResponse:
    if refusal is not None and form.is_bound:
        add_refusal(form, refusal)
    unit_id = unit_of(actor_of(request))
    code = form["item"].value() or ""
    chosen = next(
        (each for each in batches.items_of(unit_id, clock.today()) if each.item.code == code), None
    )
    status = refusal.error.status if refusal else 422 if form.errors else 200
    context = {
        "form": form,
        "refusal": refusal,
        "refusal_title": refusal.error.title if refusal else "",
        "chosen": chosen,
        "columns": blanks.columns(chosen) if chosen else [],
        "accept": ACCEPT,
        "limit": KeepFiles().limit // (1024 * 1024),
        "unit_name": unit_names(request).get(unit_id, ""),
    }
    return page(request, "records/submissions/upload.html", context, status=status)
