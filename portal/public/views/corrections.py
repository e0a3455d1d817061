"""Correction notes: what was withdrawn, and why."""

from django.http import HttpRequest, HttpResponse

from core import clock
from core.access import allow, anyone
from core.methods import methods
from portal.public import limits, sql
from portal.public.views.answers import page
from records.decisions.names import public_name
from records.models import CorrectionNote, SubjectVersion
from records.queries.notes import list_published

SIZE = 20


@methods("GET")
@allow(anyone())
def corrections(request: HttpRequest) -> HttpResponse:
    limits.count(request, limits.PAGES)
    found = list_published(cursor=request.GET.get("cursor"), size=SIZE)
    names = sql.names([note.subject_id for note in found.items], clock.today())
    context = {
        "page": found,
        "notes": [
            _said(note, names[note.subject_id]) for note in found.items if note.subject_id in names
        ],
    }
    return page(request, "portal/public/corrections.html", context)


def _said(note: CorrectionNote, named: tuple[str, str, str, str]) -> dict[str, object]:
    uscc, name, sign, kind = named
    household = kind == SubjectVersion.Kind.HOUSEHOLD
    return {
        "note": note,
        "uscc": uscc,
        "name": public_name(name, is_household=household, sign=sign),
    }
