"""The catalogue and its editions, as the credit office keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock, doors
from core import errors as core_errors
from core.access import actor_of, allow, staff
from core.actors import Role
from core.errors import INVALID, Refusal
from core.methods import methods
from core.views.answers import UNFIT, add_refusal, see
from records.decisions.editions import LABELS, Change, changes
from records.decisions.fields import read_schema
from records.forms.catalogue import EditionForm, FieldForm, IdentityForm, field_forms, rows_of
from records.models import CatalogueVersion, InfoClass, Polarity
from records.queries import catalogue as queries
from records.services import catalogue as services
from sectors.views.answers import day_of, posted

EDITORS = staff(Role.CREDIT_OFFICE)
NAMES = (*LABELS, "fields")


@dataclass(frozen=True, slots=True)
class Edition:
    version: CatalogueVersion
    state: str
    tone: str
    changes: Sequence[Change]


@allow(staff())
@methods("GET")
def editions(request: HttpRequest) -> HttpResponse:
    on = day_of(request)
    standing = queries.list_catalogue(on)
    ahead = queries.editions_ahead(clock.today())
    groups = [
        (label, rows)
        for value, label in InfoClass.choices
        if (rows := [each for each in standing if each.item.info_class == value])
    ]
    context = {
        "on": on,
        "is_past": on != clock.today(),
        "groups": groups,
        "count": len(standing),
        "ahead": ahead,
        "may_edit": EDITORS.admits(actor_of(request)),
    }
    return render(request, "records/catalogue/editions.html", context)


@allow(staff())
@methods("GET")
def item(request: HttpRequest, code: str) -> HttpResponse:
    history = queries.history_of(code)
    if not history:
        raise core_errors.NOT_FOUND()
    latest = history[0]
    context = {
        "item": latest.item,
        "latest": latest,
        "editions": _editions(history),
        "fields": read_schema(latest.fields),
        "senders": queries.senders_of([latest.id]).get(latest.id, []),
        "may_edit": EDITORS.admits(actor_of(request)) and not latest.item.is_system,
    }
    return render(request, "records/catalogue/item.html", context)


@allow(EDITORS)
@methods("GET", "POST")
def new_edition(request: HttpRequest, code: str) -> HttpResponse:
    history = queries.history_of(code)
    if not history or history[0].item.is_system:
        raise core_errors.NOT_FOUND()
    latest = history[0]
    initial = {name: getattr(latest, name) for name in LABELS}
    senders = queries.senders_of([latest.id]).get(latest.id, [])
    initial["unit_ids"] = [each.unit_id for each in senders]
    form = EditionForm(
        posted(request),
        initial=initial,
        today=clock.today(),
        adverse=latest.polarity == Polarity.ADVERSE,
    )
    items = field_forms(latest.fields, posted(request))
    fields = rows_of(items) if form.is_bound else None
    if form.is_bound and form.is_valid() and fields is not None:
        edition = form.edition()
        changed = _changed(latest, {**edition["changes"], "fields": fields})
        try:
            doors.run(
                services.publish_edition,
                actor=actor_of(request),
                item_code=code,
                valid_from=edition["valid_from"],
                changes=changed,
                unit_ids=edition["unit_ids"],
            )
        except Refusal as refusal:
            return _form(request, "edition.html", form, items, refusal, latest=latest)
        messages.success(request, "新版本已登记，自施行之日起生效。")
        return see("records:item", code)
    return _form(request, "edition.html", form, items, latest=latest)


@allow(EDITORS)
@methods("GET", "POST")
def new_item(request: HttpRequest) -> HttpResponse:
    identity = IdentityForm(posted(request))
    polarity = request.POST.get("polarity", "")
    form = EditionForm(posted(request), today=clock.today(), adverse=polarity == Polarity.ADVERSE)
    del form.fields["is_ended"]
    items = field_forms((), posted(request))
    fields = rows_of(items) if form.is_bound else None
    if form.is_bound and identity.is_valid() and form.is_valid() and fields is not None:
        edition = form.edition()
        edition["changes"]["fields"] = fields
        try:
            made = doors.run(
                services.add_item, actor=actor_of(request), **identity.cleaned_data, **edition
            )
        except Refusal as refusal:
            return _form(request, "new_item.html", form, items, refusal, identity=identity)
        messages.success(request, "条目已登记。")
        return see("records:item", made.item.code)
    return _form(request, "new_item.html", form, items, identity=identity)


def _editions(history: Sequence[CatalogueVersion]) -> list[Edition]:
    """The newest first, each with what it changed."""
    today = clock.today()
    said = [{name: getattr(each, name) for name in NAMES} for each in history]
    diffs = [changes(before, after) for after, before in pairwise(said)] + [[]]
    found = []
    in_force = next((each for each in history if each.valid_from <= today), None)
    for version, diff in zip(history, diffs, strict=True):
        if version.valid_from > today:
            state, tone = "待施行", "info"
        elif version is in_force:
            state, tone = ("已停用", "neutral") if version.is_ended else ("现行", "ok")
        else:
            state, tone = "已被代替", "neutral"
        found.append(Edition(version, state, tone, diff))
    return found


def _changed(latest: CatalogueVersion, said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if getattr(latest, name) != value}


def _form(
    request: HttpRequest,
    template: str,
    form: EditionForm,
    items: Sequence[FieldForm],
    refusal: Refusal | None = None,
    *,
    identity: Form | None = None,
    latest: CatalogueVersion | None = None,
) -> HttpResponse:
    status = 200
    if refusal is not None:
        status = refusal.error.status
        _show(refusal, form, items)
    elif form.is_bound:
        status = UNFIT
    context = {
        "form": form,
        "identity": identity,
        "items": items,
        "forms": [each for each in (identity, form, *items) if each is not None],
        "latest": latest,
    }
    return render(request, f"records/catalogue/{template}", context, status=status)


def _show(refusal: Refusal, form: EditionForm, items: Sequence[FieldForm]) -> None:
    """What is wrong with data items is said at the item."""
    kept = [each for each in items if each.is_valid() and each.row()]
    if refusal.error is not INVALID:
        add_refusal(form, refusal)
        return
    for problem in refusal.fields:
        place = problem.field.removeprefix("fields[").removesuffix("]")
        if place.isdigit() and int(place) < len(kept):
            kept[int(place)].add_error(None, problem.message)
        else:
            form.add_error(None, problem.message)
