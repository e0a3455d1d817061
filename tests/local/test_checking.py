"""bin/check: one line a check, an exit code for machines."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.starter import REPOSITORY, alive, clean_environment

pytestmark = pytest.mark.slow


def check(data: Path, *names: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "creditplatform.local", "check", *names],
        env=clean_environment(CREDIT_DATA=str(data)),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_named_checks_are_made_and_reported(tmp_path: Path) -> None:
    done = check(tmp_path / "data", "shell", "compose file")
    assert done.stdout == "✔ compose file\n✔ shell\n2 of 2 checks hold.\n"
    assert done.returncode == 0
    assert alive(tmp_path / "data") == []


def test_a_check_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    done = check(tmp_path / "data", "spelling")
    assert done.returncode == 1
    assert done.stderr.startswith("✘ Unknown check: spelling. There are: format, lint, types,")
