"""The platform of these tests: its real processes on a database and a queue of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import database
from tests.browser.site import PATIENCE, Site
from tests.core.worker import broker_url

SEAL = ("celery", "--quiet", "--app", "creditplatform", "call", "core.seal_audit")


@contextmanager
def running(template: str, name: str, folder: Path) -> Iterator[Site]:
    """A platform with the demonstration, serving; everything of it is gone afterwards."""
    database.clone(template, name)
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": database.with_name(os.environ["DATABASE_URL"], name),
        "DATABASE_OWNER_URL": database.with_name(database.OWNER_URL, name),
        "REDIS_URL": broker_url(),
        "CREDIT_DATA": str(folder),
        "CREDIT_PUBLIC_URL": address,
        # Every visitor comes from an address of their own, as behind the proxy of production.
        "CREDIT_TRUSTED_PROXIES": "1",
    }
    try:
        for step in (
            ("manage.py", "load_packs"),
            ("manage.py", "rotate_signing_key", "--if-missing"),
            (
                *("manage.py", "load_demo", "--subjects", "200"),
                *("--credentials", str(folder / "demo-credentials.json")),
            ),
        ):
            _perform([sys.executable, *step], environment)
        with ExitStack() as processes:
            processes.enter_context(_process("worker", _worker(folder), environment, folder))
            processes.enter_context(_process("web", _web(port), environment, folder))
            _wait_for_answer(address, folder)
            _perform([sys.executable, "-m", *SEAL], environment)
            yield Site.at(address, folder)
    finally:
        database.discard(name)


def _web(port: int) -> list[str]:
    return [
        *("gunicorn", "creditplatform.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--threads", "6", "--no-control-socket"),
    ]


def _worker(folder: Path) -> list[str]:
    return [
        *("celery", "--app", "creditplatform", "worker", "--concurrency", "1"),
        *("--beat", "--schedule", str(folder / "beat"), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def _perform(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=database.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command[1:]} failed:\n{done.stdout}{done.stderr}"


@contextmanager
def _process(
    name: str, command: list[str], environment: dict[str, str], folder: Path
) -> Iterator[None]:
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=database.ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for_answer(address: str, folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310  # http, our own
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError((folder / "web.log").read_text(errors="replace")[-4000:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
