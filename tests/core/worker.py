"""A real Celery worker in processes of its own, on the test's database and a queue of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from celery import current_app
from django.conf import settings

from creditplatform import env
from tests import database

ROOT = database.ROOT
PATIENCE = 180.0


def broker_url() -> str:
    """A database number of the server that no other worker of this machine's tests is likely to
    use: 0 and 1 are the suite's own."""
    number = 3 + os.getpid() % 13
    parts = urlsplit(os.environ["REDIS_URL"])
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return parts._replace(path=f"/{number}").geturl()


class Worker:
    """Started with `start`, ended with `stop` or, without a warning, with `kill`."""

    def __init__(self, folder: Path, *, beat: bool = True) -> None:
        self.log = folder / "worker.log"
        self.command = [
            *(sys.executable, "-m", "celery", "--app", "creditplatform", "worker"),
            *("--include", "tests.core.counting", "--concurrency", "1", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            *(("--beat", "--schedule", str(folder / "beat")) if beat else ()),
        ]
        self.environment = {
            **os.environ,
            "DATABASE_URL": database.with_name(
                os.environ["DATABASE_URL"], settings.DATABASES["default"]["NAME"]
            ),
            "REDIS_URL": broker_url(),
            "CREDIT_DATA": str(folder),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """The worker and its children, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        if number is signal.SIGKILL:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        self.process.wait(timeout=PATIENCE)


@contextmanager
def worker(folder: Path, *, beat: bool = True) -> Iterator[Worker]:
    """A worker on an empty queue, which hears the bells of this process; not yet started."""
    queue = redis.Redis.from_url(broker_url())
    queue.flushdb()
    made = Worker(folder, beat=beat)
    try:
        with bells_ring_at(broker_url()):
            yield made
    finally:
        made.kill()
        queue.flushdb()
        queue.close()


@contextmanager
def bells_ring_at(url: str) -> Iterator[None]:
    """Have this process send its bells to another broker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(current_app.conf, "broker_url", env.celery_broker(url))
        patch.setattr(current_app, "_pool", None)
        patch.setattr(current_app.amqp, "_producer_pool", None)
        yield


def wait_for(what: Callable[[], bool], worker: Worker | None = None) -> None:
    """Look again and again until it is so."""
    until = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > until:
            told = worker.log.read_text(errors="replace")[-4000:] if worker else ""
            raise AssertionError(f"waited {PATIENCE:.0f} s in vain\n{told}")
        time.sleep(0.05)
