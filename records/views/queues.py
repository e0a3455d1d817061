"""Rows that wait: what each lacks, what stands beside it, and what is done about it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from core import doors, paging
from core import errors as core_errors
from core.access import actor_of, allow, staff
from core.actors import Actor
from core.errors import Refusal
from core.methods import methods
from core.views.answers import UNFIT, add_refusal, page, see
from documents import sniffing
from documents.models import EvidenceFile
from documents.services.files import add_file
from documents.store import Incoming
from documents.uploads import KeepFiles, receives
from documents.views.unit import MEMBERS
from records.decisions.queues import STAYING_OUT
from records.forms.entries import SupplyForm, shown
from records.forms.queues import AttestForm, DecideForm, DropForm, QueueFilters
from records.intake import queues as services
from records.intake.attesting import WORDING
from records.intake.notes import Weight
from records.models import QueuedRow
from records.queries import waiting as queries
from records.queries.access import DECIDERS, WRITERS
from records.views.sections import sections

Queue, State = QueuedRow.Queue, QueuedRow.State
SENDERS = staff(*WRITERS)
LEADS = {
    Queue.HELD: "缺要件的失信信息：已存下，不公示、不共享、不计入评价；补齐即入库，报送时限照算。",
    Queue.CONFLICT: "与已入库的信息不一致，由人核实后决定。",
    Queue.UNKNOWN: "登记库中还没有这些代码。登记信息到达后自动入库；代码抄错的，请更正。",
    Queue.CHECK: "同事已补齐或逐条填报、须另一人复核的行。",
}
TONES = {
    Queue.HELD: "warn",
    Queue.CONFLICT: "dispute",
    Queue.UNKNOWN: "unknown",
    Queue.CHECK: "info",
}
# From this weight on a note says why the row waits where it does; lighter ones come after.
GRAVE = {
    Queue.HELD: Weight.HOLD,
    Queue.CONFLICT: Weight.CONFLICT,
    Queue.UNKNOWN: Weight.UNKNOWN,
    Queue.CHECK: Weight.HOLD,
}
SAID = {
    "new": "已入库。",
    "changed": "已入库，更正了原有信息。",
    "unchanged": "与已入库的信息一致，没有重复入库。",
    "held": "已保存；还缺下列要件，继续待补正。",
    "conflict": "已保存；与已入库的信息不一致，转入待核实。",
    "unknown": "已保存；登记库中仍没有这个代码，继续等待。",
    "check": "已保存，由本单位另一名复核人复核后入库。",
    "dropped": "已处理，本行不入库。",
}


@allow(staff(*MEMBERS))
@methods("GET")
def queue(request: HttpRequest, queue: str) -> HttpResponse:
    return _list(request, _queue(queue))


@allow(SENDERS)
@methods("POST")
def attest(request: HttpRequest) -> HttpResponse:
    """The officer's word for several rows at once."""
    form = AttestForm(request.POST)
    chosen = _rows(request)
    if not form.is_valid() or not chosen:
        if not chosen:
            form.add_error(None, "请先勾选要声明的行。")
        return _list(request, Queue.HELD, attesting=form, chosen=chosen)
    taken = doors.run(services.attest_rows, actor=actor_of(request), row_ids=chosen)
    inside = sum(each.is_in for each in taken)
    left = len(taken) - inside
    said = f"声明已记录：{inside} 行入库"
    messages.success(request, f"{said}，{left} 行仍需办理。" if left else f"{said}。")
    return see("records:queue", Queue.HELD.value)


@allow(staff(*DECIDERS))
@methods("POST")
def approve(request: HttpRequest) -> HttpResponse:
    """A second person lets in what a colleague completed."""
    chosen = _rows(request)
    if not chosen:
        messages.error(request, "请先勾选要复核的行。")
        return see("records:queue", Queue.CHECK.value)
    try:
        taken = doors.run(services.approve_rows, actor=actor_of(request), row_ids=chosen)
    except Refusal as refusal:
        if refusal.error.status != 409:
            raise
        messages.error(request, refusal.detail)
        return see("records:queue", Queue.CHECK.value)
    inside = sum(each.is_in for each in taken)
    messages.success(request, f"已复核：{inside} 行入库，{len(taken) - inside} 行仍需办理。")
    return see("records:queue", Queue.CHECK.value)


@allow(staff(*MEMBERS))
@methods("GET")
def row(request: HttpRequest, row_id: int) -> HttpResponse:
    return _page(request, row_id)


@csrf_exempt  # checked inside, once the upload handler is in place (documents.uploads.receives)
@allow(SENDERS)
@methods("POST")
def supply(request: HttpRequest, row_id: int) -> HttpResponse:
    try:
        return _supply(request, row_id)
    except Refusal as refusal:
        if refusal.error.status not in {400, 413, 507}:
            raise
        return _page(request, row_id, refusal=refusal)


@receives(KeepFiles)
def _supply(request: HttpRequest, row_id: int) -> HttpResponse:
    actor = actor_of(request)
    case = doors.look(queries.read_case, actor=actor, row_id=row_id)
    form = _supply_form(case, request.POST)
    proofs = cast(list[Incoming], request.FILES.getlist("proof"))
    if not form.is_valid():
        return _page(request, row_id, supplying=form)
    if not form.values() and form.severity is None and not proofs:
        form.add_error(None, "没有填写，也没有上传；请补上至少一项。")
        return _page(request, row_id, supplying=form)
    try:
        proof = _keep(actor, proofs[0], case.row.unit_id) if proofs else None
        taken = doors.run(
            services.supply,
            actor=actor,
            row_id=row_id,
            values=form.values(),
            severity=form.severity,
            notice_file_id=proof.id if proof else None,
        )
    except Refusal as refusal:
        if refusal.error.status not in {409, 415, UNFIT}:
            raise
        add_refusal(form, refusal)
        return _page(request, row_id, supplying=form, status=refusal.error.status)
    return _done(request, taken)


@allow(SENDERS)
@methods("POST")
def decide(request: HttpRequest, row_id: int) -> HttpResponse:
    actor = actor_of(request)
    case = doors.look(queries.read_case, actor=actor, row_id=row_id)
    form = DecideForm(request.POST, choices=case.choices)
    if not form.is_valid():
        return _page(request, row_id, deciding=form)
    try:
        taken = doors.run(
            services.accept_conflict,
            actor=actor,
            row_id=row_id,
            decision=form.cleaned_data["decision"],
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        if refusal.error.status not in {409, UNFIT}:
            raise
        add_refusal(form, refusal)
        return _page(request, row_id, deciding=form, status=refusal.error.status)
    return _done(request, taken)


@allow(SENDERS)
@methods("POST")
def drop(request: HttpRequest, row_id: int) -> HttpResponse:
    form = DropForm(request.POST)
    if not form.is_valid():
        return _page(request, row_id, dropping=form)
    actor = actor_of(request)
    try:
        dropped = doors.run(
            services.drop, actor=actor, row_id=row_id, reason=form.cleaned_data["reason"]
        )
    except Refusal as refusal:
        if refusal.error.status != 409:
            raise
        return _page(request, row_id, refusal=refusal)
    messages.success(request, SAID["dropped"])
    return see("records:queue", dropped.queue)


def _done(request: HttpRequest, taken: services.Taken) -> HttpResponse:
    messages.success(request, SAID.get(str(taken.outcome), "已办理。"))
    return see("records:queued_row", taken.row_id)


def _keep(actor: Actor, incoming: Incoming, unit_id: int) -> EvidenceFile:
    """The proof of service, into the unit's keeping."""
    return doors.run(
        add_file,
        actor=actor,
        incoming=incoming,
        name=incoming.name,
        unit_id=unit_id,
        retention=EvidenceFile.Retention.CASE,
    )


def _queue(name: str) -> QueuedRow.Queue:
    if name not in Queue.values:
        raise core_errors.NOT_FOUND()
    return Queue(name)


def _rows(request: HttpRequest) -> list[int]:
    raw = request.POST.getlist("row")
    return [int(each) for each in raw if each.isascii() and each.isdigit() and len(each) < 19]


def _list(
    request: HttpRequest,
    queue: QueuedRow.Queue,
    *,
    attesting: AttestForm | None = None,
    chosen: Sequence[int] = (),
) -> HttpResponse:
    actor = actor_of(request)
    filters = QueueFilters(
        request.GET,
        units=queries.units_waiting(actor=actor, queue=queue),
        items=queries.items_waiting(actor=actor, queue=queue),
    )
    found = doors.read(
        queries.list_waiting,
        actor=actor,
        purpose=f"办理{queue.label}",
        queue=queue.value,
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
        **filters.chosen(),
    )
    counts = services.count_queued(actor=actor)
    context = {
        "queue": queue,
        "lead": LEADS[queue],
        "page": found,
        "filters": filters,
        "narrowed": any(filters.chosen().values()),
        "sections": sections("records:queue"),
        "tabs": _tabs(queue, counts),
        "attesting": attesting or AttestForm(),
        "chosen": set(chosen),
        "may_attest": queue == Queue.HELD and actor.holds(WRITERS),
        "may_approve": queue == Queue.CHECK and actor.holds(DECIDERS),
        "person_id": actor.person_id,
    }
    status = UNFIT if attesting and attesting.errors else 200
    return page(request, "records/queues/queue.html", context, status=status)


def _tabs(current: QueuedRow.Queue, counts: Mapping[str, int]) -> list[dict[str, object]]:
    return [
        {
            "label": queue.label,
            "url": reverse("records:queue", args=[queue.value]),
            "current": queue == current,
            "count": counts[queue],
        }
        for queue in Queue
    ]


def _page(
    request: HttpRequest,
    row_id: int,
    *,
    refusal: Refusal | None = None,
    supplying: SupplyForm | None = None,
    deciding: forms.Form | None = None,
    dropping: forms.Form | None = None,
    status: int = 0,
) -> HttpResponse:
    actor = actor_of(request)
    case = doors.read(
        queries.read_case,
        actor=actor,
        purpose="办理待办行",
        target=("queued_row", row_id),
        row_id=row_id,
    )
    found = case.row
    is_waiting = found.state == State.WAITING
    writes = actor.holds(WRITERS, unit_id=found.unit_id)
    decides = actor.holds(DECIDERS, unit_id=found.unit_id)
    choices = [each for each in case.choices if decides or each in STAYING_OUT]
    given = [form for form in (supplying, deciding, dropping) if form is not None]
    codes = {note.code for note in case.notes}
    context: dict[str, Any] = {
        "case": case,
        "row": found,
        "tone": TONES[Queue(found.queue)],
        "is_waiting": is_waiting,
        "lacks": [note for note in case.notes if note.weight >= GRAVE[Queue(found.queue)]],
        "hints": [note for note in case.notes if note.weight < GRAVE[Queue(found.queue)]],
        "needs_proof": "held.notice" in codes,
        "may_supply": is_waiting and writes and found.queue != Queue.CHECK,
        "may_attest": is_waiting
        and writes
        and "held.notice" in codes
        and found.queue == Queue.HELD,
        "may_decide": is_waiting and writes and found.queue == Queue.CONFLICT and choices,
        "may_approve": is_waiting
        and decides
        and found.queue == Queue.CHECK
        and found.made_by_id != actor.person_id,
        "needs_decider": found.queue == Queue.CONFLICT and not decides,
        "supplying": supplying or _supply_form(case, None),
        "deciding": deciding or DecideForm(choices=choices),
        "dropping": dropping or DropForm(),
        "attesting": AttestForm(),
        "may_drop": is_waiting and writes,
        "wording": WORDING,
        "accept": sniffing.ACCEPT,
        "refusal": refusal,
        "refusal_title": refusal.error.title if refusal else "",
    }
    wrong = UNFIT if any(form.errors for form in given) else 200
    answer = status or (refusal.error.status if refusal else wrong)
    return page(request, "records/queues/row.html", context, status=answer)


def _supply_form(case: queries.Case, posted: Any) -> SupplyForm:
    """What the row lacks first, as asked by its notes; the rest of it may be put right as well."""
    codes = {note.code for note in case.notes}
    content = {
        **case.row.row,
        "subject.uscc": case.row.uscc,
        "subject.name": case.row.name,
    }
    return SupplyForm(
        posted,
        schema=case.fields,
        only=_asked(case),
        asks_severity="held.severity" in codes,
        initial=shown(case.fields, content),
    )


def _asked(case: queries.Case) -> set[str]:
    named = {note.field for note in case.notes if note.field and note.weight >= 1}
    into = {"held.number": "document_no", "held.day": "decided_on"}
    wanted = {into[note.code] for note in case.notes if note.code in into}
    if case.row.queue == Queue.UNKNOWN:
        wanted.add("subject.uscc")
    elif case.row.queue == Queue.CONFLICT:
        wanted |= {"subject.uscc", "subject.name", "document_no"}
    return named | {field.code for field in case.fields if field.into in wanted}
