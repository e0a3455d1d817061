"""The data folder: everything the platform keeps on this machine, used by one starter at a time."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from creditplatform.local.leash import NOBODY
from creditplatform.local.processes import REPOSITORY
from creditplatform.local.signals import StopFlag
from creditplatform.local.trouble import Occupied, Trouble, note

# The kernel's limit for a unix socket path, less the longest name we give one.
_SOCKET_FOLDER_LIMIT = 107 - len("/.s.PGSQL.5432")
_PATIENCE_WITH_LEFTOVERS = 30.0


class DataFolder:
    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.logs = self.path / "logs"
        self.environment_file = self.path / "environment.json"
        self.credentials_file = self.path / "demo-credentials.json"
        self.held: tuple[int, ...] = ()
        self._short_folder: Path | None = None

    @classmethod
    def chosen(cls, given: str | None) -> "DataFolder":
        """--data, else CREDIT_DATA, else .data in the repository."""
        return cls(Path(given or os.environ.get("CREDIT_DATA") or REPOSITORY / ".data"))

    @property
    def is_default(self) -> bool:
        return self.path == (REPOSITORY / ".data").resolve()

    def prepare(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.logs.mkdir(exist_ok=True)
        except OSError as error:
            raise Trouble(
                f"The data folder {self.path} cannot be written ({error.strerror}). "
                "Choose another with --data DIR."
            ) from error
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise Trouble(
                f"The data folder {self.path} belongs to another user. "
                "Choose another with --data DIR."
            )

    @contextlib.contextmanager
    def locked(self, purpose: str, *, patience: float = 0.5) -> Iterator[None]:
        """Be the only one to start services here.

        Two locks. `lock` is ours alone and says who is at work. `processes.lock` is shared with
        every process we start: after a kill -9 the next start knows when the last one has ended.
        """
        self.prepare()
        with (
            _open_lock(self.path / "lock") as lock,
            _open_lock(self.path / "processes.lock") as alive,
        ):
            # Somebody who only looks whether we are here holds it for a moment.
            if not _lock_within(patience, lock):
                raise Occupied(self._occupied())
            # Left by a run that was killed: it must not be taken for ours.
            self.environment_file.unlink(missing_ok=True)
            os.ftruncate(lock, 0)
            os.write(lock, json.dumps({"pid": os.getpid(), "purpose": purpose}).encode())
            self._wait_for_leftovers(alive)
            fcntl.flock(alive, fcntl.LOCK_SH)
            self.held = (alive,)
            try:
                yield
            finally:
                self.environment_file.unlink(missing_ok=True)
                self.held = ()
                if self._short_folder is not None:
                    shutil.rmtree(self._short_folder, ignore_errors=True)

    def empty(self) -> None:
        """Throw away what an earlier run left. Only for folders of tests, while locked.

        The cluster stays: whether it can be used again is for postgres.py to say.
        """
        for entry in self.path.iterdir():
            if entry.name == "postgres":
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.suffix != ".lock" and entry.name != "lock":
                entry.unlink()
        self.prepare()

    def in_use(self) -> bool:
        """Somebody holds the lock: services are up or coming up."""
        if not (self.path / "lock").exists():
            return False
        with _open_lock(self.path / "lock") as lock:
            return not _try_lock(lock, fcntl.LOCK_SH)

    @contextlib.contextmanager
    def borrowed(self) -> Iterator[int]:
        """Use services somebody else started; they wait for us before stopping what they lent."""
        self.prepare()
        with _open_lock(self.path / "borrowers.lock") as borrowers:
            fcntl.flock(borrowers, fcntl.LOCK_SH)
            yield borrowers

    def end_lending(self, stop: StopFlag) -> None:
        """Wait until nobody uses our services any more, and let nobody begin to."""
        with _open_lock(self.path / "borrowers.lock") as borrowers:
            if not _try_lock(borrowers, fcntl.LOCK_EX):
                note("Another command still uses the database; stopping when it has finished.")
                stop.wait_until(lambda: _try_lock(borrowers, fcntl.LOCK_EX), seconds=float("inf"))
            self.environment_file.unlink(missing_ok=True)

    def write_environment(self, environment: dict[str, str]) -> None:
        write_private(self.environment_file, json.dumps(environment, indent=2))

    def read_environment(self) -> dict[str, str] | None:
        try:
            content: dict[str, str] = json.loads(self.environment_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return content

    def secret_key(self) -> str:
        file = self.path / "secret-key"
        if not file.exists():
            write_private(file, secrets.token_urlsafe(64))
        return file.read_text(encoding="ascii")

    def socket_folder(self, home: Path | None = None) -> Path:
        """A private folder for sockets whose path is short enough for the kernel."""
        folder = (home or self.path) / "run"
        if len(os.fsencode(folder)) > _SOCKET_FOLDER_LIMIT:
            name = f"credit-{os.getuid()}-{self.fingerprint()}"
            folder = Path(tempfile.gettempdir()) / name
            if len(os.fsencode(folder)) > _SOCKET_FOLDER_LIMIT:
                folder = Path("/tmp") / name  # noqa: S108 — checked below: private and our own
            self._short_folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in self._socket_owners():
            raise Trouble(f"{folder} is not ours. Remove it or choose another --data DIR.")
        folder.chmod(0o700)
        return folder

    @staticmethod
    def _socket_owners() -> set[int]:
        """Us; and for root nobody, as whom root's PostgreSQL may have run before."""
        return {0, NOBODY} if os.getuid() == 0 else {os.getuid()}

    def fingerprint(self) -> str:
        return hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]

    def _occupied(self) -> str:
        try:
            holder = json.loads((self.path / "lock").read_text(encoding="utf-8"))
            who = f"{holder['purpose']} (process {holder['pid']})"
        except (OSError, ValueError, KeyError):
            who = "another process"
        return (
            f"The data folder {self.path} is in use by {who}. "
            "Stop it first, or give this one a folder of its own with --data DIR."
        )

    def _wait_for_leftovers(self, alive: int) -> None:
        """Processes of a killed run are ending by themselves; give them time, then end them."""
        if _lock_within(0, alive):
            return
        note("Waiting for processes of an earlier run to end …")
        if _lock_within(_PATIENCE_WITH_LEFTOVERS, alive):
            return
        for pid in self._holders("processes.lock"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if _lock_within(5, alive):
            return
        pids = ", ".join(str(pid) for pid in self._holders("processes.lock"))
        raise Trouble(f"Processes of an earlier run do not end: {pids}. End them and start again.")

    def _holders(self, name: str) -> list[int]:
        target = str(self.path / name)
        found = []
        for process in Path("/proc").iterdir():
            if not process.name.isdigit() or int(process.name) == os.getpid():
                continue
            with contextlib.suppress(OSError):
                if any(str(entry.readlink()) == target for entry in (process / "fd").iterdir()):
                    found.append(int(process.name))
        return found


def leading_data(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The data folder named by --data before everything else, and the arguments after it."""
    match list(arguments):
        case ["--data", folder, *rest] if folder:
            return folder, rest
        case [first, *rest] if first.startswith("--data=") and first != "--data=":
            return first.removeprefix("--data="), rest
        case ["--data" | "--data=", *_]:
            raise Trouble("--data needs a folder: --data DIR, before the command.")
        case others:
            return None, others


def write_private(file: Path, text: str) -> None:
    """Write whole or not at all, readable by its owner only."""
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    new.replace(file)


@contextlib.contextmanager
def _open_lock(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _lock_within(seconds: float, descriptor: int) -> bool:
    until = time.monotonic() + seconds
    while not _try_lock(descriptor, fcntl.LOCK_EX):
        if time.monotonic() >= until:
            return False
        time.sleep(0.05)
    return True


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
