"""信用修复告知书: looked up by the number of the decision, checked on screen, then made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import clock, doors
from core.access import actor_of, allow, staff
from core.actors import Actor
from core.errors import Refusal
from core.methods import methods
from core.views.answers import UNFIT, add_refusal, see
from documents.views.unit import unit_of
from records import errors
from records.decisions.repair_notice import Notice, compose
from records.forms.repair_notices import NoticeForm, NumberForm
from records.models import FactVersion
from records.papers.repair_notice import ISSUERS
from records.queries.penalties import find_penalties, name_of
from records.queries.rules import load_rules
from records.services.repair_notices import issue_repair_notice
from sectors.views.answers import posted

FEN = 100


@allow(staff(*ISSUERS))
@methods("GET", "POST")
def new_notice(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    asked = NumberForm(request.GET if "number" in request.GET else None)
    number = str(asked.cleaned_data["number"]) if asked.is_valid() else ""
    found = _found(actor, number) if number else []
    chosen = _chosen(request, found)
    form = NoticeForm(posted(request), today=clock.today(), initial=_initial(chosen, number))
    notice: Notice | None = None
    status = 200
    if form.is_bound:
        notice = compose(form.penalty(), load_rules(), clock.today()) if form.is_valid() else None
        if notice is not None and "issue" in request.POST:
            try:
                document = doors.run(
                    issue_repair_notice,
                    actor=actor,
                    unit_id=unit_of(actor),
                    penalty=form.penalty(),
                    fact_id=chosen.fact_id if chosen else None,
                )
            except Refusal as refusal:
                add_refusal(form, refusal)
                status = refusal.error.status
            else:
                messages.success(request, "告知书已制作，请打印后与处罚决定书一并送达。")
                return see("documents:document", document.pk)
        elif notice is None:
            if not form.errors:
                add_refusal(form, errors.NO_RULE())
            status = UNFIT
    context = {
        "asked": asked,
        "number": number,
        "found": found,
        "chosen": chosen,
        "form": form,
        "notice": notice,
    }
    return render(request, "records/repair_notices/new.html", context, status=status)


def _found(actor: Actor, number: str) -> list[FactVersion]:
    unit_id = unit_of(actor)
    return doors.read(
        find_penalties,
        actor=actor,
        purpose="制作信用修复告知书",
        target=("unit", unit_id),
        unit_id=unit_id,
        document_no=number,
    )


def _chosen(request: HttpRequest, found: list[FactVersion]) -> FactVersion | None:
    """The one asked for, or the only one."""
    wanted = request.GET.get("fact", "")
    named = [each for each in found if str(each.fact_id) == wanted]
    if named or wanted:
        return named[0] if named else None
    return found[0] if len(found) == 1 else None


def _initial(version: FactVersion | None, number: str) -> dict[str, object]:
    if version is None:
        return {"document_no": number}
    return {
        "addressee": name_of(version.subject_id),
        "document_no": version.document_no,
        "decided_on": version.decided_on,
        "outcome": _outcome(version),
        "severity": version.severity,
    }


def _outcome(version: FactVersion) -> str:
    said = version.outcome
    if version.amount:
        said = f"{said} {version.amount / FEN:,.2f} 元".strip()
    return said
