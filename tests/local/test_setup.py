"""bin/setup: installs what is locked once, says plainly what went wrong."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.starter import REPOSITORY, clean_environment

pytestmark = pytest.mark.slow


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose lock files name no package, so that nothing is fetched."""
    folder = tmp_path / "repository with a space"
    (folder / "bin").mkdir(parents=True)
    shutil.copy(REPOSITORY / "bin" / "setup", folder / "bin" / "setup")
    for kind in ("local", "dev"):
        (folder / f"requirements-{kind}.lock").write_text("# nothing\n")
    return folder


def setup(repository: Path, kind: str, **more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [repository / "bin" / "setup", kind],
        env=clean_environment(CREDIT_PYTHON=sys.executable) | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcome(process: "subprocess.Popen[str]") -> tuple[int, str]:
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors


def test_installs_once_and_again_when_the_lock_changes(repository: Path) -> None:
    said = "Installing what requirements-local.lock names …\n"
    assert outcome(setup(repository, "local")) == (0, said)
    assert outcome(setup(repository, "local")) == (0, "")
    (repository / "requirements-local.lock").write_text("# still nothing\n")
    assert outcome(setup(repository, "local")) == (0, said)


def test_what_serves_development_serves_running(repository: Path) -> None:
    assert outcome(setup(repository, "dev"))[0] == 0
    assert outcome(setup(repository, "local")) == (0, "")


def test_two_at_once_install_once(repository: Path) -> None:
    both = [setup(repository, "dev"), setup(repository, "dev")]
    answers = sorted(outcome(process) for process in both)
    assert answers == [(0, ""), (0, "Installing what requirements-dev.lock names …\n")]


def test_an_environment_of_its_own_place(repository: Path, tmp_path: Path) -> None:
    assert outcome(setup(repository, "dev", CREDIT_VENV=str(tmp_path / "elsewhere")))[0] == 0
    assert (tmp_path / "elsewhere" / "bin" / "python").exists()
    assert not (repository / ".venv").exists()


def test_a_missing_python_is_said(repository: Path) -> None:
    code, errors = outcome(setup(repository, "local", CREDIT_PYTHON="no-such-python"))
    assert code == 1
    assert "✘ Python 3.11 is needed and was not found." in errors


def test_a_package_that_cannot_be_had_is_said(repository: Path) -> None:
    absent = f"no-such-package-of-ours==1.0 --hash=sha256:{'0' * 64}\n"
    (repository / "requirements-local.lock").write_text(absent)
    code, errors = outcome(setup(repository, "local", PIP_NO_INDEX="1", UV_NO_INDEX="1"))
    assert code == 1
    assert "✘ The packages could not be installed: " in errors
    assert "no-such-package-of-ours" in errors
    # And the next attempt tries again.
    (repository / "requirements-local.lock").write_text("# nothing\n")
    assert outcome(setup(repository, "local"))[0] == 0
