"""As whom PostgreSQL runs. It refuses root, and root is who starts us in a container or in CI."""

import os
import shutil
import subprocess
from pathlib import Path

from creditplatform.local.folder import DataFolder
from creditplatform.local.leash import NOBODY
from creditplatform.local.processes import leashed
from creditplatform.local.trouble import Trouble


def for_postgres() -> str:
    """`same` for an ordinary user; for root a user namespace, or nobody where those are barred."""
    if os.getuid() != 0:
        return "same"
    if os.environ.get("CREDIT_NO_NAMESPACE") != "1":
        probe = subprocess.run(leashed(["true"], identity="namespace"), capture_output=True)
        if probe.returncode == 0:
            return "namespace"
    return "nobody"


def home(folder: DataFolder, identity: str) -> Path:
    """Where the cluster lives: the data folder, unless that user cannot get there."""
    if identity == "same":
        return folder.path
    if identity == "nobody":
        folder.path.chmod(0o711)
    if _reachable(folder.path, identity):
        return folder.path
    if identity == "namespace":
        raise Trouble(
            f"PostgreSQL does not run as root, and {folder.path} is closed to others. "
            "Start as the owner of that folder, or choose another with --data DIR."
        )
    apart = Path("/var/lib/creditplatform-local") / folder.fingerprint()
    apart.mkdir(parents=True, exist_ok=True, mode=0o711)
    return apart


def reachable_programs(programs: Path, home: Path, identity: str) -> Path:
    """The programs where that user can read them: a copy beside the cluster if need be."""
    if identity == "same" or _reachable(programs, identity):
        return programs
    package = programs.parents[1]
    libraries = package.with_name(package.name + ".libs")
    copy = home / "programs"
    mark = copy / "complete"
    source = f"{package} {(programs / 'postgres').stat().st_mtime_ns}"
    if not mark.exists() or mark.read_text(encoding="utf-8") != source:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(programs.parent, copy / package.name / programs.parent.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        for path in (copy / package.name / programs.parent.name / "bin").iterdir():
            path.chmod(0o755)
        mark.write_text(source, encoding="utf-8")
    return copy / package.name / programs.parent.name / "bin"


def hand_over(path: Path, identity: str) -> None:
    """Give a folder made by root to the user PostgreSQL runs as, with all that is in it.

    The kind of identity can change between two starts (another kernel, another container). What
    belongs to an ordinary user is left to them: Trouble.
    """
    if identity == "same":
        return
    wanted, found = (NOBODY if identity == "nobody" else 0), path.stat().st_uid
    if found == wanted:
        return
    if found not in {0, NOBODY}:
        raise Trouble(
            f"{path} belongs to user {found}. Start as that user, not as root, "
            "or choose another folder with --data DIR."
        )
    for entry in (path, *path.rglob("*")):
        os.chown(entry, wanted, wanted, follow_symlinks=False)


def _reachable(path: Path, identity: str) -> bool:
    """May an unprivileged process with that real user id get there? (A root without privileges
    counts as the owner of root's files and as a stranger everywhere else.)"""
    uid = NOBODY if identity == "nobody" else 0
    for folder in (path, *path.parents):
        found = folder.stat()
        needed = 0o100 if found.st_uid == uid else 0o001
        if not found.st_mode & needed:
            return False
    return True
