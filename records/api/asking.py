"""Reading what a call asks for: each parameter has its coded refusal."""

import re
from collections.abc import Collection
from datetime import date, datetime

from django.utils.dateparse import parse_datetime

from core import clock
from core import errors as core_errors
from core.actors import Actor
from records.intake import errors

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
EARLIEST, LATEST = date(1949, 10, 1), date(2999, 12, 31)


def refuse(name: str) -> Exception:
    return errors.FORM(name=name)


def one_of(raw: str, choices: Collection[str], name: str) -> str:
    if raw not in choices:
        raise refuse(name)
    return raw


def day(raw: str | None, name: str = "on") -> date:
    """A day such as 2026-04-15; today when none is asked for."""
    if raw is None or raw == "":
        return clock.today()
    try:
        read = date.fromisoformat(raw) if _DAY.fullmatch(raw) else None
    except ValueError:
        read = None
    if read is None or not EARLIEST <= read <= LATEST:
        raise refuse(name)
    return read


def moment(raw: str | None, name: str = "known") -> datetime | None:
    """A moment with its offset, such as an answer's ledger_at; None when none is asked for."""
    if raw is None or raw == "":
        return None
    try:
        # A plus sign in an address stands for a space.
        read = parse_datetime(raw.replace(" ", "+")) if raw.isascii() and len(raw) <= 40 else None
    except ValueError:
        read = None
    if read is None or read.tzinfo is None or not 1949 <= read.year <= 2999:
        raise refuse(name)
    return read


def code(raw: object, name: str = "item") -> str:
    """A code of the catalogue by its form; whether there is such an item is found out later."""
    if not isinstance(raw, str) or not _CODE.fullmatch(raw):
        raise refuse(name)
    return raw


def unit_of(actor: Actor) -> int:
    """The unit a system belongs to: it speaks for no other."""
    if actor.unit_id is None:
        raise core_errors.NOT_ALLOWED()
    return actor.unit_id


def identity(number: int) -> int:
    """A number as an id; one that no row can have is nowhere to be found."""
    if number >= 2**63:
        raise core_errors.NOT_FOUND()
    return number
