"""Rulebooks whose day has come: everybody is graded by them."""

from datetime import date

from core.actors import Actor
from core.doors import require_transaction
from core.models import Job
from core.queries.jobs import OPEN
from core.services import jobs
from ratings.models import Publication, Purpose

RECOMPUTE = "ratings.recompute"


def apply_rulebooks(*, actor: Actor, day: date) -> Job | None:
    """Start one full run for all lines with a new rulebook, unless one is under way."""
    require_transaction()
    waiting = Publication.objects.filter(
        purpose=Purpose.OFFICIAL, from_date__lte=day, applied_at__isnull=True
    ).order_by("id")
    # Locked, so that two callers do not start two runs.
    found = list(waiting.select_for_update(skip_locked=True))
    if not found or Job.objects.filter(kind=RECOMPUTE, state__in=OPEN).exists():
        return None
    return start_recompute(
        actor=actor,
        day=day,
        lines=sorted({each.line_id for each in found}),
        publications=[each.id for each in found],
    )


def start_recompute(
    *, actor: Actor, day: date, lines: list[int], publications: list[int] | None = None
) -> Job:
    """A full run over the lines named, or all of them when none is."""
    require_transaction()
    parameters = {"day": day.isoformat(), "lines": lines, "publications": publications or []}
    return jobs.start(actor=actor, kind=RECOMPUTE, parameters=parameters)
