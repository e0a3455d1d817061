"""Signing for the platform: receipts, reports, exports. Anyone can verify with the public keys at
/.well-known/credit-keys.json, long after a key has been replaced."""

import base64
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from accounts import errors, sealing
from accounts.models import SigningKey
from accounts.queries import signing_keys

PURPOSE = "signing-key"


def sign(payload: bytes, at: datetime) -> tuple[str, bytes]:
    """The kid and the signature (64 bytes) by the key in force at `at`, which is the time the
    payload itself states. Refuses where the platform has no key then, or no longer its private
    half."""
    key = signing_keys.find_key_at(at)
    if key is None or key.private_key is None:
        raise errors.NO_SIGNING_KEY()
    private = sealing.unseal(bytes(key.private_key), purpose=PURPOSE, bound_to=key.kid)
    return key.kid, Ed25519PrivateKey.from_private_bytes(private).sign(payload)


def verify(kid: str, payload: bytes, signature: bytes) -> bool:
    """Whether this platform signed the payload with the key of that name, open or replaced."""
    key = signing_keys.find_key(kid)
    if key is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes(key.public_key)).verify(signature, payload)
    except InvalidSignature:
        return False
    return True


def seal_private(private: bytes, kid: str) -> bytes:
    return sealing.seal(private, purpose=PURPOSE, bound_to=kid)


def public_document(keys: list[SigningKey]) -> dict[str, Any]:
    """The keys as a JSON Web Key Set (RFC 7517, RFC 8037) with the time each was in force."""
    return {
        "keys": [
            {
                "kid": key.kid,
                "kty": "OKP",
                "crv": key.algorithm,
                "use": "sig",
                "alg": "EdDSA",
                "x": base64.urlsafe_b64encode(bytes(key.public_key)).decode().rstrip("="),
                "valid_from": key.valid_from.isoformat(),
                "valid_to": key.valid_to.isoformat() if key.valid_to else None,
            }
            for key in keys
        ]
    }
