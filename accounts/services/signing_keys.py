"""Changing the key the platform signs with."""

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accounts.models import SigningKey
from accounts.queries.people import require_administrator
from accounts.queries.signing_keys import lock_open_key
from accounts.signing import seal_private
from core import clock, doors
from core.actors import Actor, ActorKind, AdminRole
from core.services import audit


def rotate_signing_key(*, actor: Actor, only_if_missing: bool = False) -> SigningKey | None:
    """A new key from this moment; the former's private half is erased, its public half stays.

    With `only_if_missing` nothing happens where there is a key: None.
    """
    doors.require_transaction()
    if actor.kind is not ActorKind.SYSTEM:
        require_administrator(actor, AdminRole.SECURITY)
    now = clock.now()
    former = lock_open_key()
    if former is not None:
        if only_if_missing:
            return None
        former.valid_to = now
        former.private_key = None
        former.save(update_fields=["valid_to", "private_key"])
    private = Ed25519PrivateKey.generate()
    kid = f"{now:%Y%m%d}-{secrets.token_hex(3)}"
    made = SigningKey.objects.create(
        kid=kid,
        algorithm=SigningKey.Algorithm.ED25519,
        public_key=private.public_key().public_bytes_raw(),
        private_key=seal_private(private.private_bytes_raw(), kid),
        valid_from=now,
    )
    audit.record(
        actor=actor,
        action="accounts.rotate_signing_key",
        target=("signing_key", kid),
        detail={"former": former.kid if former else None},
    )
    return made
