"""Starting bin/run's machinery as a process of its own and looking at what it leaves behind."""

import contextlib
import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# What bin/test itself was given must not reach the start under test.
_OURS = ("DATABASE_", "REDIS_", "CREDIT_", "PYTEST_")


def clean_environment(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
    return kept | {"PYTHONPATH": str(REPOSITORY)} | more


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


class Start:
    """One start on a data folder; its output grows in a file."""

    def __init__(self, data: Path, command: Sequence[str], port: int, **more: str) -> None:
        self.data = data
        self.port = port
        data.parent.mkdir(parents=True, exist_ok=True)
        self.output_file = data.parent / f"{data.name[:40]}-{port}.out"
        with self.output_file.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, "--data", str(data), "--port", str(port)],
                env=clean_environment(**more),
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.output_file.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        def announced() -> bool:
            assert self.process.poll() is None, self.output
            return "Stop: Ctrl-C" in self.output

        assert eventually(announced, 120), self.output

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
            body: bytes = response.read()
            return body.decode()

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            return self.get("/") == "tiny /"
        return False

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@contextlib.contextmanager
def started(
    data: Path,
    *arguments: str,
    port: int | None = None,
    beside_another: bool = False,
    **more: str,
) -> Iterator[Start]:
    """The tiny site, started; killed when the test is over, and then nothing of it may be left."""
    command = [sys.executable, "-m", "tests.local.drive", *arguments]
    start = Start(data, command, port or free_port(), **more)
    try:
        yield start
    finally:
        if start.process.poll() is None:
            start.process.kill()
            start.process.wait()
        assert beside_another or eventually(lambda: not alive(data)), alive(data)


def processes_named(data: Path) -> dict[int, str]:
    """Every process that has the data folder in its command line or environment."""
    found = {}
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if os.fsencode(data) in command + (process / "environ").read_bytes():
                found[int(process.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found


def alive(data: Path) -> list[str]:
    """What still runs for this folder: by name, and by the lock that every process keeps open."""
    left = list(processes_named(data).values())
    lock = data / "processes.lock"
    if lock.exists():
        with lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                left.append("a process holds processes.lock")
    return left


def process_of(data: Path, pattern: str) -> int:
    """The oldest process of this folder whose command line matches."""
    return min(pid for pid, line in processes_named(data).items() if re.search(pattern, line))
