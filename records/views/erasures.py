"""Erasing text and names for good: one officer asks, another agrees."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core import doors, paging
from core.access import actor_of, allow, staff
from core.errors import Refusal
from core.methods import methods
from core.views.answers import form_page, page, see
from records.forms.texts import EraseNameForm, EraseTextForm
from records.models import Erasure
from records.queries import erasures as queries
from records.queries.access import DECIDERS
from records.services import texts as services

PURPOSE = "办理擦除"
TONES = {
    Erasure.State.REQUESTED: "warn",
    Erasure.State.CONFIRMED: "neutral",
    Erasure.State.DECLINED: "neutral",
}


@allow(staff(*DECIDERS))
@methods("GET")
def erasures(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    found = doors.read(
        queries.list_erasures,
        actor=actor_of(request),
        purpose=PURPOSE,
        state=state if state in Erasure.State.values else "",
        cursor=request.GET.get("cursor"),
        size=paging.page_size(request.GET.get("page_size")),
    )
    rows = [(each, TONES[Erasure.State(each.state)]) for each in found.items]
    tabs = [{"label": "全部", "url": "?", "current": not state}] + [
        {"label": label, "url": f"?state={value}", "current": state == value}
        for value, label in Erasure.State.choices
    ]
    return page(request, "records/erasures/list.html", {"page": found, "rows": rows, "tabs": tabs})


@allow(staff(*DECIDERS))
@methods("GET")
def erasure(request: HttpRequest, erasure_id: int) -> HttpResponse:
    found: queries.Asked = doors.read(
        queries.access_erasure,
        actor=actor_of(request),
        purpose=PURPOSE,
        target=("erasure", erasure_id),
        erasure_id=erasure_id,
    )
    tone = TONES[Erasure.State(found.erasure.state)]
    return page(request, "records/erasures/erasure.html", {"found": found, "tone": tone})


@allow(staff(*DECIDERS))
@methods("POST")
def confirm_erasure(request: HttpRequest, erasure_id: int) -> HttpResponse:
    doors.run(services.confirm_erasure, actor=actor_of(request), erasure_id=erasure_id)
    messages.success(request, "已擦除，不能恢复。")
    return see("records:erasure", erasure_id)


@allow(staff(*DECIDERS))
@methods("POST")
def decline_erasure(request: HttpRequest, erasure_id: int) -> HttpResponse:
    doors.run(services.decline_erasure, actor=actor_of(request), erasure_id=erasure_id)
    messages.success(request, "未同意，内容保留。")
    return see("records:erasure", erasure_id)


@allow(staff(*DECIDERS))
@methods("GET", "POST")
def erase_text(request: HttpRequest, fact_id: int) -> HttpResponse:
    actor = actor_of(request)
    version = doors.read(
        queries.access_erasable,
        actor=actor,
        purpose=PURPOSE,
        target=("fact", fact_id),
        fact_id=fact_id,
    )
    labels = {each["code"]: each["name"] for each in version.catalogue_version.fields}
    texts = version.text.texts if version.text else {}
    form = EraseTextForm(
        request.POST if request.method == "POST" else None,
        names=[(name, labels.get(name, name)) for name in texts],
    )
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            asked = doors.run(
                services.request_text_erasure,
                actor=actor,
                fact_id=fact_id,
                text_id=version.text_id,
                names=form.cleaned_data["names"],
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "已提出，请另一名复核人或审批人确认；确认前内容不变。")
            return see("records:erasure", asked.id)
    context = {
        "version": version,
        "texts": [(labels.get(name, name), text) for name, text in texts.items()],
    }
    return form_page(request, "records/erasures/text.html", form, context, refusal=refusal)


@allow(staff(*DECIDERS))
@methods("GET", "POST")
def erase_name(request: HttpRequest, person_id: int) -> HttpResponse:
    actor = actor_of(request)
    person, version = doors.read(
        queries.access_person,
        actor=actor,
        purpose=PURPOSE,
        target=("responsible_person", person_id),
        person_id=person_id,
    )
    form = EraseNameForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            asked = doors.run(
                services.request_name_erasure,
                actor=actor,
                person_id=person_id,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "已提出，请另一名复核人或审批人确认；确认前内容不变。")
            return see("records:erasure", asked.id)
    context = {"person": person, "version": version}
    return form_page(request, "records/erasures/name.html", form, context, refusal=refusal)
