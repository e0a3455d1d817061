"""Starting and stopping one process that must not outlive us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LEASH = Path(__file__).with_name("leash.py")
REPOSITORY = Path(__file__).resolve().parents[2]
_LOG_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True)
class Program:
    """What to run, and how it wants to be ended."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    identity: str = "same"
    orphan_signal: signal.Signals = signal.SIGTERM
    # Signals to send, each with the seconds it gets before the next; then SIGKILL.
    stop_plan: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 10.0),)
    # File descriptors each process keeps open: the lock that shows it is still alive.
    held: tuple[int, ...] = ()


@dataclass
class Child:
    program: Program
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)

    @property
    def dead(self) -> bool:
        return self.process.poll() is not None

    def lived(self) -> float:
        return time.monotonic() - self.started

    def stop(self) -> None:
        """End the process by its plan and make sure that nothing of its group is left."""
        for number, patience in self.program.stop_plan:
            if self.dead:
                break
            self.process.send_signal(number)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        self.clear_group()
        self.process.wait()

    def clear_group(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def leashed(
    command: Sequence[str], *, identity: str = "same", orphan_signal: int = signal.SIGTERM
) -> list[str]:
    """The command, tied to this process: it gets `orphan_signal` when we die."""
    return [
        sys.executable,
        "-I",
        "-S",
        str(LEASH),
        str(int(orphan_signal)),
        str(os.getpid()),
        identity,
        *command,
    ]


def start(program: Program) -> Child:
    """Start in a session of its own, so that Ctrl-C reaches us alone and we stop things in order.

    Must be called from the main thread: the kernel ties the leash to the calling thread.
    """
    _shorten(program.log)
    with program.log.open("ab") as log:
        process = subprocess.Popen(
            leashed(
                program.command, identity=program.identity, orphan_signal=program.orphan_signal
            ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(program.environment),
            cwd=REPOSITORY,
            start_new_session=True,
            pass_fds=program.held,
        )
    return Child(program, process)


def tail(log: Path, lines: int = 15) -> str:
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join("    " + line for line in text.splitlines()[-lines:])


def _shorten(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))
