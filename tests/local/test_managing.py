"""bin/manage: the same services, the command's own exit code."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.starter import REPOSITORY, alive, clean_environment, eventually, started

pytestmark = pytest.mark.slow
LOCAL = (sys.executable, "-m", "creditplatform.local")
SHOW_DATABASE = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"


def manage(data: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*LOCAL, "manage", *arguments],
        env=clean_environment(CREDIT_DATA=str(data), **more),
        cwd=data.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_services_are_started_for_the_command_and_stopped_after_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = manage(data, "shell", "-v", "0", "-c", SHOW_DATABASE)
    assert done.returncode == 7, done.stderr
    assert done.stdout.startswith("postgresql://credit_app@/credit?host=")
    assert alive(data) == []


def test_services_of_a_running_platform_are_used(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(data) as start:
        start.wait_until_ready()
        done = manage(data, "shell", "-v", "0", "-c", SHOW_DATABASE)
        assert done.returncode == 7, done.stderr
        known = json.loads((data / "environment.json").read_text())
        assert done.stdout == known["DATABASE_URL"] + "\n"
        assert start.answers()


def test_two_commands_at_once_share_one_database(tmp_path: Path) -> None:
    data = tmp_path / "data"
    wait_for_word = "import sys; print('up', flush=True); sys.stdin.readline()"
    first = subprocess.Popen(
        [*LOCAL, "manage", "shell", "-v", "0", "-c", wait_for_word],
        env=clean_environment(CREDIT_DATA=str(data)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "up\n"
        ask = "from django.db import connection as c; u = c.cursor(); u.execute('SELECT 41 + 1');"
        second = manage(data, "shell", "-v", "0", "-c", ask + "print(u.fetchone())")
        assert (second.returncode, second.stdout) == (0, "(42,)\n"), second.stderr
        first.communicate("go\n", timeout=30)
        assert first.returncode == 0
    finally:
        first.kill()
        first.wait()
    assert alive(data) == []


def test_a_signal_reaches_the_command_and_the_services_stop(tmp_path: Path) -> None:
    data = tmp_path / "data"
    running = subprocess.Popen(
        [*LOCAL, "manage", "shell", "-v", "0", "-c", "print('up', flush=True); input()"],
        env=clean_environment(CREDIT_DATA=str(data)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "up\n"
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 128 + signal.SIGTERM
    running.communicate()
    assert eventually(lambda: alive(data) == [], 10), alive(data)


def test_given_addresses_are_used_and_nothing_is_started(tmp_path: Path) -> None:
    data = tmp_path / "data"
    given = {"DATABASE_URL": "postgresql://me@db.example/x", "REDIS_URL": "redis://r.example/0"}
    done = manage(data, "shell", "-v", "0", "-c", SHOW_DATABASE, **given)
    assert done.returncode == 7, done.stderr
    assert done.stdout == "postgresql://me@db.example/x\n"
    assert "DATABASE_OWNER_URL is not set" in done.stderr
    assert not (data / "postgres").exists()


def test_production_keeps_its_own_environment(tmp_path: Path) -> None:
    """Nothing is started or made up, and a demonstration is refused as production refuses it."""
    data = tmp_path / "data"
    given = {
        "CREDIT_ENV": "production",
        "CREDIT_SECRET_KEY": "k" * 50,
        "CREDIT_ALLOWED_HOSTS": "credit.example",
        "CREDIT_PUBLIC_URL": "https://credit.example",
        "CREDIT_PLACE": "江阴市",
        "DATABASE_URL": "postgresql://me@db.example/x",
        "DATABASE_OWNER_URL": "postgresql://owner@db.example/x",
        "REDIS_URL": "redis://r.example/0",
    }
    show = "import os; print(os.environ['CREDIT_ENV'], os.environ['CREDIT_SECRET_KEY'][:1])"
    done = manage(data, "shell", "-v", "0", "--no-imports", "-c", show, **given)
    assert (done.returncode, done.stdout) == (0, "production k\n"), done.stderr
    demo = manage(data, "load_demo", **given)
    assert demo.returncode == 1
    assert demo.stderr == "CommandError: 生产环境不创建演示数据。\n"
    assert not data.exists()


def test_production_without_addresses_starts_nothing(tmp_path: Path) -> None:
    done = manage(tmp_path / "data", "check", CREDIT_ENV="production")
    assert done.returncode != 0
    assert "CREDIT_SECRET_KEY is not set" in done.stderr
    assert not (tmp_path / "data").exists()


def test_another_folder_is_named_before_the_command(tmp_path: Path) -> None:
    other = tmp_path / "other folder"
    given = {"DATABASE_URL": "postgresql://me@db.example/x", "REDIS_URL": "redis://r.example/0"}
    show = ("shell", "-v", "0", "-c", "import os; print(os.environ['CREDIT_DATA'])")
    done = manage(tmp_path / "data", "--data", str(other), *show, **given)
    assert (done.returncode, done.stdout) == (0, f"{other}\n"), done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["run", "test", "check", "bench", "screens"])
def test_production_is_not_started_from_here(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [*LOCAL, command],
        env=clean_environment(CREDIT_ENV="production", CREDIT_DATA=str(tmp_path / "data")),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("✘ CREDIT_ENV is production")
    assert not (tmp_path / "data").exists()
