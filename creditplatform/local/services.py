"""The database and the queue: given by address, or started here; and what Django is told."""

import os

from creditplatform.local import postgres, valkey
from creditplatform.local.crew import Crew
from creditplatform.local.folder import DataFolder
from creditplatform.local.trouble import Trouble, note


def given() -> bool:
    """Both services are somebody else's: nothing is to be started."""
    return bool(os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))


def start(folder: DataFolder, crew: Crew, *, throwaway: bool = False) -> dict[str, str]:
    """Start what was not given by DATABASE_URL and REDIS_URL; return the addresses."""
    addresses: dict[str, str] = {}
    if not os.environ.get("DATABASE_URL"):
        server = postgres.start(folder, crew, throwaway=throwaway)
        addresses["DATABASE_URL"] = server.url("credit_app")
        addresses["DATABASE_OWNER_URL"] = server.url("credit_owner")
        # backup and restore use the client programs that belong to this server.
        addresses["CREDIT_PG_BIN"] = str(server.programs)
    if not os.environ.get("REDIS_URL"):
        addresses["REDIS_URL"] = valkey.start(folder, crew)
    return addresses


def environment(
    folder: DataFolder, addresses: dict[str, str], *, kind: str = "local"
) -> dict[str, str]:
    """The environment of every Django process. What the user set by hand wins, but for where we
    are: from a production environment nothing is started with this."""
    if os.environ.get("CREDIT_ENV") == "production":
        raise Trouble("CREDIT_ENV is production: no demonstration is started here.")
    from_user = {key: value for key, value in os.environ.items() if value}
    if "DATABASE_URL" in from_user and "DATABASE_OWNER_URL" not in from_user:
        note(
            "Warning: DATABASE_OWNER_URL is not set; the role of DATABASE_URL migrates and serves. "
            "Use two roles where it matters."
        )
        addresses = {**addresses, "DATABASE_OWNER_URL": from_user["DATABASE_URL"]}
    return {
        **addresses,
        "CREDIT_SECRET_KEY": folder.secret_key(),
        **from_user,
        "CREDIT_ENV": kind,
        "CREDIT_DATA": str(folder.path),
        "DJANGO_SETTINGS_MODULE": "creditplatform.settings",
        "PYTHONUNBUFFERED": "1",
    }
