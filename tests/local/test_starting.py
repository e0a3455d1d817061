"""bin/run: starts, refuses what cannot be, stops cleanly, leaves nothing behind."""

import json
import os
import signal
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from tests.local.starter import alive, eventually, process_of, started

pytestmark = pytest.mark.slow


def mode(file: Path) -> str:
    return oct(stat.S_IMODE(file.stat().st_mode))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_starts_serves_and_stops_in_order(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    data = tmp_path / "data"
    with started(data) as start:
        start.wait_until_ready()
        assert start.get("/healthz") == "tiny /healthz"
        assert f"http://127.0.0.1:{start.port}" in start.output
        assert mode(data / "environment.json") == "0o600"
        assert mode(data / "secret-key") == "0o600"
        assert mode(data / "run") == "0o700"

        assert start.end(number) == code
        assert alive(data) == []
        assert not (data / "environment.json").exists()
        assert "database system is shut down" in (data / "logs" / "postgres.log").read_text()
        assert "ready to exit, bye bye" in (data / "logs" / "valkey.log").read_text()


def test_a_second_start_keeps_secret_and_data(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(data) as start:
        start.wait_until_ready()
        secret = (data / "secret-key").read_text()
        made = (data / "postgres" / "PG_VERSION").stat().st_mtime_ns
        start.end(signal.SIGTERM)
    with started(data) as start:
        start.wait_until_ready()
        assert (data / "secret-key").read_text() == secret
        assert (data / "postgres" / "PG_VERSION").stat().st_mtime_ns == made


def test_the_folder_is_used_by_one_start_at_a_time(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(data) as first:
        first.wait_until_ready()
        with started(data, beside_another=True) as second:
            assert second.process.wait(30) == 1
            assert f"in use by bin/run (process {first.process.pid})" in second.output
            assert "--data DIR" in second.output
        assert first.answers()


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with started(tmp_path / "data", port=port) as start:
            assert start.process.wait(30) == 1
            assert f"Port {port} on 127.0.0.1 cannot be used" in start.output
            assert "--port N" in start.output
        assert not (tmp_path / "data" / "postgres").exists()


def test_kill_9_leaves_no_process_and_the_next_start_works(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(data) as start:
        start.wait_until_ready()
        assert len(alive(data)) >= 5
        start.process.kill()
        start.process.wait()
        assert eventually(lambda: alive(data) == [], 30), alive(data)
    with started(data) as start:
        start.wait_until_ready()
        assert start.answers()


def test_a_start_right_after_kill_9_waits_for_the_leftovers(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(data) as start:
        start.wait_until_ready()
        start.process.kill()
        start.process.wait()
        with started(data, beside_another=True) as next_start:
            next_start.wait_until_ready()
            assert next_start.answers()


@pytest.mark.parametrize("pattern", ["gunicorn", r"postgres -D", "valkey-server"])
def test_a_process_that_dies_is_started_again(tmp_path: Path, pattern: str) -> None:
    data = tmp_path / "data"
    with started(data) as start:
        start.wait_until_ready()
        victim = process_of(data, pattern)
        subprocess.run(["kill", "-9", str(victim)], check=True)
        assert eventually(lambda: "ended with signal 9; starting it again" in start.output)

        def back() -> bool:
            try:
                return process_of(data, pattern) != victim
            except ValueError:
                return False

        assert eventually(back)
        assert eventually(start.answers)
        assert start.end(signal.SIGTERM) == 0


def test_a_process_that_does_not_start_is_shown_with_its_log(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(data, "--broken") as start:
        assert start.process.wait(90) == 1
        assert "web does not start" in start.output
        assert "No module named 'tests.local.no_such_site'" in start.output
        assert alive(data) == []


def test_given_services_are_used_and_not_started(tmp_path: Path) -> None:
    data = tmp_path / "data"
    database, queue = os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
    with started(data, DATABASE_URL=database, REDIS_URL=queue) as start:
        start.wait_until_ready()
        assert "Warning: DATABASE_OWNER_URL is not set" in start.output
        assert not (data / "postgres").exists()
        assert not (data / "valkey").exists()
        assert start.end(signal.SIGTERM) == 0


def test_a_long_path_works(tmp_path: Path) -> None:
    data = tmp_path / ("a folder with a long name 很长的路径" * 3)
    with started(data) as start:
        start.wait_until_ready()
        address = json.loads((data / "environment.json").read_text())["REDIS_URL"]
        socket_file = Path(address.removeprefix("unix://").removesuffix("?db=0"))
        assert len(bytes(socket_file)) < 107
        assert mode(socket_file.parent) == "0o700"
        assert start.end(signal.SIGTERM) == 0
        assert not socket_file.parent.exists()


def test_a_cluster_of_another_version_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    cluster = data / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("16\n")
    with started(data) as start:
        assert start.process.wait(30) == 1
        assert "was made by PostgreSQL 16, the program is version 18" in start.output
        assert (cluster / "PG_VERSION").read_text() == "16\n"


def test_what_an_interrupted_initdb_left_is_cleared(tmp_path: Path) -> None:
    data = tmp_path / "data"
    leftover = data / "postgres.new4711"
    leftover.mkdir(parents=True)
    with started(data) as start:
        start.wait_until_ready()
        assert not leftover.exists()
