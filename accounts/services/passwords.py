"""Setting passwords."""

from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth import hashers

from accounts import errors, tokens
from accounts.decisions import passwords as rules
from accounts.models import Credential, PastPassword, Session, User
from accounts.policy import policy
from accounts.queries.people import (
    access_user,
    lock_credential,
    lock_user,
    require_administrator,
    user_of,
)
from accounts.services import guards
from accounts.services.sessions import Started, end_all_sessions, open_session
from accounts.visitors import Visitor
from core import clock, doors
from core.actors import Actor, AdminRole
from core.errors import FieldError, Refusal
from core.services import audit


def change_password(
    *, actor: Actor, current: str, password: str, visitor: Visitor
) -> Started | Refusal:
    """A signed-in person chooses another password. All their sessions end; the one they are in
    goes on under a new key. A wrong present password counts as a wrong try to sign in."""
    doors.require_transaction()
    now = clock.now()
    user = lock_user(user_of(actor))
    guard = guards.lock_guard(user.username, now)
    locked = guards.refusal_while_locked(guard, now)
    if locked:
        return locked
    credential = lock_credential(user.pk)
    if not hashers.check_password(current, credential.password):
        audit.record(
            actor=actor,
            action="accounts.refuse_password",
            target=("user", user.pk),
            detail={"code": errors.WRONG_PASSWORD.code},
        )
        return guards.count_wrong_try(guard, now) or errors.WRONG_PASSWORD()
    set_chosen_password(actor=actor, user=user, credential=credential, password=password, now=now)
    return open_session(user=user, visitor=visitor, now=now)


def set_chosen_password(
    *, actor: Actor, user: User, credential: Credential, password: str, now: datetime
) -> None:
    """Take a password its owner chose, when it keeps the rules; all sessions end."""
    refuse_unfit(password, user=user, credential=credential)
    _remember(credential)
    set_password(credential, password, now=now, days=policy().password_days, must_change=False)
    ended = end_all_sessions(user.pk, Session.End.PASSWORD, now)
    audit.record(
        actor=actor,
        action="accounts.change_password",
        target=("user", user.pk),
        detail={"ended": ended},
    )


def reset_password(*, actor: Actor, user_id: int) -> str:
    """A new initial password, shown once, to hand over on paper.

    By the system administrator, who cannot touch the second factor: nobody alone can enter
    another's account.
    """
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    user = access_user(actor=actor, user_id=user_id)
    if user.person_id == actor.person_id:
        raise errors.SAME_PERSON()
    if user.deactivated_at is not None:
        raise errors.ALREADY_DECIDED()
    now = clock.now()
    credential = lock_credential(user.pk)
    if not credential.must_change:
        _remember(credential)
    initial = tokens.new_password()
    set_initial_password(credential, initial, now=now)
    ended = end_all_sessions(user.pk, Session.End.PASSWORD, now)
    audit.record(
        actor=actor,
        action="accounts.reset_password",
        target=("user", user.pk),
        detail={"ended": ended},
    )
    return initial


def set_initial_password(credential: Credential, password: str, *, now: datetime) -> None:
    """A password made for its owner: to be changed at the first sign-in, and soon."""
    set_password(
        credential, password, now=now, days=policy().initial_password_days, must_change=True
    )


def set_password(
    credential: Credential, password: str, *, now: datetime, days: int, must_change: bool
) -> None:
    credential.password = hashers.make_password(password)
    credential.password_set_at = now
    credential.password_expires_on = now.date() + timedelta(days=days)
    credential.must_change = must_change
    if credential._state.adding:
        credential.save(force_insert=True)
    else:
        credential.save(
            update_fields=["password", "password_set_at", "password_expires_on", "must_change"]
        )


def refuse_unfit(password: str, *, user: User, credential: Credential | None) -> None:
    found = rules.faults(password, username=user.username, policy=policy())
    if not found and credential is not None and _was_used(password, credential):
        found.append(f"不能与现用或最近 {policy().passwords_remembered} 次用过的密码相同。")
    if found:
        raise errors.PASSWORD_UNFIT(
            count=len(found),
            fields=[
                FieldError("password", message, "accounts.password_unfit") for message in found
            ],
        )


def is_right(password: str, encoded: str | None) -> bool:
    """Whether the password is the one hashed; without a hash the same work for nothing."""
    right = hashers.check_password(password, encoded or _nobody())
    return right and encoded is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash of nothing anybody knows, compared with where there is no account."""
    return hashers.make_password(tokens.new_code())


def _was_used(password: str, credential: Credential) -> bool:
    """Against the present password and those before, as many in all as are remembered."""
    past = PastPassword.objects.filter(user_id=credential.user_id).order_by("-id")
    before = past.values_list("password", flat=True)[: policy().passwords_remembered - 1]
    return any(
        hashers.check_password(password, encoded) for encoded in (credential.password, *before)
    )


def _remember(credential: Credential) -> None:
    PastPassword.objects.create(
        user_id=credential.user_id,
        password=credential.password,
        set_at=credential.password_set_at,
    )
