"""Unusual reading and repeated refusals, for the auditor (R262)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from core import clock, doors, names
from core.access import actor_of, allow
from core.forms.audit import ThresholdsForm
from core.methods import methods
from core.queries import anomalies as queries
from core.queries.anomalies import Refused, Thresholds, Unusual
from core.views.answers import form_page, page
from core.views.audit import AUDITOR


@allow(AUDITOR)
@methods("GET")
def anomalies(request: HttpRequest) -> HttpResponse:
    template = "core/audit_anomalies.html"
    if "purpose" not in request.GET:
        return page(request, template, {"form": ThresholdsForm(initial=asdict(Thresholds()))})
    form = ThresholdsForm(request.GET)
    if not form.is_valid():
        return form_page(request, template, form)
    found = doors.read(
        queries.list_anomalies,
        actor=actor_of(request),
        purpose=form.label_of_purpose(),
        thresholds=form.thresholds(),
    )
    everyone: list[Unusual | Refused] = [*found.per_day, *found.per_hour, *found.refused]
    labels = names.of_pairs((one.who_kind, one.who_id) for one in everyone)
    purpose = form.cleaned_data["purpose"]
    context = {
        "form": form,
        "searched": True,
        "habit_days": queries.HABIT.days,
        "groups": [
            ("单日查阅异常", [_unusual(one, labels, purpose) for one in found.per_day]),
            ("单小时查阅异常", [_unusual(one, labels, purpose) for one in found.per_hour]),
        ],
        "refused": [
            {
                "who": labels[one.who_kind, one.who_id],
                "since": one.since,
                "until": one.until,
                "count": one.count,
                "url": _events_of(one.who_kind, one.who_id, one.since, one.until, purpose),
            }
            for one in found.refused
        ],
    }
    return page(request, template, context)


def _unusual(one: Unusual, labels: Mapping[tuple[str, int], str], purpose: str) -> dict[str, Any]:
    return {
        "who": labels[one.who_kind, one.who_id],
        "at": one.at,
        "reads": one.reads,
        "median": one.median,
        "times": one.reads // one.median if one.median else None,
        "url": _events_of(one.who_kind, one.who_id, one.at, one.at, purpose),
    }


def _events_of(kind: str, number: int, since: datetime, until: datetime, purpose: str) -> str:
    """The log of one person on those days; accounts without a person cannot be sought there."""
    if kind != "person":
        return ""
    query: dict[str, str | int] = {
        "purpose": purpose,
        "first_day": since.astimezone(clock.SHANGHAI).date().isoformat(),
        "last_day": until.astimezone(clock.SHANGHAI).date().isoformat(),
        "person_id": number,
    }
    return f"{reverse('core:audit_events')}?{urlencode(query)}"
