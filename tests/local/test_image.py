"""The image: what the platform reads while serving is in it, what must not get into it is not."""

import re
from functools import cache

from tests.local.starter import REPOSITORY

# Read while serving, migrating or loading packs; never only while developing.
READ = (
    "docs/openapi.yaml",
    "manage.py",
    "requirements.lock",
    "templates/**/*",
    "static/**/*",
    "sectors/packs/**/*",
    "core/data/*",
    "core/bundle/*",
    "*/migrations/*.py",
    "*/management/commands/*.py",
    "documents/papers/**/*",
)
KEPT_OUT = (
    ".env",
    ".git/config",
    ".data/secret-key",
    ".venv/bin/python",
    "static-collected/site.css",
    "docs/threat-model.md",
    "docs/decisions/0001.md",
    "tests/conftest.py",
    "core/__pycache__/errors.cpython-311.pyc",
    ".mypy_cache/3.11/x.json",
)


def test_what_is_read_at_run_time_is_in_the_image() -> None:
    for pattern in READ:
        found = [
            name
            for file in REPOSITORY.glob(pattern)
            if file.is_file() and "__pycache__" not in (name := str(file.relative_to(REPOSITORY)))
        ]
        assert found, pattern
        assert [name for name in found if ignored(name)] == []


def test_what_must_not_get_into_it_is_left_out() -> None:
    assert [name for name in KEPT_OUT if not ignored(name)] == []


def ignored(name: str) -> bool:
    """As the builder decides: the last pattern that names the file or a folder above it."""
    decision = False
    for pattern, keeps in _patterns():
        if pattern.match(name):
            decision = not keeps
    return decision


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    lines = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return tuple(
        (_pattern(line.removeprefix("!")), line.startswith("!"))
        for line in lines
        if line and not line.startswith("#")
    )


def _pattern(line: str) -> re.Pattern[str]:
    text = re.escape(line).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.compile(f"{text}(?:/.*)?$")
