"""The seven working days: by when each decision was due, whether it came in time, and what came in.

Counted on from the change log, whose positions nobody can miss or meet twice; deadlines are
reckoned once for each day of decision and term, whatever the number of facts."""

from collections.abc import Iterable, Sequence

from core import clock, errors
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.queries import calendar
from core.services import audit
from exchange.models import Change
from records.models import ReportDeadline
from records.quality.sql import clock as sql
from records.quality.sql.clock import Term

CONSUMER = "records.quality"
AT_ONCE = 2_000


def count_on(actor: Actor, changes: Sequence[Change]) -> None:
    """The consumer: what a stretch of the change log means for reports and volumes."""
    opened = [change.ref for change in changes if change.kind == "fact.recorded"]
    closed = [change.ref for change in changes if change.kind == "fact.closed"]
    if not opened and not closed:
        return
    sql.lock()
    reckon(sql.unreckoned(opened))
    sql.count_on(opened, closed)


def reckon(terms: Iterable[Term]) -> None:
    """Give each day and term its deadline; open ones wait for the calendar."""
    ReportDeadline.objects.bulk_create(
        [_row(term) for term in terms], batch_size=AT_ONCE, ignore_conflicts=True
    )


def resolve_deadlines(*, actor: Actor) -> int:
    """Reckon again what waits for a year of the calendar, facts and rows in queues alike; how many
    deadlines have a day now. The platform does this by itself."""
    require_transaction()
    require_platform(actor)
    sql.lock()
    reckon(sql.unreckoned_of_queues())
    waiting = ReportDeadline.objects.filter(due_on__isnull=True).order_by("id")
    given: list[int] = []
    now = clock.now()
    for row in waiting.select_for_update():
        reckoned = calendar.deadline(row.starts_on, row.working_days)
        if reckoned.as_json() == row.deadline:
            continue
        row.due_on, row.missing_year = reckoned.due_on, reckoned.missing_year
        row.deadline = reckoned.as_json()
        if reckoned.due_on is not None:
            row.resolved_at = now
            given.append(row.id)
        row.save(update_fields=["due_on", "missing_year", "deadline", "resolved_at"])
    queued = sql.resolve_queues()
    if given:
        sql.resolve(given)
    if given or queued:
        audit.record(
            actor=actor,
            action="records.resolve_deadlines",
            detail={"deadlines": len(given), "queued": queued},
        )
    return len(given)


def _row(term: Term) -> ReportDeadline:
    reckoned = calendar.deadline(term.starts_on, term.working_days)
    return ReportDeadline(
        starts_on=term.starts_on,
        working_days=term.working_days,
        due_on=reckoned.due_on,
        missing_year=reckoned.missing_year,
        deadline=reckoned.as_json(),
    )


def require_platform(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        raise errors.NOT_ALLOWED()
