"""One row at a time, on a form made from the catalogue: begun, kept, tried, sent, corrected."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core import clock, doors
from core import errors as core_errors
from core.access import actor_of, allow, staff
from core.actors import Actor
from core.errors import Refusal
from core.methods import methods
from core.views.answers import UNFIT, SeeOther, add_refusal, page, see
from documents.views.unit import unit_of
from records.decisions.fields import read_schema
from records.forms.entries import EntryForm, shown
from records.intake import batches, calls, drafts
from records.intake.attesting import WORDING
from records.models import CatalogueVersion, DraftRow, Polarity, StagedRow
from records.queries import previews
from records.queries.access import WRITERS
from records.queries.batch_rows import content_of
from records.views.batches import OUTCOME_TONES
from records.views.sections import sections
from sectors.middleware import unit_names
from sectors.models import OrgUnit

SENDERS = staff(*WRITERS)
Outcome = StagedRow.Outcome
SAID = {
    Outcome.NEW: "可以入库，作为新信息。",
    Outcome.CHANGED: "可以入库，更正已入库的信息。",
    Outcome.UNCHANGED: "与已入库的信息完全相同，不会重复入库。",
    Outcome.HELD: "要件不全：会存下并转入“待补正”，补齐前不公示，报送时限照常计算。",
    Outcome.CONFLICT: "与已入库的信息不一致：会转入“待核实”，由人决定。",
    Outcome.UNKNOWN: "登记库中没有这个代码：会转入“未知主体”，等登记信息到达后自动入库。",
    Outcome.REJECTED: "有误，不能报送，请先更正。",
    Outcome.EXCLUDED: "依规定不归集，不会入库。",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in the list, by what its maker will know it by."""

    id: int
    item: str
    code: str
    title: str
    row: DraftRow


@allow(SENDERS)
@methods("GET")
def start(request: HttpRequest) -> HttpResponse:
    """Which item; one's drafts; what is to be corrected, by its number."""
    actor = actor_of(request)
    unit_id = unit_of(actor)
    versions = batches.items_of(unit_id, clock.today())
    number, code = request.GET.get("number", "").strip()[:128], request.GET.get("item", "")
    version = next((each for each in versions if each.item.code == code), None)
    found = None
    if number and version:
        standing = doors.read(
            previews.find_standing,
            actor=actor,
            purpose="按文号查找本单位报送的信息",
            target=("unit", unit_id),
            unit_id=unit_id,
            version=version,
            number=number,
        )
        found = [(each, previews.name_of(each)) for each in standing]
    context = {
        "versions": versions,
        "drafts": _drafts(actor, {each.item_id: each for each in versions}),
        "number": number,
        "code": code,
        "version": version,
        "found": found,
        "sections": sections("records:entries"),
        "unit_name": unit_names(request).get(unit_id, ""),
    }
    return page(request, "records/entries/start.html", context)


@allow(SENDERS)
@methods("GET", "POST")
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """The form of an item: `draft` goes on with a draft, `fact` corrects what stands."""
    actor = actor_of(request)
    unit_id = unit_of(actor)
    version = _version(unit_id, code)
    draft = _draft(request, actor)
    if request.method != "POST":
        form = _form(version, None, initial=_initial(request, actor, unit_id, version, draft))
        return _page(request, version, form, draft)
    form = _form(version, request.POST)
    attests = request.POST.get("attests") == "on"
    if request.POST.get("deed") == "draft":
        return _save(request, version, form, draft)
    if not form.is_valid():
        return _page(request, version, form, draft)
    preview = doors.look(
        previews.preview_row,
        actor=actor,
        unit_id=unit_id,
        item_code=code,
        values=form.values(),
        attests=attests,
    )
    if form.show(preview.notes) or request.POST.get("deed") != "submit" or preview.is_person:
        return _page(request, version, form, draft, preview)
    try:
        return _submit(request, version, form, draft, attests=attests)
    except Refusal as refusal:
        if refusal.error.status not in {409, UNFIT}:
            raise
        add_refusal(form, refusal)
        return _page(request, version, form, draft, status=refusal.error.status)


@allow(SENDERS)
@methods("POST")
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    doors.run(drafts.discard_draft, actor=actor_of(request), draft_id=draft_id)
    messages.success(request, "草稿已删除。")
    return see("records:entries")


def _submit(
    request: HttpRequest,
    version: CatalogueVersion,
    form: EntryForm,
    draft: DraftRow | None,
    *,
    attests: bool,
) -> HttpResponse:
    actor = actor_of(request)
    receipt = doors.run(
        calls.submit_rows,
        actor=actor,
        unit_id=unit_of(actor),
        item_code=version.item.code,
        rows=[form.values()],
        attests=attests,
    )
    if draft is not None:
        doors.run(drafts.discard_draft, actor=actor, draft_id=draft.id)
    if receipt.batch.state == "waiting":
        messages.success(request, "已报送，由本单位另一名复核人复核后入库。")
    else:
        messages.success(request, "已报送。")
    return see("records:batch", receipt.batch.id)


def _save(
    request: HttpRequest, version: CatalogueVersion, form: EntryForm, draft: DraftRow | None
) -> HttpResponse:
    """As typed, right or wrong."""
    actor = actor_of(request)
    typed = {
        name: "；".join(request.POST.getlist(name)).replace("\x00", "")[:20_000]
        for name in form.fields
    }
    try:
        saved = doors.run(
            drafts.save_draft,
            actor=actor,
            unit_id=unit_of(actor),
            item_code=version.item.code,
            values=typed,
            draft_id=draft.id if draft else None,
        )
    except Refusal as refusal:
        if refusal.error.status != 409:
            raise
        add_refusal(form, refusal)
        return _page(request, version, form, draft, status=409)
    messages.success(request, "草稿已保存，只有您能看到，30 天内有效。")
    address = reverse("records:entry", args=[version.item.code])
    return SeeOther(f"{address}?draft={saved.id}")


def _page(
    request: HttpRequest,
    version: CatalogueVersion,
    form: EntryForm,
    draft: DraftRow | None,
    preview: previews.Preview | None = None,
    status: int = 0,
) -> HttpResponse:
    outcome = Outcome(preview.outcome) if preview else None
    fit = preview is not None and outcome != Outcome.REJECTED and not preview.is_person
    context: dict[str, Any] = {
        "form": form,
        "groups": form.groups(),
        "version": version,
        "draft": draft,
        "preview": preview,
        "outcome_label": outcome.label if outcome else "",
        "outcome_tone": OUTCOME_TONES[outcome] if outcome else "",
        "outcome_said": SAID.get(outcome, "") if outcome else "",
        "may_submit": fit and outcome not in {Outcome.EXCLUDED, Outcome.UNCHANGED},
        "is_adverse": version.polarity == Polarity.ADVERSE,
        "attests": request.POST.get("attests") == "on",
        "wording": WORDING,
        "unit_name": unit_names(request).get(unit_of(actor_of(request)), ""),
    }
    answer = status or (UNFIT if form.is_bound and form.errors else 200)
    return page(request, "records/entries/entry.html", context, status=answer)


def _form(
    version: CatalogueVersion, posted: Any, initial: dict[str, Any] | None = None
) -> EntryForm:
    return EntryForm(posted, schema=read_schema(version.fields), initial=initial)


def _initial(
    request: HttpRequest,
    actor: Actor,
    unit_id: int,
    version: CatalogueVersion,
    draft: DraftRow | None,
) -> dict[str, Any]:
    """From a draft, from what is to be corrected, or what the unit would write anyway."""
    schema = read_schema(version.fields)
    if draft is not None:
        lists = {each.code for each in schema if each.type == "choices"}
        return {
            code: value.split("；") if code in lists else value
            for code, value in draft.values.items()
        }
    fact = request.GET.get("fact", "")
    if fact.isascii() and fact.isdigit() and len(fact) < 19:
        standing = doors.read(
            previews.standing_version,
            actor=actor,
            purpose="更正本单位报送的信息",
            target=("fact", int(fact)),
            unit_id=unit_id,
            fact_id=int(fact),
        )
        if standing is None or standing.item_id != version.item_id:
            raise core_errors.NOT_FOUND()
        said = {
            **content_of(standing),
            "subject.uscc": standing.subject.uscc,
            "subject.name": previews.name_of(standing),
        }
        return {**_usual(version, unit_id), **shown(schema, said)}
    return _usual(version, unit_id)


def _usual(version: CatalogueVersion, unit_id: int) -> dict[str, Any]:
    """What a unit writes on each of its forms."""
    unit = OrgUnit.objects.get(id=unit_id)
    found: dict[str, Any] = {}
    for each in read_schema(version.fields):
        if each.into == "authority" or each.name == "数据来源单位":
            found[each.code] = unit.name
        elif each.into == "authority_code" or each.name == "数据来源单位统一社会信用代码":
            found[each.code] = unit.uscc
        elif each.into == "subject.category" and each.options:
            found[each.code] = each.options[0]
    return found


def _version(unit_id: int, code: str) -> CatalogueVersion:
    for version in batches.items_of(unit_id, clock.today()):
        if version.item.code == code:
            return version
    raise core_errors.NOT_FOUND()


def _draft(request: HttpRequest, actor: Actor) -> DraftRow | None:
    raw = request.GET.get("draft", "")
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        raise core_errors.NOT_FOUND()
    return doors.look(drafts.access_draft, actor=actor, draft_id=int(raw))


def _drafts(actor: Actor, versions: dict[int, CatalogueVersion]) -> list[Draft]:
    found = []
    for row in drafts.list_drafts(actor=actor):
        version = versions.get(row.item_id)
        if version is None:
            continue
        named = [
            str(row.values[each.code])
            for each in read_schema(version.fields)
            if each.into in {"subject.name", "document_no"} and row.values.get(each.code)
        ]
        title = "，".join(named) or "尚未填写"
        found.append(Draft(row.id, version.name, row.item.code, title, row))
    return found
