"""Bytes on disk, named by the SHA-256 of their plain content: files/aa/bb/<sha256>, encrypted.

A file comes in beside the store, is encrypted and hashed while it arrives, and reaches its name by
an atomic rename after fsync. Who keeps or removes a file holds its lock (queries.files.lock_bytes)
until commit: so no cleaning up can take bytes from under a row that is just being written.
"""

import errno
import hashlib
import io
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from core import clock
from documents import errors
from documents.cipher import DecryptingReader, EncryptingWriter, Unreadable

log = logging.getLogger(__name__)

# What a crash left half-way is cleared after a day.
LEFT_BEHIND = 24 * 3600
FULL = {errno.ENOSPC, errno.EDQUOT}


def folder() -> Path:
    return Path(settings.DATA_FOLDER) / "files"


class Incoming:
    """A file on its way in. Use as a context manager: what was not kept leaves no trace."""

    def __init__(self) -> None:
        coming = folder() / "incoming"
        self.size = 0
        self.name = ""
        self._digest = hashlib.sha256()
        try:
            coming.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path = coming / uuid.uuid4().hex
            self._file = self.path.open("xb")
            self._writer = EncryptingWriter(self._file)
        except OSError as error:
            raise _full(error) from error

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self._digest.update(content)
        try:
            self._writer.write(content)
        except OSError as error:
            raise _full(error) from error

    def finish(self) -> None:
        """All has arrived: on the disk, not only in its cache."""
        try:
            self._writer.finish()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise _full(error) from error

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def open(self) -> io.BufferedReader:
        return _reader(self.path)

    def discard(self) -> None:
        # On a full disk closing fails once more; the file goes either way.
        with suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)

    # What Django expects of a file it parsed from a form.
    close = discard

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.discard()


def place(incoming: Incoming) -> None:
    """Give the file its name. The incoming one stays until discarded, so that a door which has to
    try again finds it still there. Bytes already under the name are replaced by the same bytes."""
    target = path_of(incoming.sha256)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_name(f"{target.name}.{uuid.uuid4().hex}")
    try:
        os.link(incoming.path, beside)
        beside.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise _full(error) from error
    finally:
        # Renaming one link of a file over another link of it does nothing at all.
        beside.unlink(missing_ok=True)


def open_bytes(sha256: str) -> io.BufferedReader:
    try:
        return _reader(path_of(sha256))
    except (OSError, Unreadable) as error:
        log.exception("stored bytes cannot be read", extra={"sha256": sha256})
        raise errors.BYTES_MISSING() from error


def remove(sha256: str) -> None:
    path_of(sha256).unlink(missing_ok=True)


def path_of(sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256")
    return folder() / sha256[:2] / sha256[2:4] / sha256


def shelves(after: str = "") -> Iterator[tuple[str, list[str]]]:
    """The names of all files, one folder at a time, each with the name of its folder ("aa/bb"), in
    order; those beyond `after` only, so that a round can go on where it stopped."""
    root = folder()
    for outer in sorted(root.glob("[0-9a-f][0-9a-f]")):
        if outer.name < after[:2]:
            continue
        for shelf in sorted(outer.glob("[0-9a-f][0-9a-f]")):
            name = f"{outer.name}/{shelf.name}"
            files = sorted(file.name for file in shelf.iterdir() if len(file.name) == 64)
            if name > after and files:
                yield name, files


def clear_left_behind() -> int:
    """Remove what requests that died left in the incoming folder."""
    cleared = 0
    for path in (folder() / "incoming").glob("*"):
        if clock.now().timestamp() - path.stat().st_mtime > LEFT_BEHIND:
            path.unlink(missing_ok=True)
            cleared += 1
    return cleared


def _reader(path: Path) -> io.BufferedReader:
    file = path.open("rb")
    try:
        return io.BufferedReader(DecryptingReader(file))
    except Unreadable:
        file.close()
        raise


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _full(error: OSError) -> Exception:
    return errors.STORAGE_FULL() if error.errno in FULL else error
