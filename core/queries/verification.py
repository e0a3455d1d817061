"""Proving that nothing in the audit log was altered, removed or put in: the whole chain again, in
windows of bounded size, against the seals and against the roots kept outside the database."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection

from core import chain, clock, roots
from core.chain import Event, Finding, Seal, Walk
from core.models import AuditEvent, AuditSeal
from core.sql import audit as sql

# Events looked at together. No seal covers more than a few thousand; one that claims to is cut off
# here and found wanting, instead of filling the memory.
WINDOW = 10_000
LARGEST = 100_000
# A seal is copied out at once; one older than this that is not in the file was cut from it.
LATEST_COPY = timedelta(minutes=10)


@dataclass
class Verification:
    """A check of the live log in progress. `advance` until it has ended or something is found;
    its place can be kept between two windows."""

    file: Path
    walk: Walk = field(default_factory=Walk)
    offset: int = 0
    ended: bool = False
    window: int = WINDOW
    # The moment the log is looked at as of: now, but for a copy the moment it was made.
    at: datetime = field(default_factory=clock.now)

    def advance(self) -> Finding | None:
        """Check the next window; after the last, what stands outside the chain."""
        seals = seals_after(self.walk.number, self.window)
        with self._outside() as outside:
            if not seals:
                return self._finish(outside)
            events = events_between(self.walk.position + 1, seals[-1].last_position)
            positions = [event.position for event in events]
            start = 0
            for seal in seals:
                end = bisect_right(positions, seal.last_position)
                found = self.walk.check(seal, events[start:end]) or self._compare(seal, outside)
                if found:
                    return found
                start = end
        return None

    def place(self) -> dict[str, Any]:
        drained = self.walk.drained_at
        return {
            "number": self.walk.number,
            "position": self.walk.position,
            "link": self.walk.link.hex(),
            "drained_at": drained.isoformat() if drained else None,
            "offset": self.offset,
        }

    @contextmanager
    def _outside(self) -> Iterator[BinaryIO]:
        opened: BinaryIO = self.file.open("rb") if self.file.exists() else BytesIO()
        with opened:
            opened.seek(self.offset)
            yield opened

    def _next(self, outside: BinaryIO) -> bytes:
        """The line the file goes on with; it is passed only by `_pass`."""
        outside.seek(self.offset)
        return next(roots.lines(outside), b"")

    def _compare(self, seal: Seal, outside: BinaryIO) -> Finding | None:
        line = self._next(outside)
        if not line:
            if seal.sealed_at > self.at - LATEST_COPY:
                return None
            return Finding(
                "root",
                f"库外根文件中没有第 {seal.number} 号封印：根文件缺失或被截短",
                seal=seal.number,
            )
        there = roots.parse(line)
        if there is None:
            return Finding(
                "root", f"库外根文件中第 {seal.number} 号封印处的一行已损坏", seal=seal.number
            )
        # A file may begin later than the log: its older part has been put away.
        if self.offset == 0 and there.number > seal.number:
            return None
        self.offset += len(line)
        return chain.compare(seal, there)

    def _finish(self, outside: BinaryIO) -> Finding | None:
        line = self._next(outside)
        there = roots.parse(line) if line else None
        if there and AuditSeal.objects.filter(number=there.number).exists():
            return None  # made since we looked: the next window has it
        self.ended = True
        if there:
            return Finding(
                "missing",
                f"库外根文件记有第 {there.number} 号封印（至位置 {there.last_position}），"
                f"而库中的链止于位置 {self.walk.position}：其后的事件连同封印已被删除",
                position=self.walk.position + 1,
                seal=there.number,
            )
        return _outside_seals() or _waiting(self.at)


def resumed(file: Path, place: Mapping[str, Any]) -> Verification:
    """A verification at a place it once gave."""
    if not place:
        return Verification(file)
    drained = place["drained_at"]
    walk = Walk(
        number=place["number"],
        position=place["position"],
        link=bytes.fromhex(place["link"]),
        drained_at=datetime.fromisoformat(drained) if drained else None,
    )
    return Verification(file, walk, place["offset"])


def seals_after(number: int, window: int) -> list[Seal]:
    """The next seals, together covering about a window of events."""
    seals: list[Seal] = []
    events = 0
    for row in AuditSeal.objects.filter(number__gt=number).order_by("number")[:1_000]:
        seals.append(roots.seal_of(row))
        events += row.last_position - row.first_position + 1
        if events >= window:
            break
    return seals


def events_between(first: int, last: int) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SEALED, [first, last, LARGEST])
        return [
            Event(position, bytes(link), dict(zip(chain.FIELDS, values, strict=True)))
            for position, link, *values in cursor.fetchall()
        ]


def _outside_seals() -> Finding | None:
    with connection.cursor() as cursor:
        cursor.execute(sql.OUTSIDE_SEALS)
        row = cursor.fetchone()
    if row is None:
        return None
    return Finding("inserted", f"位置 {row[1]} 的事件不在任何封印之内，系伪造", row[0], row[1])


def _waiting(at: datetime) -> Finding | None:
    oldest = (
        AuditEvent.objects.filter(position=None, recorded_at__lt=at - chain.LATEST)
        .order_by("id")
        .values_list("id", flat=True)
        .first()
    )
    if oldest is None:
        return None
    return Finding(
        "waiting",
        "事件所记时间已过 15 分钟仍未封印：封印任务未运行，或此事件系事后插入",
        event_id=oldest,
    )
