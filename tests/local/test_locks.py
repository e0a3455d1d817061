"""pyproject.toml and the lock files in step, and what is said when they are not."""

import shutil
from pathlib import Path

import pytest

from creditplatform import locks
from tests.local.starter import REPOSITORY


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("pyproject.toml", *locks.LOCKS):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return tmp_path


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_they_are_in_step() -> None:
    assert locks.problems(REPOSITORY) == []


def test_a_requirement_nobody_pinned_is_named(copy: Path) -> None:
    edit(copy / "pyproject.toml", '  "segno>=1.6",', '  "segno>=1.6",\n  "new_thing>=1",')
    assert locks.problems(copy) == [f"{name}: new_thing is not pinned" for name in locks.LOCKS]


def test_a_pin_that_is_not_what_is_asked_for_is_named(copy: Path) -> None:
    edit(copy / "pyproject.toml", '"segno>=1.6"', '"segno>=99"')
    version = locks.pins((copy / locks.LOCKS[0]).read_text(encoding="utf-8"))["segno"]
    said = f"segno>=99 is not what {version} is"
    assert locks.problems(copy) == [f"{name}: {said}" for name in locks.LOCKS]


def test_another_version_in_a_wider_lock_is_named(copy: Path) -> None:
    pinned = locks.pins((copy / locks.LOCKS[0]).read_text(encoding="utf-8"))["segno"]
    edit(copy / "requirements-dev.lock", f"segno=={pinned}", "segno==1.6.0")
    assert locks.problems(copy) == [
        f"requirements-dev.lock: segno is 1.6.0, but {pinned} in requirements-local.lock"
    ]


def test_a_requirement_written_twice_is_named(copy: Path) -> None:
    edit(copy / "pyproject.toml", '"pypdf>=6"', '"pypdf>=6", "PyPDF>=5"')
    assert locks.problems(copy) == ["pyproject.toml: pypdf is asked for twice"]
