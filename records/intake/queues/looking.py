"""Looking at what waits."""

from collections.abc import Collection, Sequence

from django.db.models import Count, QuerySet

from core import errors as core_errors
from core import paging
from core.actors import Actor, Role
from core.doors import require_transaction
from records.decisions.queues import Choice, choices_for
from records.intake import errors
from records.models import QueuedRow

Queue, State = QueuedRow.Queue, QueuedRow.State
MOST_AT_ONCE = 1_000


def list_queued(
    *,
    actor: Actor,
    queue: str = "",
    unit_id: int | None = None,
    item_code: str = "",
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> paging.Page[QueuedRow]:
    """What waits in the actor's units, the newest first."""
    rows = _shown(actor).filter(state=State.WAITING)
    if queue:
        rows = rows.filter(queue=queue)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if item_code:
        rows = rows.filter(item__code=item_code)
    return paging.page(rows, order=("-id",), cursor=cursor, size=size)


def count_queued(*, actor: Actor, unit_id: int | None = None) -> dict[str, int]:
    """How many wait in each queue."""
    rows = QueuedRow.objects.visible_to(actor).filter(state=State.WAITING)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    counted = dict(rows.order_by().values_list("queue").annotate(Count("id")))
    return {queue: int(counted.get(queue, 0)) for queue in Queue.values}


def access_queued(*, actor: Actor, row_id: int) -> QueuedRow:
    """The row, also when it waits no longer; not found also when it is another unit's."""
    found = _shown(actor).filter(id=row_id).first()
    if found is None:
        raise core_errors.NOT_FOUND()
    return found


def choices_of(row: QueuedRow) -> tuple[Choice, ...]:
    """What may be decided about a row in conflict."""
    if row.state != State.WAITING or row.queue != Queue.CONFLICT:
        return ()
    codes = {str(code) for code, _, _ in row.remarks}
    return choices_for(codes, has_number=bool(row.row.get("document_key")))


def lock_queued(
    *,
    actor: Actor,
    row_ids: Collection[int],
    roles: Sequence[Role],
    queues: Collection[str] = (),
) -> list[QueuedRow]:
    """Rows that wait, for who may act on them in their unit; nobody else takes them meanwhile."""
    require_transaction()
    wanted = set(row_ids)
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise errors.ROWS_AT_ONCE(limit=MOST_AT_ONCE)
    found = QueuedRow.objects.visible_to(actor).filter(id__in=wanted)
    rows = list(
        found.select_for_update(of=("self",))
        .select_related("batch__unit", "item__sector", "unit")
        .order_by("id")
    )
    if len(rows) != len(wanted):
        raise core_errors.NOT_FOUND()
    if actor.person_id is None or not all(
        actor.holds(roles, unit_id=unit_id) for unit_id in {row.unit_id for row in rows}
    ):
        raise core_errors.NOT_ALLOWED()
    if any(row.state != State.WAITING or (queues and row.queue not in queues) for row in rows):
        raise errors.NOTHING_TO_TAKE()
    return rows


def _shown(actor: Actor) -> QuerySet[QueuedRow]:
    return QueuedRow.objects.visible_to(actor).select_related("unit", "item", "batch", "made_by")
