from datetime import date

from django.db.models import Q, QuerySet

from accounts.errors import NO_SUCH_AGENT
from accounts.models import ActivationCode, Person, Representation, User
from core import errors, paging
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


def list_codes(
    *,
    actor: Actor,
    of_subject: int | None = None,
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> paging.Page[ActivationCode]:
    """Codes issued, newest first, for one organisation or all; never their text."""
    _require_credit_office(actor)
    rows = ActivationCode.objects.select_related("issued_by", "used_by__person")
    if of_subject is not None:
        rows = rows.filter(subject_id=of_subject)
    return paging.page(rows, order=("-id",), cursor=cursor, size=size)


def list_representations(
    *,
    actor: Actor,
    of_subject: int | None = None,
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> paging.Page[Representation]:
    """Who acts or acted for whom, newest first, for one organisation or all."""
    _require_credit_office(actor)
    rows = Representation.objects.select_related("user__person", "granted_by")
    if of_subject is not None:
        rows = rows.filter(subject_id=of_subject)
    return paging.page(rows, order=("-id",), cursor=cursor, size=size)


def find_agent(*, actor: Actor, username: str) -> User:
    """An agent's account in force, by its username; nobody else's is told to exist."""
    _require_credit_office(actor)
    name = username.strip().lower()
    found = User.objects.active().filter(username=name, duty=Person.Duty.AGENT).first()
    if found is None:
        raise NO_SUCH_AGENT()
    return found


def lock_representation(*, actor: Actor, representation_id: int) -> Representation:
    found = Representation.objects.select_for_update().filter(id=representation_id).first()
    if found is None or not (
        actor.holds({Role.CREDIT_OFFICE})
        or (actor.kind is ActorKind.AGENT and actor.id == found.user_id)
    ):
        raise errors.NOT_FOUND()
    return found


def _require_credit_office(actor: Actor) -> None:
    if not actor.holds({Role.CREDIT_OFFICE}):
        raise errors.NOT_ALLOWED()


def _may_see_agents(actor: Actor, subject_id: int) -> bool:
    return actor.holds({Role.CREDIT_OFFICE}) or (
        actor.kind is ActorKind.AGENT and subject_id in actor.subject_ids
    )
