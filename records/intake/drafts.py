"""Rows somebody is still writing. They are private, unchecked, and go by themselves."""

from collections.abc import Mapping
from datetime import timedelta

from core import clock
from core import errors as core_errors
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.services import audit
from records.intake import errors
from records.intake.batches import require_sender
from records.intake.interpreting import interpret
from records.intake.looking_up import load_known
from records.models import DraftRow
from sectors.models import OrgUnit

KEPT = timedelta(days=30)
MOST = 50


def save_draft(
    *,
    actor: Actor,
    unit_id: int,
    item_code: str,
    values: Mapping[str, str],
    draft_id: int | None = None,
) -> DraftRow:
    """Keep what was typed, however incomplete; it is kept some weeks from now on. Nothing about a
    person is."""
    require_transaction()
    version = require_sender(actor, unit_id, item_code)
    if actor.kind is not ActorKind.STAFF or actor.person_id is None:
        raise core_errors.NOT_ALLOWED()
    unit = OrgUnit.objects.get(id=unit_id)
    if interpret(values, load_known(version, unit, is_attested=False)).is_person:
        raise errors.ABOUT_PERSON()
    now = clock.now()
    said = {code: value for code, value in values.items() if value}
    if draft_id is None:
        if DraftRow.objects.visible_to(actor).count() >= MOST:
            raise errors.DRAFTS_MANY(limit=MOST)
        draft = DraftRow(unit_id=unit_id, item_id=version.item_id, made_by_id=actor.person_id)
    else:
        draft = lock_draft(actor, draft_id)
    draft.values, draft.changed_at, draft.expires_at = said, now, now + KEPT
    draft.save()
    _note(actor, draft, "records.save_draft")
    return draft


def discard_draft(*, actor: Actor, draft_id: int) -> None:
    """Its maker needs it no more; asked again there is nothing left to do."""
    require_transaction()
    draft = DraftRow.objects.visible_to(actor).select_for_update().filter(id=draft_id).first()
    if draft is None:
        return
    _note(actor, draft, "records.discard_draft")
    draft.delete()


def access_draft(*, actor: Actor, draft_id: int) -> DraftRow:
    """One's own draft; not found also when it is somebody else's."""
    found = DraftRow.objects.visible_to(actor).select_related("item").filter(id=draft_id).first()
    if found is None or found.expires_at <= clock.now():
        raise core_errors.NOT_FOUND()
    return found


def list_drafts(*, actor: Actor) -> list[DraftRow]:
    """One's own drafts, the newest first; there are few."""
    drafts = DraftRow.objects.visible_to(actor).filter(expires_at__gt=clock.now())
    return list(drafts.select_related("item").order_by("-id"))


def lock_draft(actor: Actor, draft_id: int) -> DraftRow:
    found = DraftRow.objects.visible_to(actor).select_for_update().filter(id=draft_id).first()
    if found is None:
        raise core_errors.NOT_FOUND()
    return found


def clear_expired(*, actor: Actor) -> int:
    """Remove what nobody has gone on with."""
    require_transaction()
    removed, _ = DraftRow.objects.filter(expires_at__lte=clock.now()).delete()
    return removed


def _note(actor: Actor, draft: DraftRow, action: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("draft_row", draft.id),
        detail={"unit": draft.unit_id, "item": draft.item_id},
    )
