"""Pages kept ready: what was made of an organisation's file, as long as nothing of it changed.

In the process and under the organisation, with the ledger clock it was made at: the first visit
after a change finds another clock, lets all that was kept of the organisation go, and makes it
anew. So what was repaired is not only no longer shown, it is no longer there; no store of its own
keeps it.
"""

import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime

LARGEST = 32 * 1024 * 1024
# The names of areas and the like may change under a page; the ledger's own changes never wait.
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page was made of: the ledger clock, the last correction note, the day."""

    ledger_at: datetime
    noted_at: datetime | None
    day: date


@dataclass(slots=True)
class Shelf:
    """What is kept of one organisation, all of it made of the same."""

    stamp: Stamp
    until: float
    # By variant: the page, and what else it cites.
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    size: int = 0


class Keeper:
    """The organisations most recently asked for, up to a size."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._shelves: OrderedDict[str, Shelf] = OrderedDict()
        self._largest = largest
        self._size = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._shelves)

    @property
    def size(self) -> int:
        return self._size

    def contents(self) -> list[str]:
        with self._lock:
            return [page for shelf in self._shelves.values() for _, page in shelf.pages.values()]

    def get(self, uscc: str, variant: str, stamp: Stamp, *, cites: int = 0) -> str | None:
        """The page, if it was made of this and cites this."""
        with self._lock:
            shelf = self._shelves.get(uscc)
            if shelf is None:
                return None
            if shelf.stamp != stamp or shelf.until < time.monotonic():
                self._drop(uscc)
                return None
            self._shelves.move_to_end(uscc)
            cited, page = shelf.pages.get(variant, (cites, None))
            return page if cited == cites else None

    def keep(self, uscc: str, variant: str, stamp: Stamp, page: str, *, cites: int = 0) -> None:
        with self._lock:
            shelf = self._shelves.get(uscc)
            if shelf is None or shelf.stamp != stamp:
                self._drop(uscc)
                shelf = Shelf(stamp, time.monotonic() + SECONDS)
                self._shelves[uscc] = shelf
            _, before = shelf.pages.get(variant, (0, ""))
            grown = sys.getsizeof(page) - sys.getsizeof(before)
            shelf.pages[variant] = (cites, page)
            shelf.size += grown
            self._size += grown
            while self._size > self._largest:
                self._drop(next(iter(self._shelves)))

    def clear(self) -> None:
        with self._lock:
            self._shelves.clear()
            self._size = 0

    def _drop(self, uscc: str) -> None:
        shelf = self._shelves.pop(uscc, None)
        if shelf is not None:
            self._size -= shelf.size


pages = Keeper()
