"""Taking work on and giving it back."""

from core import clock, doors, errors
from core.actors import Actor, Role
from core.services import audit
from desk import errors as refusals
from desk.models import WorkItem
from desk.queries import access_item, access_item_to_release, lock_item


def claim(*, actor: Actor, item_id: int) -> WorkItem:
    """Take an item on. Of two people at once one gets it; the other is told. Claiming one's own
    again changes nothing."""
    doors.require_transaction()
    if actor.person_id is None:
        raise errors.NOT_ALLOWED()
    access_item(actor, item_id)
    item = _open(item_id)
    if item.assignee_id == actor.person_id:
        return item
    if item.assignee_id is not None:
        raise refusals.ALREADY_CLAIMED()
    item.assignee_id, item.claimed_at = actor.person_id, clock.now()
    item.save(update_fields=["assignee", "claimed_at"])
    _note(actor, "desk.claim", item)
    return item


def release(*, actor: Actor, item_id: int) -> WorkItem:
    """Give an item back to all who hold its role: by the one who has it, by who stands in for
    that person, or by an approver of the unit."""
    doors.require_transaction()
    access_item_to_release(actor, item_id)
    item = _open(item_id)
    if item.assignee_id is None:
        raise refusals.NOT_CLAIMED()
    stands_in = {duty.on_behalf_of for duty in actor.duties if duty.unit_id == item.unit_id}
    if (
        item.assignee_id != actor.person_id
        and item.assignee_id not in stands_in
        and not actor.holds([Role.APPROVER], unit_id=item.unit_id)
    ):
        raise refusals.RELEASE_NOT_ALLOWED()
    item.assignee_id = item.claimed_at = None
    item.save(update_fields=["assignee", "claimed_at"])
    _note(actor, "desk.release", item)
    return item


def _open(item_id: int) -> WorkItem:
    item = lock_item(item_id)
    if item.state != WorkItem.State.OPEN:
        raise refusals.NOT_OPEN()
    return item


def _note(actor: Actor, action: str, item: WorkItem) -> None:
    audit.record(actor=actor, action=action, target=("work", item.id), subject_id=item.subject_id)
