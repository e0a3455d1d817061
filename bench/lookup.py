"""The public file of an organisation by its code, over HTTP through the real server, against a bare
view with as many queries on the same server in the same minute."""

import itertools
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import ledger
from bench.registry import Measure, benchmark

ROOT = Path(__file__).resolve().parent.parent
# With the page kept; a first visit makes the page, and the bare view makes nothing.
LIMIT, RENDERED = 0.7, 0.05
VISITS = 300
ROUNDS = 6
# What a visit asks the database: the first of an organisation, and one when nothing has changed.
FIRST, AGAIN = 3, 1

_addresses = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    connection: socket.socket

    def get(self, path: str, tag: str = "") -> tuple[int, str]:
        """The status and the ETag. Each visit from another address: visits are counted."""
        number = next(_addresses)
        place = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        condition = f"If-None-Match: {tag}\r\n" if tag else ""
        self.connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {place}\r\n"
            f"{condition}\r\n".encode()
        )
        return self._answer()

    def _answer(self) -> tuple[int, str]:
        read = b""
        while b"\r\n\r\n" not in read:
            read += self._more()
        head, _, body = read.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            body += self._more()
        return int(first.split()[1]), headers.get("etag", "")

    def _more(self) -> bytes:
        part = self.connection.recv(65536)
        if not part:
            raise RuntimeError("The server hung up.")
        return part


@benchmark("lookup", "按代码查一家单位的公示页面，对比同样次数查询的空白页面")
def lookup(subjects: int) -> Iterator[Measure]:
    del subjects  # whatever lies in the database
    yield from ledger.measures_of_size()
    codes = ledger.codes(VISITS * ROUNDS)
    with serving() as server:
        for code in codes[:20]:
            _timed(server, [f"/bare/{FIRST}/{code}", f"/s/{code}?kind=licence"])
        share = max(1, len(codes) // ROUNDS)
        rounds = [codes[place : place + share] for place in range(0, share * ROUNDS, share)]
        yield _compared("lookup-first", server, rounds, FIRST, limit=RENDERED)
        yield _compared("lookup-again", server, rounds[-1:] * ROUNDS, AGAIN)
        yield _compared("lookup-unchanged", server, rounds[-1:] * ROUNDS, AGAIN, tagged=True)


def _compared(
    name: str,
    server: Server,
    rounds: Sequence[Sequence[str]],
    queries: int,
    *,
    limit: float = LIMIT,
    tagged: bool = False,
) -> Measure:
    """Visits a second on one connection: the median of rounds that alternate with the bare view."""
    product, floor = [], []
    for codes in rounds:
        tags = [server.get(f"/s/{code}")[1] for code in codes] if tagged else []
        floor += _timed(server, [f"/bare/{queries}/{code}" for code in codes])
        product += _timed(server, [f"/s/{code}" for code in codes], tags)
    return Measure(
        name,
        1 / statistics.median(product),
        "visits/s",
        limit=limit,
        floor=1 / statistics.median(floor),
        at_least=True,
    )


def _timed(server: Server, paths: Sequence[str], tags: Sequence[str] = ()) -> list[float]:
    taken = []
    for path, tag in itertools.zip_longest(paths, tags, fillvalue=""):
        started = time.perf_counter()
        status, _ = server.get(path, tag)
        taken.append(time.perf_counter() - started)
        if status not in {200, 304}:
            raise RuntimeError(f"{path.split('/')[1]} was answered {status}.")
    return taken


@contextmanager
def serving() -> Iterator[Server]:
    """The platform's own server with one process, and one connection to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "CREDIT_TRUSTED_PROXIES": "1"}
    command = [
        *(sys.executable, "-m", "gunicorn", "bench.served.wsgi", "--no-control-socket"),
        *("--config", "python:creditplatform.server", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "4", "--keep-alive", "30"),
    ]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield Server(port, _connected(port, process))
        finally:
            process.terminate()
            process.wait(timeout=30)


def _connected(port: int, process: "subprocess.Popen[bytes]") -> socket.socket:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=30)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            time.sleep(0.1)
        else:
            return connection
    raise RuntimeError("The server did not start.")
