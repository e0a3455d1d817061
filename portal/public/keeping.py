"""Pages kept ready: what was made of an organisation's file, as long as nothing of it changed.

In the process and under the organisation, with the ledger clock it was made at: the first visit
after a change finds another clock, makes the page anew and lets the old one go. So what was
repaired is not only no longer shown, it is no longer there; no store of its own keeps it.
"""

import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

LARGEST = 32 * 1024 * 1024
# The names of areas and the like may change under a page; the ledger's own changes never wait.
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page was made of: the ledger clock, the last correction note, the day."""

    ledger_at: datetime
    noted_at: datetime | None
    day: date


@dataclass(frozen=True, slots=True)
class Kept:
    stamp: Stamp
    page: SafeString
    until: float


class Keeper:
    """The most recently asked for, up to a size. One page for each organisation and variant."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._pages: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._largest = largest
        self._size = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def size(self) -> int:
        return self._size

    def get(self, uscc: str, variant: str, stamp: Stamp) -> SafeString | None:
        with self._lock:
            kept = self._pages.get((uscc, variant))
            if kept is None:
                return None
            if kept.stamp != stamp or kept.until < time.monotonic():
                self._drop((uscc, variant))
                return None
            self._pages.move_to_end((uscc, variant))
            return kept.page

    def keep(self, uscc: str, variant: str, stamp: Stamp, page: SafeString) -> None:
        with self._lock:
            self._drop((uscc, variant))
            self._pages[(uscc, variant)] = Kept(stamp, page, time.monotonic() + SECONDS)
            self._size += sys.getsizeof(page)
            while self._size > self._largest:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0

    def _drop(self, key: tuple[str, str]) -> None:
        kept = self._pages.pop(key, None)
        if kept is not None:
            self._size -= sys.getsizeof(kept.page)


pages = Keeper()
