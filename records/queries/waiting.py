"""Rows that wait, as people read them: what each lacks, by when, and what stands beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core import clock, paging
from core.actors import Actor
from records.decisions.contents import ERASED, Item, items
from records.decisions.fields import Field, read_schema
from records.decisions.queues import Choice
from records.intake.looking_up import in_force
from records.intake.notes import Note, Weight
from records.intake.queues import access_queued, choices_of
from records.intake.staging import from_json
from records.models import (
    CURRENT,
    CatalogueVersion,
    FactVersion,
    QueuedRow,
    Subject,
    SubjectVersion,
)
from records.queries.batch_rows import Remarks, content_of, grouped
from records.queries.submissions import soon_day, working_days_left
from sectors.models import OrgUnit

OVERDUE, SOON = "overdue", "soon"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row in a list. `lacks` are the notes that keep it out."""

    row: QueuedRow
    item: str
    lacks: Sequence[Note]
    left: int | None
    only_notice: bool


@dataclass(frozen=True, slots=True)
class WaitingPage:
    items: list[Waiting]
    next: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of what came, and of what the ledger holds."""

    label: str
    came: str
    stands: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A waiting row with everything a person needs to go on with it."""

    row: QueuedRow
    version: CatalogueVersion
    fields: Sequence[Field]
    remarks: Sequence[Remarks]
    notes: Sequence[Note]
    left: int | None
    came: Sequence[Item]
    standing: FactVersion | None
    beside: Sequence[Beside]
    names: Sequence[SubjectVersion]
    choices: Sequence[Choice]


def list_waiting(
    *,
    actor: Actor,
    queue: str,
    unit_id: int | None = None,
    item_code: str = "",
    due: str = "",
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> WaitingPage:
    """What waits in a queue of the actor's units, the newest first."""
    today = clock.today()
    rows = waiting_of(actor).filter(queue=queue).select_related("unit", "item", "batch", "made_by")
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if item_code:
        rows = rows.filter(item__code=item_code)
    if due == OVERDUE:
        rows = rows.filter(due_on__lt=today)
    elif due == SOON:
        rows = rows.filter(due_on__gte=today, due_on__lte=soon_day(today))
    page = paging.page(rows, order=("-id",), cursor=cursor, size=size)
    left = working_days_left([row.due_on for row in page.items], today)
    names = _item_names(row.item_id for row in page.items)
    return WaitingPage(
        [_waiting(row, left, names.get(row.item_id, row.item.code)) for row in page.items],
        page.next,
    )


def waiting_of(actor: Actor) -> QuerySet[QueuedRow]:
    return QueuedRow.objects.visible_to(actor).filter(state=QueuedRow.State.WAITING)


def units_waiting(*, actor: Actor, queue: str) -> list[OrgUnit]:
    """The units with something in a queue."""
    units = waiting_of(actor).filter(queue=queue).order_by().values("unit_id").distinct()
    return list(OrgUnit.objects.filter(id__in=units).order_by("sort_order", "code"))


def items_waiting(*, actor: Actor, queue: str) -> list[tuple[str, str]]:
    """The items with something in a queue: code and name."""
    ids = waiting_of(actor).filter(queue=queue).order_by().values("item_id").distinct()
    versions = CatalogueVersion.objects.filter(item_id__in=ids).order_by("item_id", "-valid_from")
    latest = versions.distinct("item_id").select_related("item")
    return [(version.item.code, version.name) for version in latest]


def read_case(*, actor: Actor, row_id: int) -> Case:
    """One row, also one that waits no longer: its content has gone then."""
    row = access_queued(actor=actor, row_id=row_id)
    version = in_force(row.item)
    fields = read_schema(version.fields)
    notes = from_json(row.remarks)
    standing = _standing(actor, row)
    return Case(
        row=row,
        version=version,
        fields=fields,
        remarks=grouped(notes),
        notes=notes,
        left=working_days_left([row.due_on], clock.today()).get(row.due_on or date.min),
        came=items(fields, row.row),
        standing=standing,
        beside=_beside(fields, row, standing) if standing else (),
        names=_names(row),
        choices=choices_of(row),
    )


def _waiting(row: QueuedRow, left: dict[date, int], item: str) -> Waiting:
    lacks = [note for note in from_json(row.remarks) if note.weight >= Weight.HOLD]
    codes = {note.code for note in lacks}
    return Waiting(
        row=row,
        item=item,
        lacks=lacks,
        left=left.get(row.due_on) if row.due_on else None,
        only_notice=codes == {"held.notice"},
    )


def _item_names(item_ids: Iterable[int]) -> dict[int, str]:
    versions = CatalogueVersion.objects.filter(item_id__in=set(item_ids))
    latest = versions.order_by("item_id", "-valid_from").distinct("item_id")
    return dict(latest.values_list("item_id", "name"))


def _standing(actor: Actor, row: QueuedRow) -> FactVersion | None:
    """The fact the row collides with, where the actor may read it."""
    if row.fact_id is None:
        return None
    found = FactVersion.objects.visible_to(actor).filter(CURRENT, fact_id=row.fact_id)
    return found.select_related("subject", "unit", "text").first()


def _beside(fields: Sequence[Field], row: QueuedRow, standing: FactVersion) -> list[Beside]:
    """Both by field, in the order of the catalogue; texts that were erased say so."""
    held = content_of(standing)
    came = {each.code: each for each in items(fields, row.row)}
    stands = {each.code: each for each in items(fields, held)}
    found = []
    for field in fields:
        one, other = came.get(field.code), stands.get(field.code)
        if one is None and other is None:
            continue
        said, kept = one.text if one else "", other.text if other else ""
        is_erased = bool(held["texts_erased"]) and bool((one or other) and (one or other).is_long)  # type: ignore[union-attr]  # one of them is there
        found.append(
            Beside(field.name, said, ERASED if is_erased else kept, not is_erased and said != kept)
        )
    return found


def _names(row: QueuedRow) -> list[SubjectVersion]:
    """What the register calls the organisation, now and before."""
    subject = Subject.objects.filter(uscc=row.uscc).first() if row.uscc else None
    if subject is None:
        return []
    versions = SubjectVersion.objects.filter(subject=subject).exclude(name="")
    return list(versions.order_by("-valid_from", "-id")[:5])
