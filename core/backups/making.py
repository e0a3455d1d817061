"""Making a copy: one archive whose last member says what all the others must be."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.conf import settings
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ, cursor

from core import backups, clock, roots
from core.backups import contents, programs

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class Hashed:
    """Hashes what is read through it."""

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        block = self._opened.read(size)
        self.digest.update(block)
        return block


def make(out: Path) -> dict[str, Any]:
    """Copy everything into `out`, readable by its owner only; returns the manifest.

    The database is seen at one moment, whatever goes on meanwhile. The files are copied after it:
    every file a row speaks of is there.
    """
    programs.find("pg_dump")
    part = out.with_name(out.name + ".part")
    dump = out.with_name(out.name + ".dump")
    kept = out.with_name(out.name + ".roots")
    passing = (part, dump, kept)
    for file in passing:
        file.touch(mode=0o600)
    try:
        with tarfile.open(part, "w") as archive:
            manifest = _fill(archive, dump, kept)
        part.replace(out)
    finally:
        for file in passing:
            file.unlink(missing_ok=True)
    return manifest


def _fill(archive: tarfile.TarFile, dump: Path, kept: Path) -> dict[str, Any]:
    made_at = clock.now()
    opened = programs.connect()
    try:
        opened.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
        with opened.cursor() as running:
            running.execute("SELECT pg_export_snapshot()")
            (snapshot,) = running.fetchone() or ("",)
            found = contents.read(running)
            seals = _last_seal(running)
            programs.dump(snapshot, dump)
    finally:
        opened.close()
    members = {DUMP: _add(archive, DUMP, dump)}
    dump.unlink()
    # A member's size comes before its content, and these lines only ever become more.
    with kept.open("wb") as writing:
        writing.writelines(_roots_until(seals))
    members[roots.path().name] = _add(archive, roots.path().name, kept)
    for name, file in _files():
        try:
            members[name] = _add(archive, name, file)
        except FileNotFoundError:
            continue  # removed by its owner meanwhile
    manifest = {
        "format": FORMAT,
        "made_at": made_at.isoformat(timespec="seconds"),
        "contents": found,
        "members": members,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    _add_bytes(archive, MANIFEST, text)
    return manifest


def _last_seal(running: cursor) -> int:
    running.execute("SELECT coalesce(max(number), 0) FROM core_auditseal")
    (number,) = running.fetchone() or (0,)
    return int(number)


def _roots_until(number: int) -> Iterator[bytes]:
    """The lines of the roots file that the copied database knows of."""
    if not roots.path().exists():
        return
    with roots.path().open("rb") as opened:
        for line in roots.lines(opened):
            seal = roots.parse(line)
            if seal is None or seal.number <= number:
                yield line


def _files() -> Iterator[tuple[str, Path]]:
    base = Path(settings.DATA_FOLDER)
    for folder in backups.folders():
        for file in sorted((base / folder).rglob("*")):
            name = file.relative_to(base)
            if file.is_file() and not file.is_symlink() and not backups.PASSING & {*name.parts}:
                yield name.as_posix(), file


def _add(archive: tarfile.TarFile, name: str, file: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        info = archive.gettarinfo(arcname=name, fileobj=opened)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        reading = Hashed(opened)
        archive.addfile(info, reading)
    return {"size": info.size, "sha256": reading.digest.hexdigest()}


def _add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> dict[str, Any]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.mode = 0o600
    archive.addfile(info, io.BytesIO(data))
    return {"size": info.size, "sha256": hashlib.sha256(data).hexdigest()}
