"""Correction notes: what a unit owes the public after a withdrawal, and what was said."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core import clock, doors, paging
from core.access import actor_of, allow, staff
from core.actors import Role
from core.decisions import Day, Deadline
from core.errors import Refusal
from core.methods import methods
from core.queries.calendar import working_days_left
from core.views.answers import form_page, page, see
from records.forms.texts import NoteForm
from records.models import CorrectionNote
from records.queries import notes as queries
from records.queries.access import DECIDERS
from records.queries.naming import names_today
from records.services import verbs

PURPOSE = "办理更正说明"


@allow(staff(*Role))
@methods("GET")
def notes(request: HttpRequest) -> HttpResponse:
    """What is owed first, the most pressing at the top; below, what has been published."""
    actor = actor_of(request)
    owed = doors.read(queries.list_owed, actor=actor, purpose=PURPOSE)
    published = queries.list_published(
        cursor=request.GET.get("cursor"), size=paging.page_size(request.GET.get("page_size"))
    )
    names = names_today({each.subject_id for each in (*owed, *published.items)})
    left = _left(owed)
    context = {
        "owed": [(each, names.get(each.subject_id, ""), left.get(each.id)) for each in owed],
        "overdue": sum(1 for days in left.values() if days is not None and days < 0),
        "page": published,
        "published": [(each, names.get(each.subject_id, "")) for each in published.items],
    }
    return page(request, "records/notes/list.html", context)


@allow(staff(*Role))
@methods("GET", "POST")
def note(request: HttpRequest, note_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = doors.read(
        queries.access_note,
        actor=actor,
        purpose=PURPOSE,
        target=("correction_note", note_id),
        note_id=note_id,
    )
    may_publish = found.published_at is None and actor.holds(DECIDERS, unit_id=found.unit_id)
    form = NoteForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            doors.run(
                verbs.publish_note, actor=actor, note_id=note_id, text=form.cleaned_data["text"]
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "更正说明已公布，公众现在可以看到。")
            return see("records:note", note_id)
    context = {
        "note": found,
        "name": names_today({found.subject_id}).get(found.subject_id, ""),
        "left": _left([found]).get(found.id),
        "how": _how(found),
        "may_publish": may_publish,
    }
    return form_page(request, "records/notes/note.html", form, context, refusal=refusal)


def _left(found: list[CorrectionNote]) -> dict[int, int | None]:
    """Working days left, by note."""
    days = {each.due_on for each in found if each.due_on is not None}
    left = working_days_left(clock.today(), days)
    return {each.id: left[each.due_on] if each.due_on else None for each in found}


def _how(found: CorrectionNote) -> str:
    """The sentence that says how the day was reckoned, from what was stored then."""
    stored = found.due_how
    skipped = tuple(
        Day(date.fromisoformat(each["day"]), False, each["why"])
        for each in stored.get("skipped", ())
    )
    return Deadline(
        date.fromisoformat(stored["starts_on"]),
        stored["working_days"],
        found.due_on,
        skipped,
        stored.get("missing_year"),
    ).explanation()
