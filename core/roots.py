"""The roots of the audit chain outside the database: one JSON line for every seal, only appended.

Whoever cuts or rewrites the log in the database, seals included, meets this file.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from core import chain
from core.models import AuditSeal

LONGEST_LINE = 4096


class RootsDisagree(Exception):
    """The file tells of another past than the database: nothing may be added to it."""


def path() -> Path:
    return Path(settings.DATA_FOLDER) / "audit-roots.jsonl"


def seal_of(row: AuditSeal) -> chain.Seal:
    return chain.Seal(
        number=row.number,
        first_position=row.first_position,
        last_position=row.last_position,
        algorithm=row.algorithm,
        root=bytes(row.root),
        sealed_at=row.sealed_at,
        complete=row.complete,
    )


def append_missing() -> int:
    """Append the seals after the file's last one, each exactly once, and flush them to the disk.

    A line cut short by a crash is completed. Raises RootsDisagree when the file's last line is not
    a seal of this database.
    """
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True)
    is_new = not file.exists()
    with os.fdopen(os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        last, fragment = _tail(opened)
        if last is not None:
            _must_be_ours(last)
        missing = AuditSeal.objects.filter(number__gt=last.number if last else 0)
        count = 0
        for row in missing.order_by("number").iterator():
            line = render(seal_of(row))
            opened.write(_rest(line, fragment))
            fragment = b""
            count += 1
        opened.flush()
        os.fsync(opened.fileno())
    if is_new:
        _flush_folder(file.parent)
    return count


@dataclass(frozen=True, slots=True)
class Standing:
    """How the file stands to the database: whether both tell of the same past, and since when the
    oldest seal that is not in the file has been waiting."""

    agrees: bool
    waiting_since: datetime | None


def standing() -> Standing:
    """Reads the file's last line only. Raises OSError when the file is there but cannot be read."""
    file = path()
    last: chain.Seal | None = None
    try:
        # The file before the database: a line is only ever written of a seal that is committed.
        if file.exists():
            with file.open("rb") as opened:
                last, _ = _tail(opened)
        if last is not None:
            _must_be_ours(last)
    except RootsDisagree:
        return Standing(agrees=False, waiting_since=None)
    missing = AuditSeal.objects.filter(number__gt=last.number if last else 0)
    since = missing.order_by("number").values_list("sealed_at", flat=True).first()
    return Standing(agrees=True, waiting_since=since)


def render(seal: chain.Seal) -> bytes:
    return json.dumps(seal.as_json(), sort_keys=True).encode() + b"\n"


def parse(line: bytes) -> chain.Seal | None:
    """None for a line that is no seal: damaged, or not ours."""
    try:
        return chain.seal_from_json(json.loads(line))
    except (ValueError, KeyError, TypeError):
        return None


def lines(opened: BinaryIO) -> Iterator[bytes]:
    """The complete lines from where the file stands; one still being written is left out."""
    while (line := opened.readline(LONGEST_LINE)) and line.endswith(b"\n"):
        yield line


def _tail(opened: BinaryIO) -> tuple[chain.Seal | None, bytes]:
    """The seal in the last complete line, and what stands after that line."""
    size = opened.seek(0, os.SEEK_END)
    opened.seek(max(0, size - 2 * LONGEST_LINE))
    *complete, fragment = opened.read().split(b"\n")
    if not complete:
        return None, fragment
    last = parse(complete[-1])
    if last is None:
        raise RootsDisagree("the last line of the roots file is damaged")
    return last, fragment


def _rest(line: bytes, fragment: bytes) -> bytes:
    """What to add after a line that was cut short."""
    return line[len(fragment) :] if line.startswith(fragment) else b"\n" + line


def _must_be_ours(last: chain.Seal) -> None:
    row = AuditSeal.objects.filter(number=last.number).first()
    if row is None or seal_of(row) != last:
        raise RootsDisagree(f"seal {last.number} of the roots file is not in the database")


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
