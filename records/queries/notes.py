"""Correction notes: those the public reads, and those a unit still owes it."""

from collections.abc import Collection
from datetime import date

from core import errors as core_errors
from core import paging
from core.actors import Actor
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
    """Notes the actor's units still have to publish, the most pressing first; those whose day waits
    for the calendar come last."""
    own = actor.units() if unit_ids is None else actor.units() & set(unit_ids)
    owed = CorrectionNote.objects.filter(published_at__isnull=True, unit_id__in=own)
    found = list(owed.select_related("subject", "unit").order_by("id"))
    return sorted(found, key=lambda note: (note.due_on is None, note.due_on or date.max, note.id))


def access_note(*, actor: Actor, note_id: int) -> CorrectionNote:
    """A published note is anybody's; one still owed is for the unit that owes it."""
    note = CorrectionNote.objects.select_related("subject", "unit").filter(id=note_id).first()
    if note is None or (note.published_at is None and note.unit_id not in actor.units()):
        raise core_errors.NOT_FOUND()
    return note
