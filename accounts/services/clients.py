"""API clients and their keys: made by the system administrator, good when the security one has
confirmed them."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from accounts import errors, scopes, tokens, units
from accounts.models import ApiClient, ApiKey
from accounts.queries.clients import lock_client, lock_key
from accounts.queries.people import person_of, require_administrator
from core import clock, doors
from core.actors import Actor, AdminRole
from core.services import audit

PREFIX_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key with its plain text, which is shown once and kept nowhere."""

    key: ApiKey
    text: str


def create_client(
    *,
    actor: Actor,
    unit_id: int,
    name: str,
    scopes_granted: list[str],
    budget_per_minute: int,
    expires_on: date,
) -> NewKey:
    """A client of a unit in force with its first key. The scopes are fixed: other rights, other
    client."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    if not units.in_force(unit_id):
        raise errors.CLIENT_UNIT()
    for scope in scopes_granted:
        if scope not in scopes.known():
            raise errors.UNKNOWN_SCOPE(scope=scope)
    client = ApiClient.objects.create(
        unit_id=unit_id,
        name=name.strip(),
        scopes=sorted(set(scopes_granted)),
        budget_per_minute=budget_per_minute,
        created_at=clock.now(),
        created_by_id=person_of(actor),
    )
    audit.record(
        actor=actor,
        action="accounts.create_client",
        target=("client", client.pk),
        detail={"unit": unit_id, "scopes": client.scopes, "budget": budget_per_minute},
    )
    return _new_key(actor, client, expires_on, overlap_days=0)


def rotate_key(*, actor: Actor, client_id: int, expires_on: date, overlap_days: int) -> NewKey:
    """Another key for a client. Once confirmed, the former goes on for the days of overlap, so
    that the department can change over without an interruption."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    client = lock_client(client_id)
    if client.revoked_at is not None:
        raise errors.CLIENT_REVOKED()
    return _new_key(actor, client, expires_on, overlap_days=overlap_days)


def confirm_key(*, actor: Actor, key_id: int) -> None:
    """Put a key in force. The database refuses the person who made it."""
    key = _waiting(actor, key_id)
    now = clock.now()
    former = ApiKey.objects.filter(
        client_id=key.client_id, confirmed_at__isnull=False, ends_at__isnull=True
    )
    former.update(ends_at=now + timedelta(days=key.overlap_days))
    key.confirmed_at = now
    key.confirmed_by_id = person_of(actor)
    key.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(
        actor=actor,
        action="accounts.confirm_key",
        target=("key", key.pk),
        detail={"client": key.client_id, "overlap_days": key.overlap_days},
    )


def reject_key(*, actor: Actor, key_id: int) -> None:
    """Send a key back: it never comes into force."""
    key = _waiting(actor, key_id)
    key.ends_at = clock.now()
    key.save(update_fields=["ends_at"])
    audit.record(actor=actor, action="accounts.reject_key", target=("key", key.pk))


def end_key(*, actor: Actor, key_id: int) -> int:
    """End one key at once, such as a former one before its overlap is over. Whose it was."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SECURITY)
    key = lock_key(key_id)
    now = clock.now()
    if key.confirmed_at is None or (key.ends_at is not None and key.ends_at <= now):
        raise errors.ALREADY_DECIDED()
    key.ends_at = now
    key.save(update_fields=["ends_at"])
    audit.record(actor=actor, action="accounts.end_key", target=("key", key.pk))
    return key.client_id


def revoke_client(*, actor: Actor, client_id: int, reason: str) -> None:
    """Shut a client out with all its keys, at once and for good."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SECURITY)
    client = lock_client(client_id)
    if client.revoked_at is not None:
        raise errors.ALREADY_DECIDED()
    client.revoked_at = clock.now()
    client.revoked_by_id = person_of(actor)
    client.revocation_reason = reason.strip()
    client.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    audit.record(actor=actor, action="accounts.revoke_client", target=("client", client.pk))


def _new_key(actor: Actor, client: ApiClient, expires_on: date, overlap_days: int) -> NewKey:
    today = clock.today()
    if not today < expires_on <= clock.add_months(today, 12):
        raise errors.CLIENT_TERMS()
    prefix = "".join(secrets.choice(PREFIX_LETTERS) for _ in range(8))
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        client=client,
        prefix=prefix,
        secret_hash=tokens.digest(secret),
        created_on=today,
        created_at=clock.now(),
        created_by_id=person_of(actor),
        expires_on=expires_on,
        overlap_days=overlap_days,
    )
    audit.record(
        actor=actor,
        action="accounts.create_key",
        target=("key", key.pk),
        detail={"client": client.pk, "expires_on": expires_on.isoformat()},
    )
    return NewKey(key, f"cp_{prefix}_{secret}")


def _waiting(actor: Actor, key_id: int) -> ApiKey:
    doors.require_transaction()
    require_administrator(actor, AdminRole.SECURITY)
    key = lock_key(key_id)
    if key.confirmed_at is not None or key.ends_at is not None:
        raise errors.ALREADY_DECIDED()
    if key.client.revoked_at is not None:
        raise errors.CLIENT_REVOKED()
    return key
