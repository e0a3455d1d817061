"""Clearing away what has had its time."""

from accounts.models import Session, SignInGuard
from accounts.policy import policy
from accounts.queries.people import require_platform
from core import clock, doors
from core.actors import Actor
from core.services import audit


def tidy(*, actor: Actor) -> dict[str, int]:
    """Close sessions whose time is over, delete unfinished sign-ins, sessions older than the six
    months logs are kept, and forgotten wrong tries."""
    doors.require_transaction()
    require_platform(actor)
    now = clock.now()
    rules = policy()
    open_ones = Session.objects.filter(user__isnull=False, ended_at__isnull=True)
    over = open_ones.filter(expires_at__lte=now) | open_ones.filter(
        last_seen_at__lte=now - rules.idle
    )
    counts = {
        "closed": over.update(ended_at=now, end_reason=Session.End.EXPIRED),
        "unfinished": Session.objects.filter(user__isnull=True, expires_at__lte=now).delete()[0],
        "old": Session.objects.filter(ended_at__lte=now - rules.sessions_kept).delete()[0],
        "guards": SignInGuard.objects.filter(touched_at__lte=now - rules.guards_kept).delete()[0],
    }
    if any(counts.values()):
        audit.record(actor=actor, action="accounts.tidy", detail=counts)
    return counts
