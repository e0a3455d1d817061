"""Lists of standing facts, page by page."""

from core import paging
from core.actors import Actor
from records.models import CURRENT, FactVersion
from records.queries.access import access_subject


def list_facts(
    *,
    actor: Actor,
    uscc: str,
    kind: str = "",
    polarity: str = "",
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> paging.Page[FactVersion]:
    """What stands about an organisation and the actor may read, the latest first. Each row's
    `subject.ledger_at` is the clock the answer was read at."""
    subject = access_subject(actor=actor, uscc=uscc)
    found = FactVersion.objects.visible_to(actor).filter(CURRENT, subject_id=subject.id)
    if kind:
        found = found.filter(kind=kind)
    if polarity:
        found = found.filter(polarity=polarity)
    rows = found.select_related("subject", "catalogue_version", "unit", "text")
    return paging.page(rows, order=["-starts_on", "-id"], cursor=cursor, size=size)
