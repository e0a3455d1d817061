"""Files on their way in: encrypted, beside the evidence, and only for a while. They may hold rows
about persons, so they are no evidence and are removed as soon as a batch needs them no more."""

import errno
import io
import os
import re
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast
from uuid import UUID

from django.conf import settings

from documents import errors as document_errors
from documents.cipher import DecryptingReader, EncryptingWriter, Unreadable
from documents.store import Incoming

# The file as it came, a workbook's rows, and the answer: the input with a column of remarks.
ORIGINAL, ROWS, REPORT = "original", "rows", "report"
PARTS = (ORIGINAL, ROWS, REPORT)
_OURS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.")


def folder() -> Path:
    return Path(settings.DATA_FOLDER) / "intake"


def path_of(shelf: UUID, part: str) -> Path:
    return folder() / f"{shelf}.{part}"


def keep(incoming: Incoming, shelf: UUID) -> None:
    """The file that has arrived becomes the original of a batch. May be done twice."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    target = path_of(shelf, ORIGINAL)
    target.unlink(missing_ok=True)
    try:
        os.link(incoming.path, target)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise document_errors.STORAGE_FULL() from error
        raise


def open_part(shelf: UUID, part: str) -> BinaryIO:
    try:
        return cast(BinaryIO, io.BufferedReader(DecryptingReader(path_of(shelf, part).open("rb"))))
    except (OSError, Unreadable) as error:
        raise document_errors.BYTES_MISSING() from error


def has(shelf: UUID, part: str) -> bool:
    return path_of(shelf, part).exists()


def remove(shelf: UUID, *parts: str) -> None:
    for part in parts:
        path_of(shelf, part).unlink(missing_ok=True)


def old_parts(before: float) -> list[Path]:
    """Files that lie there since before a moment, those of no part among them."""
    if not folder().is_dir():
        return []
    return [
        path
        for path in sorted(folder().iterdir())
        if _OURS.match(path.name) and path.is_file() and path.stat().st_mtime < before
    ]


class Written:
    """A part being written; it is there only once it is whole. For `with`."""

    def __init__(self, shelf: UUID, part: str) -> None:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        self._target = path_of(shelf, part)
        self._path = self._target.with_suffix(f".{part}-{os.getpid()}")
        self._file = self._path.open("wb")
        self._writer = EncryptingWriter(self._file)

    def write(self, content: bytes) -> None:
        self._writer.write(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._writer.finish()
                self._file.flush()
                os.fsync(self._file.fileno())
                self._path.replace(self._target)
        finally:
            self._file.close()
            self._path.unlink(missing_ok=True)
