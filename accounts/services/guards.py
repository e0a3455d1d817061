"""Counting wrong tries at a username, known or not."""

from datetime import datetime

from accounts import errors, limits
from accounts.decisions.lockout import Tries, after_wrong_try
from accounts.models import SignInGuard
from accounts.policy import policy
from accounts.queries.people import name_hash
from core.errors import Refusal


def lock_guard(username: str, now: datetime) -> SignInGuard:
    """Holds the guard of a username until the transaction ends, so tries come one by one."""
    key = name_hash(username)
    SignInGuard.objects.bulk_create(
        [SignInGuard(name_hash=key, touched_at=now)], ignore_conflicts=True
    )
    return SignInGuard.objects.select_for_update().get(name_hash=key)


def refusal_while_locked(guard: SignInGuard, now: datetime) -> Refusal | None:
    tries = Tries(tuple(guard.failed_at), guard.locked_until)
    return locked(tries, now) if tries.is_locked(now) else None


def count_wrong_try(guard: SignInGuard, now: datetime) -> Refusal | None:
    """Remember a wrong try; the refusal when it was one too many."""
    tries = after_wrong_try(guard.failed_at, now, policy())
    guard.failed_at = list(tries.failed_at)
    guard.locked_until = tries.locked_until
    guard.touched_at = now
    guard.save(update_fields=["failed_at", "locked_until", "touched_at"])
    return locked(tries, now) if tries.is_locked(now) else None


def clear(guard: SignInGuard, now: datetime) -> None:
    guard.failed_at, guard.locked_until, guard.touched_at = [], None, now
    guard.save(update_fields=["failed_at", "locked_until", "touched_at"])


def locked(tries: Tries, now: datetime) -> Refusal:
    seconds = tries.seconds_left(now)
    return limits.after(errors.LOCKED(minutes=-(-seconds // 60)), seconds)
