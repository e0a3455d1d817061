"""The page of one fact."""

from datetime import date

from django.http import HttpRequest, HttpResponse

from core import clock, doors
from core.access import actor_of, allow
from core.methods import methods
from core.views.answers import page
from portal.files import fact_page
from portal.files.purpose import ask, purpose_of, reader_of
from portal.files.views import READERS
from portal.templatetags.credit_ui import url_if
from records.models import FactEffect


@allow(READERS)
@methods("GET")
def fact(request: HttpRequest, fact_id: int) -> HttpResponse:
    purpose = None if "ask" in request.GET else purpose_of(request)
    if purpose is None:
        return ask(request)
    actor = actor_of(request)
    found = doors.read(
        fact_page.open_fact,
        actor=actor,
        purpose=purpose,
        target=("fact", fact_id),
        fact_id=fact_id,
    )
    today = clock.today()
    context = {
        "found": found,
        "holding": [(effect, unit) for effect, unit in found.effects if _holds_on(effect, today)],
        "content_hash": bytes(found.last.content_hash).hex(),
        "acts": acts_of(found),
        "fact": found.history.fact,
        "last": found.last,
        "subject": found.history.fact.subject,
        "purpose": purpose,
        "reader": reader_of(request, actor),
        "read_at": clock.now(),
    }
    return page(request, "portal/files/fact.html", context)


ACTS = (
    ("withdraw", "records:withdraw", "撤回（决定被撤销或变更）"),
    ("retract", "records:retract", "误传更正"),
    ("dispute", "records:dispute", "标记异议"),
    ("end_dispute", "records:end_dispute", "结束异议"),
    ("move", "records:move_fact", "转至其他主体"),
    ("tie", "records:tie_fact", "关联案件"),
)


def acts_of(found: fact_page.FactPage) -> list[dict[str, str]]:
    """What the reader may do about the fact, each a page that shows what follows from it first."""
    fact_id = found.history.fact.id
    return [
        {"label": label, "url": url}
        for power, name, label in ACTS
        if getattr(found.powers, power) and (url := url_if(name, fact_id))
    ]


def _holds_on(effect: FactEffect, today: date) -> bool:
    if effect.closed_at is not None or effect.starts_on > today:
        return False
    return effect.ends_on is None or today < effect.ends_on
