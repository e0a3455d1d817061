"""How often one place may ask the public pages.

Each process counts for itself; a place that asks it more than a few times is counted where all
processes see it. Without the queue's server they go on counting alone, so that the pages go on and
still nobody has them for himself. The place is the address our own proxies saw (accounts.visitors):
nothing a caller writes into a header makes him another.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import redis
from django.conf import settings
from django.http import HttpRequest

from accounts.limits import after
from accounts.visitors import Visitor, address_of
from core import clock, errors

log = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
# A page that waits for a counter is worse than one that is not counted for some seconds.
PATIENCE = 0.25
PAUSE = 5.0
# Most visitors never ask more often in a minute: nobody else need know of them.
FEW = 5
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """Whole halls and offices stand behind one address: room for many people, none for copying."""

    name: str
    per_minute: int
    per_hour: int

    @property
    def windows(self) -> tuple[tuple[int, int], ...]:
        return ((MINUTE, self.per_minute), (HOUR, self.per_hour))


SEARCH = Limit("search", 60, 1_200)
PAGES = Limit("pages", 180, 3_600)


def count(request: HttpRequest, limit: Limit) -> None:
    """Raises core.too_many_requests past the limit, with the time to come again."""
    source = _source(address_of(request))
    moment = int(clock.now().timestamp())
    counts: Sequence[int] = local.count(limit, source, moment)
    if max(counts) > FEW:
        counts = _shared(limit, source, moment, counts) or counts
    waits = [
        seconds - moment % seconds
        for (seconds, most), asked in zip(limit.windows, counts, strict=True)
        if asked > most
    ]
    if waits:
        raise after(errors.TOO_MANY(seconds=max(waits)), max(waits))


def _source(address: str | None) -> str:
    """One address; of IPv6 the network it belongs to."""
    return address if address and ":" not in address else Visitor(address, "").network


def _shared(limit: Limit, source: str, moment: int, counts: Sequence[int]) -> Sequence[int] | None:
    """How often it was asked of all processes in each window, this time included; None when nobody
    can say. What was counted here alone is told with the first that is more than a few."""
    if outage.lasts():
        return None
    prefix = settings.CACHES["default"].get("KEY_PREFIX", "")
    try:
        pipe = _server(str(settings.CACHES["default"]["LOCATION"])).pipeline(transaction=False)
        for (seconds, _), count in zip(limit.windows, counts, strict=True):
            key = f"{prefix}:public:{limit.name}:{source}:{seconds}:{moment // seconds}"
            pipe.incrby(key, 1 if count > FEW + 1 else count)
            pipe.expire(key, seconds)
        return [int(answer) for answer in pipe.execute()[::2]]
    except (redis.RedisError, OSError) as error:
        outage.begin()
        log.warning("limit counted alone", extra={"error": type(error).__name__})
        return None


@lru_cache(maxsize=4)
def _server(location: str) -> redis.Redis:
    return redis.Redis.from_url(
        location, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry_on_timeout=False
    )


class Outage:
    """After a failure the server is left alone for some seconds: no visitor waits for it twice."""

    def __init__(self) -> None:
        self._until = 0.0

    def begin(self) -> None:
        self._until = time.monotonic() + PAUSE

    def end(self) -> None:
        self._until = 0.0

    def lasts(self) -> bool:
        return time.monotonic() < self._until


class Local:
    """Counts of this process alone; of so many places that memory stays bounded."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._counts: OrderedDict[tuple[str, str, int, int], int] = OrderedDict()
        self._remembered = remembered
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._counts)

    def clear(self) -> None:
        with self._lock:
            self._counts.clear()

    def count(self, limit: Limit, source: str, moment: int) -> list[int]:
        with self._lock:
            return [
                self._one_more((limit.name, source, seconds, moment // seconds))
                for seconds, _ in limit.windows
            ]

    def _one_more(self, key: tuple[str, str, int, int]) -> int:
        found = self._counts.pop(key, 0) + 1
        self._counts[key] = found
        while len(self._counts) > self._remembered:
            self._counts.popitem(last=False)
        return found


outage = Outage()
local = Local()
