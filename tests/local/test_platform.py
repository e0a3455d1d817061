"""bin/run itself, with everything in it."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.local.starter import REPOSITORY, Start, alive, eventually, free_port, processes_named

pytestmark = pytest.mark.slow
PARTS = ("postgres -D", "valkey-server", "gunicorn", "celery -A creditplatform worker", "beat")


def test_the_platform_starts_serves_and_dies_whole(tmp_path: Path) -> None:
    """One start shows it all: pages, every process there, none left after kill -9; then again."""
    data = tmp_path / "data"
    first = Start(data, [str(REPOSITORY / "bin" / "run")], free_port())
    try:
        first.wait_until_ready()
        assert first.get("/healthz")
        lines = list(processes_named(data).values())
        assert [part for part in PARTS if not any(part in line for line in lines)] == []

        first.process.kill()
        first.process.wait()
        assert eventually(lambda: alive(data) == [], 30), alive(data)
    finally:
        first.process.kill()
        first.process.wait()

    second = Start(data, [str(REPOSITORY / "bin" / "run")], free_port())
    try:
        second.wait_until_ready()
        manage = subprocess.run(
            [REPOSITORY / "bin" / "manage", "migrate", "--check"],
            env={"PATH": "/usr/bin:/bin", "CREDIT_DATA": str(data)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert manage.returncode == 0, manage.stderr
        assert second.end(signal.SIGTERM) == 0
        assert alive(data) == []
    finally:
        second.process.kill()
        second.process.wait()
