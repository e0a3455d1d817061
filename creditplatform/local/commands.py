"""Running one command in the foreground, with the user's terminal, until it ends."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from creditplatform.local.processes import leashed


def run_in_foreground(
    command: Sequence[str], environment: dict[str, str], *, cwd: Path | None = None
) -> int:
    """Its exit code is ours (128 + signal when one ended it); signals we get are passed on."""
    process = subprocess.Popen(leashed(command), env=environment, cwd=cwd)
    with _passing_signals_to(process):
        code = process.wait()
    return 128 - code if code < 0 else code


@contextlib.contextmanager
def _passing_signals_to(process: subprocess.Popen[bytes]) -> Iterator[None]:
    def pass_on(number: int, frame: FrameType | None) -> None:
        # Ctrl-C at a terminal reaches the whole group already; twice would be once too often.
        if number == signal.SIGINT and _same_terminal_group():
            return
        process.send_signal(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
    before = {number: signal.signal(number, pass_on) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _same_terminal_group() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False
