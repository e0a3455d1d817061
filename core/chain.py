"""The audit chain: how an event is written in one canonical form, linked, sealed and checked.

Standard library only: this file travels in every export of the log, so that a bundle is checked
offline by the very rules that made it.

link of an event = H(link of the event before it ‖ canonical JSON of the event); the root of a seal
is the link of its last event. The first event follows 32 zero bytes.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

GENESIS = b"\x00" * 32
ALGORITHMS = ("sha256", "sm3")
FIELDS = (
    "id",
    "kind",
    "recorded_at",
    "action",
    "actor_kind",
    "actor_id",
    "person_id",
    "unit_id",
    "target_kind",
    "target_id",
    "subject_id",
    "purpose",
    "request_id",
    "detail",
)
# The longest transaction of the application is 10 minutes: an event is in a complete seal made
# this much later than its date, or it was not there.
LATEST = timedelta(minutes=15)

Digest = Callable[[bytes], bytes]


class UnknownAlgorithm(ValueError):
    """The seal names a hash that this machine cannot compute."""


@dataclass(frozen=True)
class Event:
    """One row of the log: its place, its link, and the values of FIELDS. `detail` is JSON text and
    `recorded_at` UTC in ISO 8601, both as the database writes them, so that no number or time is
    rounded on the way."""

    position: int
    link: bytes
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Seal:
    number: int
    first_position: int
    last_position: int
    algorithm: str
    root: bytes
    sealed_at: datetime
    complete: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "first_position": self.first_position,
            "last_position": self.last_position,
            "algorithm": self.algorithm,
            "root": self.root.hex(),
            "sealed_at": self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "complete": self.complete,
        }


def seal_from_json(values: Mapping[str, Any]) -> Seal:
    return Seal(
        number=int(values["number"]),
        first_position=int(values["first_position"]),
        last_position=int(values["last_position"]),
        algorithm=str(values["algorithm"]),
        root=bytes.fromhex(values["root"]),
        sealed_at=datetime.fromisoformat(values["sealed_at"]),
        complete=bool(values["complete"]),
    )


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong. `what` is one of altered, inserted, missing, late, seal,
    root, waiting; `detail` says it to the auditor."""

    what: str
    detail: str
    event_id: int | None = None
    position: int | None = None
    seal: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "event_id": self.event_id,
            "position": self.position,
            "seal": self.seal,
            "detail": self.detail,
        }


def canonical(values: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8, exactly the FIELDS."""
    plain = {name: values[name] for name in FIELDS}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def digest(algorithm: str) -> Digest:
    """The hash function by its name; SM3 from OpenSSL, or from the cryptography package."""
    if algorithm not in ALGORITHMS:
        raise UnknownAlgorithm(algorithm)
    if algorithm in hashlib.algorithms_available:
        return lambda data: hashlib.new(algorithm, data).digest()
    try:
        from cryptography.hazmat.primitives import hashes
    except ImportError as error:
        raise UnknownAlgorithm(algorithm) from error

    def sm3(data: bytes) -> bytes:
        running = hashes.Hash(hashes.SM3())
        running.update(data)
        return running.finalize()

    return sm3


def link(hashed: Digest, previous: bytes, values: Mapping[str, Any]) -> bytes:
    return hashed(previous + canonical(values))


@dataclass
class Walk:
    """A check in progress: everything up to `position` and seal `number` was found in order."""

    number: int = 0
    position: int = 0
    link: bytes = GENESIS
    # When the last complete seal was made.
    drained_at: datetime | None = None

    def check(self, seal: Seal, events: Sequence[Event]) -> Finding | None:
        """Check the next seal and the events it covers, in order of position; on success the walk
        stands after them. The first thing wrong is named."""
        found = self._order(seal) or self._events(seal, events) or self._root(seal, events)
        if found:
            return found
        self.number = seal.number
        self.position = seal.last_position
        self.link = seal.root
        if seal.complete:
            self.drained_at = seal.sealed_at
        return None

    def _order(self, seal: Seal) -> Finding | None:
        if seal.number != self.number + 1:
            return Finding(
                "seal",
                f"缺少第 {self.number + 1} 号封印（应自位置 {self.position + 1} 起）",
                position=self.position + 1,
                seal=self.number + 1,
            )
        if seal.first_position != self.position + 1 or seal.last_position < self.position:
            return Finding(
                "seal",
                f"第 {seal.number} 号封印的起止位置（{seal.first_position}–{seal.last_position}）"
                f"与上一封印止于 {self.position} 不相接",
                position=self.position + 1,
                seal=seal.number,
            )
        if seal.algorithm not in ALGORITHMS:
            return Finding("seal", f"第 {seal.number} 号封印的算法名称不可识别", seal=seal.number)
        return None

    def _events(self, seal: Seal, events: Sequence[Event]) -> Finding | None:
        hashed = digest(seal.algorithm)
        before = self.link
        for index, event in enumerate(events):
            expected = seal.first_position + index
            if event.position != expected:
                return _missing(seal, expected)
            if link(hashed, before, event.values) != event.link:
                following = events[index + 1] if index + 1 < len(events) else None
                return _broken(seal, hashed, before, event, following)
            before = event.link
            found = self._time(seal, event)
            if found:
                return found
        expected = seal.first_position + len(events)
        return None if expected == seal.last_position + 1 else _missing(seal, expected)

    def _time(self, seal: Seal, event: Event) -> Finding | None:
        recorded = _utc(event.values["recorded_at"])
        if recorded is None or recorded > seal.sealed_at + LATEST:
            detail = f"事件时间（{event.values['recorded_at']} UTC）晚于其封印时间，不可能成立"
        elif self.drained_at and recorded < self.drained_at - LATEST:
            detail = (
                f"事件所记时间（{event.values['recorded_at']} UTC）早于前一完整封印 15 分钟以上，"
                "当时并不存在，系事后插入"
            )
        else:
            return None
        return Finding("late", detail, event.values["id"], event.position, seal.number)

    def _root(self, seal: Seal, events: Sequence[Event]) -> Finding | None:
        last = events[-1].link if events else self.link
        if last == seal.root:
            return None
        return Finding(
            "root",
            f"第 {seal.number} 号封印的根与链不符：位置 {seal.first_position}–{seal.last_position} "
            "的事件被改写并重新算链，或封印本身被改动",
            position=seal.first_position,
            seal=seal.number,
        )


def _missing(seal: Seal, position: int) -> Finding:
    return Finding(
        "missing", f"缺少位置 {position} 的事件（已被删除）", None, position, seal.number
    )


def _broken(
    seal: Seal, hashed: Digest, before: bytes, event: Event, following: Event | None
) -> Finding:
    """The link does not fit. If the chain goes on without this row, the row was put in."""
    if following and link(hashed, before, following.values) == following.link:
        what, detail = "inserted", "系插入的伪造事件：略去后链仍然相接"
    else:
        what, detail = "altered", "内容与链不符：内容被改动，或此前有事件被删除后重新编号"
    return Finding(
        what,
        f"位置 {event.position} 的事件{detail}",
        event.values["id"],
        event.position,
        seal.number,
    )


def _utc(text: str) -> datetime | None:
    """None for what no clock gives, such as infinity."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def compare(seal: Seal, outside: Seal) -> Finding | None:
    """Is the seal the one that was written down outside the database?"""
    if seal == outside:
        return None
    return Finding(
        "root",
        f"第 {seal.number} 号封印与库外根文件不符：自位置 {seal.first_position} 起链与封印被改写",
        position=seal.first_position,
        seal=seal.number,
    )
