"""A running platform with the demonstration in it, and how to sign in to it."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path

from accounts.decisions import totp
from core import clock

PATIENCE = 60.0


class Authenticator:
    """The telephone of a demonstration account. Never shows a code it has shown before: the
    platform takes each only once, and the one of the next half minute ahead of time."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self.shown = 0

    @classmethod
    def with_secret(cls, text: str) -> "Authenticator":
        return cls(totp.from_text(text))

    def code(self) -> str:
        until = time.monotonic() + PATIENCE
        while self.shown > (now := totp.step_at(clock.now())):
            assert time.monotonic() < until, "the clock stands still"
            time.sleep(0.2)
        self.shown = max(now, self.shown + 1)
        return totp.code_of(self.secret, self.shown)


@dataclass
class Site:
    address: str
    folder: Path
    passwords: dict[str, str]
    authenticators: dict[str, Authenticator] = field(default_factory=dict)

    @classmethod
    def at(cls, address: str, folder: Path) -> "Site":
        """With the logins that load_demo wrote into the data folder."""
        credentials = json.loads((folder / "demo-credentials.json").read_text(encoding="utf-8"))
        logins = credentials["logins"]
        return cls(
            address,
            folder,
            {login["username"]: login["password"] for login in logins},
            {
                login["username"]: Authenticator.with_secret(login["totp_secret"])
                for login in logins
            },
        )
