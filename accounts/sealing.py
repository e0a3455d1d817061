"""Secrets at rest: sealed with AES-GCM, or kept as a keyed hash only.

Each purpose has its own key, derived (HKDF) from SECRET_KEY, so it is on another disk than the
database. A sealed value is bound to its row: moved to another row it does not open. Former keys in
SECRET_KEY_FALLBACKS still open what they sealed.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


class Unreadable(Exception):
    """What was sealed does not open: other SECRET_KEY, or not what was sealed for this row."""


def seal(plain: bytes, *, purpose: str, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE)
    key = _key(settings.SECRET_KEY, purpose)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(sealed: bytes, *, purpose: str, bound_to: str) -> bytes:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_key(secret, purpose)).decrypt(
                sealed[:NONCE], sealed[NONCE:], bound_to.encode()
            )
        except (InvalidTag, ValueError):
            continue
    raise Unreadable(purpose)


def keyed_hash(text: str, *, purpose: str) -> bytes:
    """Tells whether two texts are the same without telling what they are."""
    key = _key(settings.SECRET_KEY, purpose)
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


@lru_cache(maxsize=64)
def _key(secret: str, purpose: str) -> bytes:
    info = f"creditplatform/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
