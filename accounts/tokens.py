"""Random secrets given to people and systems. Each has at least 80 random bits, so a plain SHA-256
of it is enough to store."""

import hashlib
import secrets

# Crockford's letters: none that is mistaken for another when read out or copied by hand.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
GROUPS = 4


def new_code() -> str:
    """Such as 7K2M-9QXT-0V4B-HC8R."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(GROUPS))


def plain_code(typed: str) -> str | None:
    """What was meant, whatever the case, spaces and dashes; None when it cannot be a code."""
    letters = "".join(typed.split()).replace("-", "").upper().translate(MISREAD)
    if len(letters) != 4 * GROUPS or not set(letters) <= set(LETTERS):
        return None
    return "-".join(letters[start : start + 4] for start in range(0, 4 * GROUPS, 4))


def new_password() -> str:
    """An initial password: 80 random bits in all classes, easy to copy from paper."""
    return f"{new_code()}-{secrets.choice('abcdefghkmnpqrstvwxyz')}"


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
