"""Finding an organisation, its file as of any day, and what changed between two days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core import clock, doors
from core.access import actor_of, allow, staff
from core.actors import Role
from core.errors import Refusal
from core.methods import methods
from core.views.answers import UNFIT, add_refusal, page
from portal.files import charts, compare, dossier, sections
from portal.files.forms import CompareForm, MomentForm, SearchForm
from portal.files.moments import Moment, moment_of
from portal.files.purpose import ask, purpose_of, reader_of
from records import uscc as codes
from records.errors import SEARCH_PERSON
from records.models import Severity, SubjectVersion, Succession
from records.queries.access import access_subject
from records.queries.naming import names_today
from records.queries.narrowing import ListedPage, list_subjects
from sectors.queries.codes import region_choices

READERS = staff(*Role)
SEARCHING = "检索主体"


@allow(READERS)
@methods("GET")
def subjects(request: HttpRequest) -> HttpResponse:
    """What was typed is kept nowhere: not in the log of reads, not in ours."""
    today = clock.today()
    form = SearchForm(request.GET or None, today=today)
    context: dict[str, Any] = {"form": form, "found": None, "today": today}
    if not form.is_bound:
        return page(request, "portal/files/subjects.html", context)
    if not form.is_valid():
        return page(request, "portal/files/subjects.html", context, status=UNFIT)
    given = form.cleaned_data
    narrowing = form.narrowing()
    context["narrowed"] = bool(given["region"]) or not narrowing.is_empty()
    if not given["q"].strip() and not given["region"] and narrowing.is_empty():
        return page(request, "portal/files/subjects.html", {**context, "nothing_asked": True})
    actor = actor_of(request)
    try:
        found: ListedPage = doors.read(
            list_subjects,
            actor=actor,
            purpose=purpose_of(request) or SEARCHING,
            text=given["q"],
            region=given["region"],
            narrowing=narrowing,
            cursor=request.GET.get("cursor"),
        )
    except Refusal as refusal:
        if refusal.error.code != SEARCH_PERSON.code and refusal.error.status != 400:
            raise
        if refusal.error.code == SEARCH_PERSON.code:
            # The number does not come back in the page either, nor in its links.
            context["type_link"] = ""
            form = SearchForm({**request.GET.dict(), "q": ""}, today=today)
            form.is_valid()
        add_refusal(form, refusal)
        context = {**context, "form": form}
        return page(request, "portal/files/subjects.html", context, status=refusal.error.status)
    only = found.items[0] if len(found.items) == 1 and not found.facts else None
    if only and given["q"].strip().upper() == only.found.uscc and not request.GET.get("cursor"):
        return HttpResponseRedirect(reverse("portal:file", args=[only.found.uscc]))
    return page(request, "portal/files/subjects.html", {**context, **_results(found, today)})


def _results(found: ListedPage, today: date) -> dict[str, Any]:
    regions = dict(region_choices(today))
    names = names_today({version.subject_id for version in found.facts})
    return {
        "found": found,
        "rows": [
            (each, regions.get(each.found.region_code, "").partition(" ")[2])
            for each in found.items
        ],
        "by_number": [(version, names.get(version.subject_id, "")) for version in found.facts],
    }


@allow(READERS)
@methods("GET")
def file(request: HttpRequest, uscc: str) -> HttpResponse:
    purpose = _purpose(request)
    if purpose is None:
        return ask(request)
    moment = moment_of(request)
    actor = actor_of(request)
    subject = doors.look(access_subject, actor=actor, uscc=uscc)
    found: dossier.Dossier = doors.read(
        dossier.open_dossier,
        actor=actor,
        purpose=purpose,
        target=("subject", subject.id),
        subject_id=subject.id,
        detail=_as_asked(moment),
        uscc=uscc,
        day=moment.day,
        known=moment.known,
    )
    asked = sections.Asked(
        actor, found.file.subject_id, uscc, found.file.day, found.file.known, moment.is_past
    )
    context = {
        "dossier": found,
        "file": found.file,
        "parts": _parts(found, asked),
        "moment": moment,
        "moment_form": MomentForm(initial={"day": moment.day, "known": moment.known_on}),
        **_head(found),
        "timeline": charts.timeline(found),
        "exact": Moment(found.file.day, found.file.known).query(),
        **_foot(request, purpose),
    }
    return page(request, "portal/files/file.html", context)


@allow(READERS)
@methods("GET")
def file_section(request: HttpRequest, uscc: str, key: str) -> HttpResponse:
    """All rows of one section, page by page."""
    purpose = _purpose(request)
    if purpose is None:
        return ask(request)
    moment = moment_of(request)
    actor = actor_of(request)
    subject = doors.look(access_subject, actor=actor, uscc=uscc)
    found, section = doors.read(
        dossier.section_page,
        actor=actor,
        purpose=purpose,
        target=("subject", subject.id),
        subject_id=subject.id,
        detail={**_as_asked(moment), "section": key},
        uscc=uscc,
        key=key,
        day=moment.day,
        known=moment.known,
        cursor=request.GET.get("cursor"),
    )
    context = {
        "file": found,
        "section": section,
        "moment": moment,
        "name": found.register.name if found.register else uscc,
        **_foot(request, purpose),
    }
    return page(request, "portal/files/section.html", context)


@allow(READERS)
@methods("GET")
def file_compare(request: HttpRequest, uscc: str) -> HttpResponse:
    """What changed between two days, each as it was known at its end."""
    purpose = _purpose(request)
    if purpose is None:
        return ask(request)
    today = clock.today()
    given = request.GET if {"since", "until"} & set(request.GET) else None
    form = CompareForm(given or {"since": _month_ago(today), "until": today})
    if not form.is_valid():
        context: dict[str, Any] = {"form": form, "uscc": uscc, "found": None}
        return page(request, "portal/files/compare.html", context, status=UNFIT)
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    actor = actor_of(request)
    subject = doors.look(access_subject, actor=actor, uscc=uscc)
    found = doors.read(
        compare.compare_file,
        actor=actor,
        purpose=purpose,
        target=("subject", subject.id),
        subject_id=subject.id,
        detail={"since": since.isoformat(), "until": until.isoformat()},
        uscc=uscc,
        since=since,
        until=until,
    )
    context = {"form": form, "uscc": uscc, "found": found, **_foot(request, purpose)}
    return page(request, "portal/files/compare.html", context)


def _head(found: dossier.Dossier) -> dict[str, Any]:
    register = found.file.register
    names = dossier.subjects_of(found)
    return {
        "kind_label": SubjectVersion.Kind(register.kind).label if register else "",
        "status_label": SubjectVersion.Status(register.status).label if register else "",
        "oddities": [each.value for each in codes.read(found.file.uscc).oddities],
        "successions": [
            _succession(each, found.file.subject_id, names) for each in found.successions
        ],
        "tiles": _tiles(found),
        "nothing": [section.about.title for section in found.sections if not section.count],
    }


def _succession(each: Succession, subject_id: int, names: Mapping[int, str]) -> dict[str, Any]:
    """One line: 2024-06-01 合并至 某公司, seen from this organisation."""
    went = each.predecessor_id == subject_id
    other = each.successor if went else each.predecessor
    return {
        "on": each.effective_on,
        "words": f"{each.get_kind_display()}{'至' if went else '自'}",
        "uscc": other.uscc,
        "name": names.get(other.id, other.uscc),
        "basis": each.basis,
    }


def _tiles(found: dossier.Dossier) -> list[dict[str, Any]]:
    """What matters first: what stands against and for it, and what the public sees."""
    standing = [row for row in found.rows if not row.ended]
    ended = len(found.rows) - len(standing)
    adverse = [row for row in standing if row.fact.polarity == "adverse"]
    serious = sum(1 for row in adverse if row.fact.severity == Severity.SERIOUS)
    shown = sum(1 for row in standing if row.reason.shown and row.fact.polarity == "adverse")
    positive = sum(1 for row in standing if row.fact.polarity == "positive")
    disputed = sum(1 for row in standing if row.fact.is_disputed)
    return [
        {
            "label": "失信信息",
            "value": len(adverse),
            "unit": "条",
            "hint": f"其中严重 {serious} 条" if serious else "",
            "url": "",
            "tone": "danger" if serious else "warn" if adverse else "",
        },
        {
            "label": "失信信息正在公示",
            "value": shown,
            "unit": "条",
            "hint": "",
            "url": "",
            "tone": "",
        },
        {"label": "守信信息", "value": positive, "unit": "条", "hint": "", "url": "", "tone": ""},
        {
            "label": "异议中",
            "value": disputed,
            "unit": "条",
            "hint": "",
            "url": "",
            "tone": "warn" if disputed else "",
        },
        {
            "label": "全部信息",
            "value": len(found.rows),
            "unit": "条",
            "hint": f"其中已修复或已撤销 {ended} 条" if ended else "",
            "url": "",
            "tone": "",
        },
    ]


def _parts(found: dossier.Dossier, asked: sections.Asked) -> list[dict[str, Any]]:
    """The sections of facts, each followed by those higher floors have added after it."""
    parts: list[dict[str, Any]] = []
    for section in found.sections:
        parts.append({"key": section.about.key, "title": section.about.title, "facts": section})
        for own in sections.own_sections(section.about.key):
            given = own.load(asked)
            if given is not None:
                parts.append(
                    {"key": own.key, "title": own.title, "template": own.template, "given": given}
                )
    return parts


def _purpose(request: HttpRequest) -> str | None:
    return None if "ask" in request.GET else purpose_of(request)


def _foot(request: HttpRequest, purpose: str) -> Mapping[str, Any]:
    return {
        "purpose": purpose,
        "reader": reader_of(request, actor_of(request)),
        "read_at": clock.now(),
    }


def _as_asked(moment: Moment) -> dict[str, str]:
    given = {"day": moment.day, "known": moment.known}
    return {name: value.isoformat() for name, value in given.items() if value is not None}


def _month_ago(today: date) -> date:
    return clock.add_months(today, -1)
