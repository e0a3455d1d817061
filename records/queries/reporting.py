"""What a unit has reported of each item in a month, and how its numbers run."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from core import clock
from core import errors as core_errors
from core.actors import Actor, Role
from records.intake.batches import items_of
from records.models import CURRENT, CatalogueVersion, FactVersion, NilReport, QueuedRow
from records.sql.numbering import Numbering, find_numbering


@dataclass(frozen=True, slots=True)
class MonthRow:
    """An item in a month: what is in the ledger, what waits, what was said to be nothing."""

    version: CatalogueVersion
    inside: int
    waiting: int
    report: NilReport | None
    may_report: bool


def month_of(*, actor: Actor, unit_id: int, month: date) -> list[MonthRow]:
    """Every item the unit sends, in a constant number of questions."""
    require_reader(actor, unit_id)
    after = clock.add_months(month, 1)
    facts = FactVersion.objects.filter(
        CURRENT, unit_id=unit_id, decided_on__gte=month, decided_on__lt=after
    )
    rows = QueuedRow.objects.filter(
        unit_id=unit_id,
        state=QueuedRow.State.WAITING,
        decided_on__gte=month,
        decided_on__lt=after,
    )
    inside, waiting = _counted(facts), _counted(rows)
    reports = {
        report.item_id: report
        for report in NilReport.objects.filter(unit_id=unit_id, month=month)
        .order_by("id")
        .select_related("reported_by", "contradicted_by")
        if report.withdrawn_at is None
    }
    found = []
    for version in items_of(unit_id, clock.today()):
        item_id = version.item_id
        report = reports.get(item_id)
        nothing = not inside.get(item_id) and not waiting.get(item_id)
        stands = report is not None and report.contradicted_at is None
        found.append(
            MonthRow(
                version,
                inside.get(item_id, 0),
                waiting.get(item_id, 0),
                report,
                nothing and not stands,
            )
        )
    return found


def numbering_of(*, actor: Actor, unit_id: int, version: CatalogueVersion, year: int) -> Numbering:
    require_reader(actor, unit_id)
    return find_numbering(unit_id, version.item_id, year)


def require_reader(actor: Actor, unit_id: int) -> None:
    if unit_id not in actor.units() and not actor.holds([Role.CREDIT_OFFICE]):
        raise core_errors.NOT_FOUND()


def _counted(
    rows: QuerySet[FactVersion, FactVersion] | QuerySet[QueuedRow, QueuedRow],
) -> dict[int, int]:
    return dict(rows.order_by().values_list("item_id").annotate(Count("id")))
