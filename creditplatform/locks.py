"""Do the lock files hold what pyproject.toml asks for? Run by bin/check.

They are made by `uv export --no-dev`, with `--extra local` for requirements-local.lock, and with
the development group besides for requirements-dev.lock.
"""

import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock", "requirements-local.lock", "requirements-dev.lock")

Pins = Mapping[str, str]


def problems(root: Path) -> list[str]:
    """What is wrong, a sentence each; nothing when project and locks are in step."""
    asked = requirements(root / "pyproject.toml")
    pinned = {name: pins((root / name).read_text(encoding="utf-8")) for name in LOCKS}
    found = twice(asked[LOCKS[-1]])
    for name in LOCKS:
        found += [f"{name}: {problem}" for problem in unmet(asked[name], pinned[name])]
    for inner, outer in pairwise(LOCKS):
        for package, version in pinned[inner].items():
            other = pinned[outer].get(package, "missing")
            if other != version:
                found.append(f"{outer}: {package} is {other}, but {version} in {inner}")
    return found


def requirements(project: Path) -> dict[str, list[Requirement]]:
    """What each lock file has to satisfy: each more than the one before."""
    tables = tomllib.loads(project.read_text(encoding="utf-8"))
    own = tables["project"]["dependencies"]
    local = [*own, *tables["project"]["optional-dependencies"]["local"]]
    dev = [*local, *tables["dependency-groups"]["dev"]]
    asked = dict(zip(LOCKS, (own, local, dev), strict=True))
    return {name: [Requirement(line) for line in lines] for name, lines in asked.items()}


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", lock, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def unmet(asked: Sequence[Requirement], pinned: Pins) -> list[str]:
    found = []
    for requirement in asked:
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None:
            found.append(f"{requirement.name} is not pinned")
        elif not requirement.specifier.contains(version, prereleases=True):
            found.append(f"{requirement} is not what {version} is")
    return found


def twice(asked: Sequence[Requirement]) -> list[str]:
    names = [canonicalize_name(requirement.name) for requirement in asked]
    return [
        f"pyproject.toml: {name} is asked for twice"
        for name in sorted({name for name in names if names.count(name) > 1})
    ]


def main() -> int:
    found = problems(Path(__file__).resolve().parent.parent)
    for problem in found:
        print(problem)  # noqa: T201 — the answer to a check
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
