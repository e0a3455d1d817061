"""The base: how long an empty database and a fresh clone take to become a platform."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from bench.registry import Measure, benchmark

ROOT = Path(__file__).resolve().parent.parent
EMPTY = "credit_bench_empty"


@benchmark("migrate", "空库迁移至最新结构的用时")
def migrate(subjects: int) -> Iterator[Measure]:
    del subjects  # an empty database has none
    url = os.environ["DATABASE_OWNER_URL"]
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {EMPTY} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {EMPTY}")
    empty = urlunsplit(urlsplit(url)._replace(path=f"/{EMPTY}"))
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_OWNER_URL": empty},
        check=True,
    )
    yield Measure("migrate", time.monotonic() - started, "s", limit=20)


@benchmark("start", "从全新克隆到第一个页面的用时（软件包缓存已有）")
def start(subjects: int) -> Iterator[Measure]:
    """Clones the committed tree and runs its bin/run; what is not committed is not measured."""
    del subjects
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("CREDIT_", "DATABASE_", "REDIS_", "DJANGO_", "VIRTUAL_ENV"))
    }
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        port = _free_port()
        started = time.monotonic()
        running = subprocess.Popen(
            ["bin/run", "--port", str(port)],
            cwd=clone,
            env=inherited,
            stdout=subprocess.DEVNULL,
        )
        try:
            _await_page(f"http://127.0.0.1:{port}/", running)
            yield Measure("start", time.monotonic() - started, "s", limit=60)
        finally:
            running.terminate()
            running.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_page(address: str, running: "subprocess.Popen[bytes]") -> None:
    while True:
        if running.poll() is not None:
            raise RuntimeError(json.dumps({"bin/run ended": running.returncode}))
        try:
            with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310  # our own page
                if page.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
