from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from accounts import tokens
from accounts.models import Session
from accounts.policy import policy
from accounts.queries.agents import representations_on
from accounts.queries.people import user_of
from core.actors import Actor


def find_session(key: str, *, now: datetime, today: date) -> Session | None:
    """The living session of a key, with its user, person and whom an agent acts for: one query."""
    subjects = representations_on(today).filter(user=OuterRef("user_id")).values("subject_id")
    found = (
        living(Session.objects.all(), now)
        .filter(key_hash=tokens.digest(key))
        .select_related("user__person")
        .annotate(represented=ArraySubquery(subjects))
        .first()
    )
    if found is not None and found.user is not None:
        found.user.subject_ids = frozenset(found.represented)
    return found


def list_own_sessions(*, actor: Actor, now: datetime) -> list[Session]:
    """Where the actor is signed in at the moment, the latest first."""
    rows = living(Session.objects.filter(user_id=user_of(actor)), now)
    return list(rows.order_by("-started_at", "-id"))


def lock_open_sessions(user_id: int) -> list[Session]:
    """Sessions not yet ended, the oldest first. The caller holds the account's credential."""
    rows = Session.objects.select_for_update().filter(user_id=user_id, ended_at__isnull=True)
    return list(rows.order_by("started_at", "id"))


def living(sessions: QuerySet[Session], now: datetime) -> QuerySet[Session]:
    return sessions.filter(
        ended_at__isnull=True, expires_at__gt=now, last_seen_at__gt=now - policy().idle
    )


def is_living(session: Session, now: datetime) -> bool:
    return (
        session.ended_at is None
        and session.expires_at > now
        and session.last_seen_at > now - policy().idle
    )


def ids_of(sessions: Iterable[Session]) -> list[int]:
    return [session.pk for session in sessions]
