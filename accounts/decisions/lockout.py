"""When wrong tries lock a username."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from accounts.policy import Policy


@dataclass(frozen=True, slots=True)
class Tries:
    failed_at: tuple[datetime, ...] = ()
    locked_until: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def seconds_left(self, now: datetime) -> int:
        if self.locked_until is None or now >= self.locked_until:
            return 0
        return ceil((self.locked_until - now).total_seconds())


def after_wrong_try(failed_at: Sequence[datetime], now: datetime, policy: Policy) -> Tries:
    """The tries so far and this one. Old ones are forgotten; the last that is too many locks and
    wipes the slate, so that the count starts anew when the lock is over."""
    recent = tuple(at for at in failed_at if now - at < policy.wrong_tries_within)
    tries = (*recent, now)
    if len(tries) >= policy.wrong_tries:
        return Tries((), now + policy.locked_for)
    return Tries(tries)
