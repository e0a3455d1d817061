"""The rows behind each number of quality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from core import errors, paging
from core.actors import Actor
from core.clock import add_months
from records.models import Batch, FactReport, FactVersion, QueuedRow, ReturnedRow
from records.quality.queries.quality import items_by_code
from records.quality.queries.reach import Unit, access_unit
from records.quality.sql.measures import midnight

# What can be asked for, with its title.
FACTS: Mapping[str, tuple[str, Q]] = {
    "facts": ("首次入库的信息", Q()),
    "in_time": ("按时入库的信息", Q(known_on__lte=F("deadline__due_on"))),
    "late": ("迟报的信息", Q(known_on__gt=F("deadline__due_on"))),
    "waiting": ("期限待日历的信息", Q(deadline__isnull=False, deadline__due_on__isnull=True)),
    "mended": ("其后更正、撤回或转移的信息", Q(mended_at__isnull=False)),
}
QUEUES: Mapping[str, tuple[str, Q]] = {
    "queued": ("等待处理的行", Q()),
    "overdue": ("超过时限仍未入库的行", Q(due_on__isnull=False)),
}
OTHERS = {"returned": "退回更正的行", "batches": "报送批次"}
TITLES = {
    **{name: title for name, (title, _) in (*FACTS.items(), *QUEUES.items())},
    **OTHERS,
}


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind one number; `shape` says which kind they are."""

    unit: Unit
    month: date
    item: str
    title: str
    shape: str
    rows: Sequence[Any]
    next: str | None


def rows_behind(
    *,
    actor: Actor,
    code: str,
    month: date,
    what: str,
    item_code: str,
    today: date,
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> Behind:
    unit = access_unit(actor=actor, code=code, today=today)
    item = None
    if item_code:
        item = items_by_code(today).get(item_code)
        if item is None:
            raise errors.NOT_FOUND()
    if what not in TITLES:
        raise errors.NOT_FOUND()
    of_item = Q(item_id=item.item_id) if item else Q()
    shape, rows, order = _rows(actor, unit.id, month, what, of_item, today)
    page = paging.page(rows, order=order, cursor=cursor, size=size)
    title = f"{item.name}：{TITLES[what]}" if item else TITLES[what]
    return Behind(unit, month, item_code, title, shape, page.items, page.next)


def _rows(
    actor: Actor, unit_id: int, month: date, what: str, of_item: Q, today: date
) -> tuple[str, QuerySet[Any], list[str]]:
    until = add_months(month, 1)
    if what in FACTS:
        found = FactReport.objects.filter(
            of_item, FACTS[what][1], unit_id=unit_id, known_on__gte=month, known_on__lt=until
        )
        return "facts", _described(actor, found), ["known_on", "fact_id"]
    if what in QUEUES:
        waiting = QueuedRow.objects.filter(
            of_item, QUEUES[what][1], unit_id=unit_id, state=QueuedRow.State.WAITING
        )
        if what == "overdue":
            waiting = waiting.filter(due_on__lt=today)
        return "queued", waiting, ["-id"]
    began, ended = midnight(month), midnight(until)
    if what == "returned":
        returned = ReturnedRow.objects.filter(
            of_item, unit_id=unit_id, returned_at__gte=began, returned_at__lt=ended
        )
        return "returned", returned.select_related("batch", "accepted_batch"), ["-id"]
    batches = Batch.objects.filter(
        of_item,
        unit_id=unit_id,
        state__in=("done", "undoing", "undone"),
        ended_at__gte=began,
        ended_at__lt=ended,
    )
    return "batches", batches, ["-id"]


def _described(actor: Actor, reports: QuerySet[FactReport]) -> QuerySet[FactReport]:
    """With the number of the document and whom it is about, as the last version has them, where
    the actor may read it."""
    latest = (
        FactVersion.objects.visible_to(actor)
        .filter(subject_id=OuterRef("subject_id"), fact_id=OuterRef("fact_id"))
        .order_by("-opened_at")
    )
    return reports.select_related("subject", "deadline").annotate(
        document_no=Subquery(latest.values("document_no")[:1]),
        item_name=Subquery(latest.values("catalogue_version__name")[:1]),
    )
