"""The officer's word that decisions were notified and served: for a batch, or rows that wait."""

from collections.abc import Iterable
from datetime import date

from core.actors import Actor, ActorKind
from records.intake import errors
from records.models import Attestation, Batch
from records.services.facts import attest
from records.sql import intake as sql

WORDING = "本批次所列决定均已依法告知当事人并送达，送达证明存本单位备查。"


def require_person(actor: Actor) -> None:
    """No system speaks for an officer."""
    if actor.kind is not ActorKind.STAFF or actor.person_id is None:
        raise errors.ATTEST_PERSON()


def attest_batch(actor: Actor, batch: Batch) -> Attestation | None:
    """For the days the batch speaks of; nothing to say where it speaks of none."""
    days = sql.days_of(batch.id)
    if days is None:
        return None
    return attest_days(actor, batch.unit_id, batch.item_id, days)


def attest_days(actor: Actor, unit_id: int, item_id: int, days: Iterable[date]) -> Attestation:
    spoken_of = sorted(days)
    return attest(
        actor=actor,
        unit_id=unit_id,
        item_id=item_id,
        wording=WORDING,
        decided_from=spoken_of[0],
        decided_to=spoken_of[-1],
    )
