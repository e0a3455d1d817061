"""The file that says how to sign in to the demonstration. Only its owner may read it."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.decisions import totp
from portal.demo.people import Login


@dataclass(frozen=True, slots=True)
class Credentials:
    password: str
    totp_secret: bytes
    api_key: str = ""

    @classmethod
    def fresh(cls) -> "Credentials":
        """One password and one second factor for all: a demonstration is to be walked through."""
        return cls(f"Demo-{secrets.token_hex(4)}", totp.new_secret())


def read(path: Path) -> Credentials | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        login = content["logins"][0]
        secret = base64.b32decode(login["totp_secret"].replace(" ", ""))
        return Credentials(login["password"], secret, content["api_keys"][0]["key"])
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return None


def write(path: Path, given: Credentials, logins: list[Login], address: str) -> None:
    content: dict[str, Any] = {
        "address": [address],
        "logins": [
            {
                "username": login.username,
                "password": given.password,
                "totp_secret": totp.as_text(given.totp_secret),
                "who": login.who,
            }
            for login in logins
        ],
        "code": ["bin/manage demo_code"],
        "api_keys": [{"key": given.api_key, "header": f"Authorization: Bearer {given.api_key}"}],
    }
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
    unfinished.replace(path)
