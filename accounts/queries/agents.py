from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import ActivationCode, Representation
from core import errors
from core.actors import Actor, ActorKind, Role


def representations_on(day: date) -> QuerySet[Representation]:
    """Who acts for whom on a day."""
    return Representation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day
    )


def list_subject_ids(*, user_id: int, day: date) -> frozenset[int]:
    rows = representations_on(day).filter(user_id=user_id)
    return frozenset(rows.values_list("subject_id", flat=True))


def list_agents_of(*, actor: Actor, subject_id: int, day: date) -> list[Representation]:
    """The agents of one organisation on a day: for the credit office and for its own agents."""
    if not _may_see_agents(actor, subject_id):
        raise errors.NOT_FOUND()
    rows = representations_on(day).filter(subject_id=subject_id)
    return list(rows.select_related("user__person").order_by("starts_on", "id"))


def list_open_codes(*, actor: Actor, subject_id: int) -> list[ActivationCode]:
    """Codes issued for one organisation that are neither used nor withdrawn."""
    if not actor.holds({Role.CREDIT_OFFICE}):
        raise errors.NOT_FOUND()
    rows = ActivationCode.objects.filter(
        subject_id=subject_id, used_at__isnull=True, revoked_at__isnull=True
    )
    return list(rows.order_by("issued_at", "id"))


def lock_representation(*, actor: Actor, representation_id: int) -> Representation:
    found = Representation.objects.select_for_update().filter(id=representation_id).first()
    if found is None or not (
        actor.holds({Role.CREDIT_OFFICE})
        or (actor.kind is ActorKind.AGENT and actor.id == found.user_id)
    ):
        raise errors.NOT_FOUND()
    return found


def _may_see_agents(actor: Actor, subject_id: int) -> bool:
    return actor.holds({Role.CREDIT_OFFICE}) or (
        actor.kind is ActorKind.AGENT and subject_id in actor.subject_ids
    )
