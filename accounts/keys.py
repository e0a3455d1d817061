"""Reading the key of an API call."""

import hmac
import re

from accounts import errors, limits, tokens
from accounts.actors import actor_of_account
from accounts.models import ApiClient, ApiKey
from accounts.queries import clients
from core import clock, doors
from core.errors import ErrorCode

HEADER = re.compile(r"(?i:bearer) +cp_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
MINUTE = 60


def client_of(header: str, request_id: str) -> ApiClient:
    """The client of a good key, within its budget; else a refusal that says what is wrong.

    Only who holds the whole secret learns that a key has expired or been revoked.
    """
    parts = HEADER.fullmatch(header)
    if parts is None:
        raise errors.KEY_MALFORMED()
    prefix, secret = parts.groups()
    key = clients.find_key(prefix)
    known = bytes(key.secret_hash) if key else bytes(32)
    if not hmac.compare_digest(known, tokens.digest(secret)) or key is None:
        raise errors.KEY_UNKNOWN()
    fault = fault_of(key)
    if fault is not None:
        _note(key.client, fault, request_id)
        raise fault()
    _spend(key.client)
    _used(key)
    return key.client


def fault_of(key: ApiKey) -> ErrorCode | None:
    """Why a key does not open anything at the moment, or None when it does."""
    if key.client.revoked_at is not None:
        return errors.KEY_REVOKED
    if key.ends_at is not None and clock.now() >= key.ends_at:
        return errors.KEY_EXPIRED
    if clock.today() >= key.expires_on:
        return errors.KEY_EXPIRED
    if key.confirmed_at is None:
        return errors.KEY_NOT_CONFIRMED
    return None


def _spend(client: ApiClient) -> None:
    wait = limits.wait_after_one_more(
        f"budget:{client.pk}", limit=client.budget_per_minute, seconds=MINUTE
    )
    if wait:
        raise limits.after(errors.OVER_BUDGET(seconds=wait), wait)


def _used(key: ApiKey) -> None:
    """The day a key was last used, written once a day."""
    today = clock.today()
    if key.last_used_on != today:
        ApiKey.objects.filter(id=key.pk).update(last_used_on=today)


def _note(client: ApiClient, fault: ErrorCode, request_id: str) -> None:
    """A dead key in use is worth knowing, once a minute."""
    if not limits.wait_after_one_more(f"dead:{client.pk}", limit=1, seconds=MINUTE):
        doors.record_denial(
            actor=actor_of_account(client, request_id), action="accounts.use_key", code=fault.code
        )
