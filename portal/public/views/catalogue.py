"""The catalogue of public credit information: what is collected at all, by whom, on what basis."""

import csv
import io
import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock
from core.access import allow, anyone
from core.methods import methods
from portal.public import catalogue as catalogues
from portal.public import limits
from records.decisions.fields import TEXTS, Field
from records.intake.reporting import safe
from records.queries.catalogue import history_of
from sectors.views.answers import day_of

# What the public file of an organisation says, beside the fields the catalogue calls public.
SHOWN = frozenset(
    [
        "document_no",
        "decided_on",
        "starts_on",
        "ends_on",
        "authority",
        "basis",
        "severity",
        "outcome",
        "amount",
        "confiscated",
        "subject.uscc",
        "subject.name",
        "subject.sign",
        "subject.status",
        "subject.region_code",
        "subject.industry_code",
        "subject.established_on",
        "subject.address",
    ]
)


@methods("GET")
@allow(anyone())
def catalogue(request: HttpRequest) -> HttpResponse:
    limits.count(request, limits.PAGES)
    on, today = day_of(request), clock.today()
    found = catalogues.entries(on)
    editions = catalogues.editions()
    in_force = max((day for day, _ in editions if day <= on), default=None)
    context = {
        "classes": list(catalogues.by_class(found)),
        "count": len(found),
        "editions": [(day, count, day > today, day == in_force) for day, count in editions],
        "in_force": in_force,
        "on": on,
        "is_past": on < today,
        "is_ahead": on > today,
        "query": f"?on={on.isoformat()}" if on != today else "",
    }
    return render(request, "portal/public/catalogue.html", context)


@methods("GET")
@allow(anyone())
def item(request: HttpRequest, code: str) -> HttpResponse:
    limits.count(request, limits.PAGES)
    on, today = day_of(request), clock.today()
    entry = catalogues.entry_on(code, on)
    context = {
        "entry": entry,
        "version": entry.version,
        "fields": [_field(field) for field in entry.schema()],
        "history": history_of(code),
        "on": on,
        "today": today,
        "query": f"?on={on.isoformat()}" if on != today else "",
    }
    return render(request, "portal/public/catalogue_item.html", context)


@methods("GET")
@allow(anyone())
def as_csv(request: HttpRequest) -> HttpResponse:
    """For spreadsheets: UTF-8 with its mark, and no cell that one would compute."""
    limits.count(request, limits.PAGES)
    on = day_of(request)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([title for _, title in catalogues.COLUMNS])
    for entry in catalogues.entries(on):
        row = entry.row()
        writer.writerow([safe(row[name]) for name, _ in catalogues.COLUMNS])
    response = HttpResponse(f"\ufeff{out.getvalue()}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="catalogue-{on.isoformat()}.csv"'
    return response


@methods("GET")
@allow(anyone())
def as_json(request: HttpRequest) -> HttpResponse:
    limits.count(request, limits.PAGES)
    on = day_of(request)
    items = [{**entry.row(), "fields": _fields(entry)} for entry in catalogues.entries(on)]
    content = json.dumps({"on": on.isoformat(), "items": items}, ensure_ascii=False, indent=1)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="catalogue-{on.isoformat()}.json"'
    return response


def _fields(entry: catalogues.Entry) -> list[dict[str, object]]:
    return [
        {"code": field.code, "name": field.name, "type": field.type, "public": field.is_public}
        for field in entry.schema()
    ]


def _field(field: Field) -> dict[str, str]:
    shown = "公开" if field.is_public or field.into in SHOWN else ""
    if field.into == TEXTS:
        shown = "人工审查后公开"
    return {
        "name": field.name,
        "code": field.code,
        "required": catalogues.required(field),
        "options": "、".join(field.options),
        "shown": shown,
    }
