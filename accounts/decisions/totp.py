"""Time-based one-time passwords (RFC 6238): six digits, SHA-1, thirty seconds, as every
authenticator app has them."""

import base64
import hmac
import os
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

DIGITS = 6
SECONDS = 30
SECRET_BYTES = 20
# Clocks of telephones go wrong by a little.
TOLERANCE = 1


def new_secret() -> bytes:
    return os.urandom(SECRET_BYTES)


def step_at(at: datetime) -> int:
    return int(at.timestamp()) // SECONDS


def code_of(secret: bytes, step: int) -> str:
    # SHA-1 is what RFC 6238 and the apps use; HMAC does not lean on its collision resistance.
    return HOTP(secret, DIGITS, SHA1()).generate(step).decode()  # noqa: S303  # see above


def matching_steps(secret: bytes, code: str, at: datetime) -> tuple[int, ...]:
    """The steps near `at` whose code this is, earliest first; nearly always none or one.

    All are compared whatever the result, so the time taken tells nothing.
    """
    given = code.encode("utf-8", "surrogatepass")
    now = step_at(at)
    steps = range(max(0, now - TOLERANCE), now + TOLERANCE + 1)
    matches = [(step, hmac.compare_digest(code_of(secret, step).encode(), given)) for step in steps]
    return tuple(step for step, same in matches if same)


def as_text(secret: bytes) -> str:
    """The secret for typing into an app, in groups of four."""
    letters = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def from_text(text: str) -> bytes:
    letters = "".join(text.split()).upper()
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def address(secret: bytes, *, username: str, issuer: str) -> str:
    """What the QR code says."""
    label = quote(f"{issuer}:{username}")
    query = urlencode(
        {
            "secret": as_text(secret).replace(" ", ""),
            "issuer": issuer,
            "algorithm": "SHA1",
            "digits": DIGITS,
            "period": SECONDS,
        },
        quote_via=quote,
    )
    return f"otpauth://totp/{label}?{query}"
