"""What a person at the terminal is told when something cannot be done."""

import contextlib
import sys
from typing import TextIO


class Trouble(Exception):
    """One plain sentence, and what to do next. Printed without a traceback; exit code 1."""


class Occupied(Trouble):
    """The data folder is in use."""


class Stopped(Exception):
    """Ctrl-C or a termination signal arrived: stop everything that was started, and leave."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(f"stopped by signal {signal_number}")
        self.signal_number = signal_number


def say(line: str) -> None:
    """The answer that was asked for, line by line. A closed terminal is no reason to fall over."""
    _print(line, sys.stdout)


def note(line: str) -> None:
    """A word beside the answer: it must not get into a file the answer is written to."""
    _print(line, sys.stderr)


def _print(line: str, stream: TextIO) -> None:
    with contextlib.suppress(OSError):
        print(line, file=stream, flush=True)
