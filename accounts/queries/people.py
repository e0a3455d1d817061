"""People and their accounts, for the administrators who keep them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import Credential, RecoveryCode, SignInGuard, User
from accounts.sealing import keyed_hash
from core import errors, paging
from core.actors import Actor, ActorKind, AdminRole


def require_administrator(actor: Actor, *roles: AdminRole) -> None:
    if actor.admin_role not in roles:
        raise errors.NOT_ALLOWED()


def require_platform(actor: Actor) -> None:
    """What the platform does by itself: its timetable and its commands, never a person."""
    if actor.kind is not ActorKind.SYSTEM:
        raise errors.NOT_ALLOWED()


def person_of(actor: Actor) -> int:
    """The person who acts; systems and the public have none and may not do what asks for one."""
    if actor.person_id is None:
        raise errors.NOT_ALLOWED()
    return actor.person_id


def user_of(actor: Actor) -> int:
    """The account that acts, of staff or an agent."""
    if actor.kind not in {ActorKind.STAFF, ActorKind.AGENT} or actor.id is None:
        raise errors.NOT_ALLOWED()
    return actor.id


def access_user(*, actor: Actor, user_id: int) -> User:
    """An account the actor may see; absent and forbidden look alike."""
    found = _with_people(User.objects.visible_to(actor)).filter(id=user_id).first()
    if found is None:
        raise errors.NOT_FOUND()
    return found


def list_users(
    *, actor: Actor, search: str = "", cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> paging.Page[User]:
    """Accounts by username; `search` is how the username begins."""
    require_administrator(actor, AdminRole.SYSTEM, AdminRole.SECURITY)
    rows = _with_people(User.objects.visible_to(actor))
    if search:
        rows = rows.filter(username__startswith=search.strip().lower())
    return paging.page(rows, order=("username", "id"), cursor=cursor, size=size)


def list_waiting_users(
    *, actor: Actor, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> paging.Page[User]:
    """Accounts that wait for the security administrator, oldest first."""
    require_administrator(actor, AdminRole.SECURITY)
    rows = _with_people(User.objects.visible_to(actor).waiting())
    return paging.page(rows, order=("id",), cursor=cursor, size=size)


def list_locked_until(*, users: Iterable[User], now: datetime) -> dict[int, datetime]:
    """Which of the accounts are locked at the moment, and until when."""
    by_hash = {name_hash(user.username): user.pk for user in users}
    guards = SignInGuard.objects.filter(name_hash__in=list(by_hash), locked_until__gt=now)
    return {
        by_hash[bytes(guard.name_hash)]: guard.locked_until
        for guard in guards
        if guard.locked_until is not None
    }


def lock_user(user_id: int) -> User:
    try:
        return User.objects.select_for_update(of=("self",)).select_related("person").get(id=user_id)
    except User.DoesNotExist:
        raise errors.NOT_FOUND() from None


def lock_credential(user_id: int) -> Credential:
    try:
        return Credential.objects.select_for_update().get(user_id=user_id)
    except Credential.DoesNotExist:
        raise errors.NOT_FOUND() from None


def name_hash(username: str) -> bytes:
    return keyed_hash(username, purpose="username")


def _with_people(users: QuerySet[User]) -> QuerySet[User]:
    return users.select_related("person", "credential")


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody should know about the keys to their own account."""

    password_expires_on: date
    enrolled_at: datetime | None
    recovery_codes_left: int


def get_own_standing(*, actor: Actor) -> Standing:
    credential = Credential.objects.get(user_id=user_of(actor))
    left = RecoveryCode.objects.filter(
        user_id=credential.user_id, used_at__isnull=True, void_at__isnull=True
    )
    return Standing(credential.password_expires_on, credential.totp_enrolled_at, left.count())
