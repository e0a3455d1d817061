"""Batches: what became of a file, row by row, and what is to become of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse

from core import doors, paging
from core.access import actor_of, allow, staff
from core.actors import Actor
from core.errors import Refusal
from core.methods import methods
from core.models import Job
from core.views.answers import UNFIT, add_refusal, page, see
from documents.views.sending import attachment
from documents.views.unit import MEMBERS
from records.forms.submissions import ConfirmForm, UndoForm
from records.intake import batches, errors, shelf, undoing
from records.intake.batches import WORDING
from records.intake.phases import BAD, PERSONS
from records.intake.summary import numbers, sentence, undone
from records.models import Batch, StagedRow
from records.queries import batch_rows
from records.queries.access import DECIDERS, WRITERS
from records.views.sections import sections

State, Outcome = Batch.State, StagedRow.Outcome
SENDERS = staff(*WRITERS)
TONES = {
    State.RECEIVED: "info",
    State.CHECKED: "warn",
    State.WAITING: "warn",
    State.COMMITTING: "info",
    State.DONE: "ok",
    State.REFUSED: "danger",
    State.ABANDONED: "neutral",
    State.UNDOING: "info",
    State.UNDONE: "neutral",
}
OUTCOME_TONES = {
    Outcome.NEW: "ok",
    Outcome.CHANGED: "info",
    Outcome.UNCHANGED: "neutral",
    Outcome.HELD: "warn",
    Outcome.CONFLICT: "dispute",
    Outcome.UNKNOWN: "unknown",
    Outcome.REJECTED: "danger",
    Outcome.EXCLUDED: "neutral",
    Outcome.OPEN: "neutral",
}
HINTS = {
    Outcome.UNCHANGED: "与已入库的相同",
    Outcome.NEW: "首次报送",
    Outcome.CHANGED: "更正已入库的",
    Outcome.HELD: "缺要件，不公示",
    Outcome.CONFLICT: "与已入库的不一致",
    Outcome.UNKNOWN: "登记库中没有",
    Outcome.REJECTED: "有误，须改后重报",
    Outcome.EXCLUDED: "依法不归集，不是差错",
}
# While a worker is at it.
MOVING = frozenset({State.RECEIVED, State.COMMITTING, State.UNDOING})
DOING = {
    State.RECEIVED: "正在逐行读取和校验",
    State.COMMITTING: "正在入库",
    State.UNDOING: "正在撤回",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A batch with its state's tone and what became of it in one sentence."""

    batch: Batch
    tone: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Tile:
    outcome: str
    label: str
    count: int
    hint: str
    tone: str
    current: bool


def badges(found: Iterable[Batch]) -> list[Badge]:
    return [Badge(batch, TONES[State(batch.state)], _said(batch)) for batch in found]


@allow(staff(*MEMBERS))
@methods("GET")
def batch_list(request: HttpRequest) -> HttpResponse:
    found = doors.read(
        batches.list_batches,
        actor=actor_of(request),
        purpose="查看报送批次",
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    context = {
        "page": found,
        "batches": badges(found.items),
        "sections": sections("records:batches"),
    }
    return page(request, "records/submissions/batches.html", context)


@allow(staff(*MEMBERS))
@methods("GET")
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What became of the batch. Asked by the page itself while work goes on, only how far it is;
    when it has ended the whole page is to be fetched anew."""
    if request.headers.get("HX-Request"):
        found = doors.look(batches.access_batch, actor=actor_of(request), batch_id=batch_id)
        if found.state in MOVING:
            return page(request, "records/submissions/progress.html", _progress(found))
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return _page(request, batch_id)


@allow(SENDERS)
@methods("POST")
def confirm(request: HttpRequest, batch_id: int) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, batch_id, confirming=form)
    try:
        found = doors.run(
            batches.confirm,
            actor=actor_of(request),
            batch_id=batch_id,
            mode=form.cleaned_data["mode"],
        )
    except Refusal as refusal:
        return _again(request, batch_id, refusal, confirming=form)
    if found.state == State.WAITING:
        messages.success(request, "已确认，由本单位另一名复核人复核后入库。")
    else:
        messages.success(request, "已确认，正在入库。")
    return see("records:batch", batch_id)


@allow(staff(*DECIDERS))
@methods("POST")
def approve(request: HttpRequest, batch_id: int) -> HttpResponse:
    try:
        doors.run(batches.approve, actor=actor_of(request), batch_id=batch_id)
    except Refusal as refusal:
        return _again(request, batch_id, refusal)
    messages.success(request, "已复核，正在入库。")
    return see("records:batch", batch_id)


@allow(SENDERS)
@methods("POST")
def abandon(request: HttpRequest, batch_id: int) -> HttpResponse:
    try:
        doors.run(batches.abandon, actor=actor_of(request), batch_id=batch_id)
    except Refusal as refusal:
        return _again(request, batch_id, refusal)
    messages.success(request, "已放弃，没有一行入库；原文件已删除。")
    return see("records:batch", batch_id)


@allow(SENDERS)
@methods("POST")
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    form = UndoForm(request.POST, batch_id=batch_id)
    if not form.is_valid():
        return _page(request, batch_id, taking_back=form)
    try:
        doors.run(
            undoing.undo_batch,
            actor=actor_of(request),
            batch_id=batch_id,
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        return _again(request, batch_id, refusal)
    messages.success(request, "正在撤回，完成后在这里说明结果。")
    return see("records:batch", batch_id)


@allow(staff(*MEMBERS))
@methods("GET")
def report(request: HttpRequest, batch_id: int) -> FileResponse:
    """The input with a column of remarks."""
    found = doors.read(
        batches.access_batch,
        actor=actor_of(request),
        purpose="下载逐行回执",
        target=("batch", batch_id),
        batch_id=batch_id,
    )
    if not shelf.has(found.shelf, shelf.REPORT):
        raise errors.REPORT_GONE()
    return attachment(
        shelf.open_part(found.shelf, shelf.REPORT),
        media_type="text/csv; charset=utf-8",
        name=f"逐行回执-{found.id}.csv",
    )


def _again(
    request: HttpRequest, batch_id: int, refusal: Refusal, confirming: ConfirmForm | None = None
) -> HttpResponse:
    """The page as it now stands, with why the deed was refused."""
    if refusal.error.status not in {409, UNFIT}:
        raise refusal
    if confirming is not None:
        add_refusal(confirming, refusal)
    return _page(request, batch_id, refusal=refusal, confirming=confirming)


def _page(
    request: HttpRequest,
    batch_id: int,
    *,
    refusal: Refusal | None = None,
    confirming: forms.Form | None = None,
    taking_back: forms.Form | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    found = doors.read(
        batches.access_batch,
        actor=actor,
        purpose="查看报送批次",
        target=("batch", batch_id),
        batch_id=batch_id,
    )
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOME_TONES else ""
    moving = found.state in MOVING
    rows = None
    if not moving and found.checked_at:
        rows = batch_rows.read_rows(
            actor=actor,
            batch=found,
            outcome=outcome,
            cursor=request.GET.get("cursor"),
            size=paging.page_size(request.GET.get("page_size")),
        )
    tiles = _tiles(found, outcome)
    context: dict[str, Any] = {
        "batch": found,
        "tone": TONES[State(found.state)],
        "sentence": _said(found),
        "moving": moving,
        "steps": _steps(found),
        "tiles": tiles,
        "shown": next((tile for tile in tiles if tile.current), None),
        "rows": rows and [(row, OUTCOME_TONES[Outcome(row.outcome)]) for row in rows.items],
        "page": rows,
        "persons": int(found.counts.get(PERSONS, 0)),
        "has_report": shelf.has(found.shelf, shelf.REPORT),
        "read_as": _read_as(found),
        "wording": WORDING,
        "refusal": refusal,
        "refusal_title": refusal.error.title if refusal else "",
        **_progress(found),
        "may_undo": undoing.may_undo(actor, found),
        "taking_back": taking_back or UndoForm(batch_id=found.id),
        **_deeds(actor, found, confirming),
    }
    wrong = any(form.errors for form in (confirming, taking_back) if form is not None)
    status = refusal.error.status if refusal else UNFIT if wrong else 200
    return page(request, "records/submissions/batch.html", context, status=status)


def _deeds(actor: Actor, found: Batch, confirming: forms.Form | None) -> dict[str, Any]:
    """What this person may do with the batch as it stands."""
    writes = actor.holds(WRITERS, unit_id=found.unit_id)
    checked, waiting = found.state == State.CHECKED, found.state == State.WAITING
    decides = actor.holds(DECIDERS, unit_id=found.unit_id)
    is_own = found.made_by_id is not None and found.made_by_id == actor.person_id
    bad = sum(int(found.counts.get(outcome, 0)) for outcome in BAD)
    going = int(found.counts.get(Outcome.NEW, 0)) + int(found.counts.get(Outcome.CHANGED, 0))
    form = confirming or ConfirmForm(initial={"mode": Batch.Mode.PARTIAL.value})
    return {
        "may_confirm": writes and checked,
        "may_approve": decides and waiting and not is_own,
        "own_waiting": waiting and is_own,
        "may_abandon": writes and (checked or waiting),
        "confirming": form,
        "bad": bad,
        "going": going,
        "queued": sum(
            int(found.counts.get(each, 0))
            for each in (Outcome.HELD, Outcome.CONFLICT, Outcome.UNKNOWN)
        ),
        "rejected": int(found.counts.get(Outcome.REJECTED, 0)),
        "held": int(found.counts.get(Outcome.HELD, 0)),
        "is_adverse": found.catalogue_version.polarity == "adverse",
    }


def _progress(found: Batch) -> dict[str, Any]:
    if found.state not in MOVING or found.job_id is None:
        return {"batch": found, "job": None}
    job = Job.objects.filter(id=found.job_id).first()
    stopped = job is not None and job.state in {Job.State.FAILED, Job.State.CANCELLED}
    label = DOING[State(found.state)]
    return {"batch": found, "job": job, "stopped": stopped, "doing": label}


def _tiles(found: Batch, outcome: str) -> list[Tile]:
    return [
        Tile(
            str(code),
            label,
            count,
            HINTS.get(Outcome(code), ""),
            OUTCOME_TONES[Outcome(code)],
            str(code) == outcome,
        )
        for code, label, count in numbers(found)
        if count or str(code) == outcome
    ]


def _said(found: Batch) -> str:
    if found.state in MOVING and not found.checked_at:
        return "正在逐行读取和校验。"
    if found.state == State.UNDONE:
        return undone(found)
    return sentence(found)


def _steps(found: Batch) -> Sequence[Mapping[str, str]]:
    """Where the batch stands between the file and the ledger."""
    names = ["接收文件", "逐行校验"]
    if found.mode == Batch.Mode.CHECK or found.state == State.CHECKED:
        names.append("确认入库")
    if found.catalogue_version.needs_check:
        names.append("另一人复核")
    names.append("入库")
    if found.state in {State.UNDOING, State.UNDONE}:
        names.append("撤回")
    at = {
        State.RECEIVED: "逐行校验",
        State.CHECKED: "确认入库",
        State.WAITING: "另一人复核",
        State.COMMITTING: "入库",
        State.REFUSED: "入库" if found.checked_at else "逐行校验",
        State.ABANDONED: "入库",
        State.UNDOING: "撤回",
    }.get(State(found.state), "")
    if at not in names:
        return [{"name": name, "state": "done", "note": ""} for name in names]
    place = names.index(at)
    stopped = found.state in {State.REFUSED, State.ABANDONED}
    here = "stopped" if stopped else "current"
    states = ["done"] * place + [here] + ["future"] * (len(names) - place - 1)
    return [
        {"name": name, "state": state, "note": ""}
        for name, state in zip(names, states, strict=True)
    ]


def _read_as(found: Batch) -> list[tuple[str, str]]:
    """How the file was understood, where that may surprise."""
    layout = found.layout
    said = [
        ("读取的工作表", layout.get("sheet", "")),
        ("没有读取的工作表", "、".join(layout.get("other_sheets", []))),
        ("隐藏的工作表（不读取）", "、".join(layout.get("hidden_sheets", []))),
        ("文字编码", str(layout.get("encoding", "")).upper()),
        ("未识别的列（已忽略）", "、".join(layout.get("ignored", []))),
        ("依规定不保存的列", "、".join(layout.get("unkept", []))),
    ]
    return [(name, text) for name, text in said if text]
