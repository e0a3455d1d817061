"""Ctrl-C, TERM and hang-up become a flag that our waits look at: stopping is always in order."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from creditplatform.local.trouble import Stopped

_HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopFlag:
    def __init__(self) -> None:
        self._event = threading.Event()
        self._number = 0

    def install(self) -> None:
        for number in _HANDLED:
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._number = number
        self._event.set()

    def check(self) -> None:
        if self._event.is_set():
            raise Stopped(self._number)

    def pause(self, seconds: float) -> None:
        """Sleep, but leave at once by Stopped when asked to stop."""
        self._event.wait(seconds)
        self.check()

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
        """Poll until ready; False when it takes longer than `seconds`."""
        until = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > until:
                return False
            self.pause(every)
        return True
