"""Correction notes: those the public reads, and those a unit still owes it."""

from collections.abc import Collection
from datetime import date

from core import errors as core_errors
from core import paging
from core.actors import Actor, Role
from records.models import CorrectionNote


def list_published(
    *, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> paging.Page[CorrectionNote]:
    """What the public reads, the latest first."""
    published = CorrectionNote.objects.filter(published_at__isnull=False)
    return paging.page(
        published.select_related("subject", "unit"),
        order=["-published_on", "-id"],
        cursor=cursor,
        size=size,
    )


def list_owed(*, actor: Actor, unit_ids: Collection[int] | None = None) -> list[CorrectionNote]:
    """Notes the actor's units still have to publish (for the credit office, all units), the most
    pressing first; those whose day waits for the calendar come last."""
    owed = CorrectionNote.objects.filter(published_at__isnull=True)
    if not actor.holds([Role.CREDIT_OFFICE]):
        owed = owed.filter(unit_id__in=actor.units())
    if unit_ids is not None:
        owed = owed.filter(unit_id__in=unit_ids)
    found = list(owed.select_related("subject", "unit").order_by("id"))
    return sorted(found, key=lambda note: (note.due_on is None, note.due_on or date.max, note.id))


def access_note(*, actor: Actor, note_id: int) -> CorrectionNote:
    """A published note is anybody's; one still owed is for the unit that owes it, and for the
    credit office, to which it comes when it is overdue."""
    note = CorrectionNote.objects.select_related("subject", "unit").filter(id=note_id).first()
    if note is None:
        raise core_errors.NOT_FOUND()
    knows = note.unit_id in actor.units() or actor.holds([Role.CREDIT_OFFICE])
    if note.published_at is None and not knows:
        raise core_errors.NOT_FOUND()
    return note
