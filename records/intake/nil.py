"""零报告: a unit says for a month that it decided nothing of an item."""

from datetime import date

from core import clock
from core import errors as core_errors
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.services import audit
from records.intake import errors
from records.intake.batches import require_sender
from records.models import NilReport
from records.sql import intake as sql


def report_nil(*, actor: Actor, unit_id: int, item_code: str, month: date) -> NilReport:
    """Said by a person, for a month that is over or under way, once; the same said again changes
    nothing. Raises `intake.not_nil` when something of the month was reported or waits."""
    require_transaction()
    version = require_sender(actor, unit_id, item_code)
    if actor.kind is not ActorKind.STAFF or actor.person_id is None:
        raise core_errors.NOT_ALLOWED()
    first = month.replace(day=1)
    if first > clock.today():
        raise errors.NIL_MONTH()
    # Rows that are just being written are waited for, and seen.
    sql.claim_reporting(unit_id, version.item_id)
    standing = NilReport.objects.standing().filter(
        unit_id=unit_id, item_id=version.item_id, month=first
    )
    if (found := standing.first()) is not None:
        return found
    report = NilReport.objects.create(
        unit_id=unit_id,
        item_id=version.item_id,
        month=first,
        reported_by_id=actor.person_id,
        reported_at=clock.now(),
    )
    _note(actor, report, "records.report_nil")
    return report


def withdraw_nil(*, actor: Actor, report_id: int) -> NilReport:
    """It was said by mistake. One that was contradicted by what came later needs no withdrawing."""
    require_transaction()
    found = NilReport.objects.visible_to(actor).filter(id=report_id)
    report = found.select_for_update(of=("self",)).select_related("item").first()
    if report is None:
        raise core_errors.NOT_FOUND()
    require_sender(actor, report.unit_id, report.item.code)
    if actor.person_id is None:
        raise core_errors.NOT_ALLOWED()
    if report.withdrawn_at is not None or report.contradicted_at is not None:
        raise errors.NIL_ENDED()
    report.withdrawn_by_id, report.withdrawn_at = actor.person_id, clock.now()
    report.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _note(actor, report, "records.withdraw_nil")
    return report


def list_nil(*, actor: Actor, unit_id: int, year: int) -> list[NilReport]:
    """What a unit said for the months of a year, also what was withdrawn or contradicted since."""
    found = NilReport.objects.visible_to(actor).filter(unit_id=unit_id, month__year=year)
    return list(found.select_related("item", "reported_by").order_by("-month", "item_id", "-id"))


def _note(actor: Actor, report: NilReport, action: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("nil_report", report.id),
        detail={
            "unit": report.unit_id,
            "item": report.item_id,
            "month": report.month.isoformat(),
        },
    )
