"""Opening and ending sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import get_random_string

from accounts import tokens
from accounts.models import Session, User
from accounts.policy import policy
from accounts.queries.people import lock_credential, user_of
from accounts.queries.sessions import is_living, lock_open_sessions
from accounts.visitors import Visitor
from core import clock, doors, errors
from core.actors import Actor
from core.services import audit

KEY_LENGTH = 40
KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Started:
    """A session just opened, with the key for its cookie."""

    key: str
    session: Session


def open_session(*, user: User, visitor: Visitor, now: datetime) -> Started:
    """A new session under a new key; with three open already, the oldest makes room.

    The caller holds the account's credential, so two sign-ins at once come one after the other.
    """
    doors.require_transaction()
    live: list[Session] = []
    stale: list[Session] = []
    for session in lock_open_sessions(user.pk):
        (live if is_living(session, now) else stale).append(session)
    _end(stale, Session.End.EXPIRED, now)
    surplus = live[: max(0, len(live) - Session.SLOTS + 1)]
    _end(surplus, Session.End.REPLACED, now)
    taken = {session.slot for session in live[len(surplus) :]}
    key = get_random_string(KEY_LENGTH, KEY_LETTERS)
    session = Session.objects.create(
        key_hash=tokens.digest(key),
        user=user,
        slot=min(set(range(1, Session.SLOTS + 1)) - taken),
        address=visitor.address,
        device=visitor.device,
        started_at=now,
        last_seen_at=now,
        expires_at=now + policy().longest,
    )
    return Started(key, session)


def sign_out(*, actor: Actor, session_id: int) -> None:
    """The person ends the session they are in."""
    _end_own(actor, session_id, Session.End.SIGNED_OUT, "accounts.sign_out")


def end_session(*, actor: Actor, session_id: int) -> None:
    """The person ends another of their own sessions, say at a computer they have left."""
    _end_own(actor, session_id, Session.End.BY_USER, "accounts.end_session")


def end_other_sessions(*, actor: Actor, session_id: int) -> int:
    """End all of one's own sessions except the present one; how many they were."""
    doors.require_transaction()
    user_id = user_of(actor)
    lock_credential(user_id)
    others = [s for s in lock_open_sessions(user_id) if s.pk != session_id]
    _end(others, Session.End.BY_USER, clock.now())
    audit.record(
        actor=actor,
        action="accounts.end_other_sessions",
        target=("user", user_id),
        detail={"ended": [session.pk for session in others]},
    )
    return len(others)


def end_all_sessions(user_id: int, reason: Session.End, now: datetime) -> list[int]:
    """End every session of an account; the caller writes the audit event."""
    sessions = lock_open_sessions(user_id)
    _end(sessions, reason, now)
    return [session.pk for session in sessions]


def _end_own(actor: Actor, session_id: int, reason: Session.End, action: str) -> None:
    doors.require_transaction()
    found = [session for session in lock_open_sessions(user_of(actor)) if session.pk == session_id]
    if not found:
        raise errors.NOT_FOUND()
    _end(found, reason, clock.now())
    audit.record(actor=actor, action=action, target=("session", session_id))


def _end(sessions: Iterable[Session], reason: Session.End, now: datetime) -> None:
    ids = [session.pk for session in sessions]
    if ids:
        Session.objects.filter(id__in=ids).update(ended_at=now, end_reason=reason)
