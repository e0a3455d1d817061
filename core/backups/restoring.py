"""Restoring a copy into an empty database, and proving that it is the same."""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from core import roots
from core.backups import contents, programs
from core.backups.making import DUMP, FORMAT, MANIFEST

BLOCK = 1024 * 1024


class NotRestored(Exception):
    """Why a copy cannot be restored; the text is for the operator. Nothing was changed."""


@dataclass
class Copy:
    """An archive that has been opened and whose every member was found to be as made."""

    archive: tarfile.TarFile
    manifest: dict[str, Any]

    def member(self, name: str) -> IO[bytes]:
        opened = self.archive.extractfile(name)
        if opened is None:
            raise NotRestored(f"备份中的 {name} 不是文件")
        return opened

    def names(self) -> list[str]:
        return sorted(self.manifest["members"])


@contextmanager
def open_copy(file: Path) -> Iterator[Copy]:
    """Open an archive and check every member against the manifest before anything is touched."""
    try:
        with tarfile.open(file, "r:") as archive:
            yield _checked(archive)
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise NotRestored(f"{file} 不是完好的备份（{type(error).__name__}）") from error


def create_if_missing(name: str) -> None:
    """Make the database to restore into, when the server does not have it yet."""
    programs.find("pg_restore")
    opened = programs.connect()
    opened.autocommit = True
    try:
        with opened.cursor() as running:
            running.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if running.fetchone() is None:
                running.execute(f'CREATE DATABASE "{name}"')  # its form was checked: a word
    finally:
        opened.close()


def restore(copy: Copy, name: str, folder: Path) -> None:
    """Fill the empty database `name` and put the files into `folder`."""
    opened = programs.connect(name)
    with opened, opened.cursor() as running:
        filled = contents.table_names(running)
    opened.close()
    if filled:
        raise NotRestored(f"数据库 {name} 中已有 {len(filled)} 张表，只能恢复到空数据库")
    _no_other_files(copy, folder)
    with tempfile.TemporaryDirectory(prefix="credit-restore-") as place:
        dump = Path(place) / DUMP
        with dump.open("xb") as out, copy.member(DUMP) as data:
            shutil.copyfileobj(data, out, BLOCK)
        programs.restore(dump, name)
    opened = programs.connect(name)
    opened.autocommit = True
    with opened.cursor() as running:
        running.execute("ANALYZE")
    opened.close()
    for member in copy.names():
        if member != DUMP:
            _place(copy, member, folder)


def differences(copy: Copy, name: str) -> list[str]:
    """In what the restored database differs from the copied one."""
    opened = programs.connect(name)
    try:
        with opened, opened.cursor() as running:
            return contents.differences(copy.manifest["contents"], contents.read(running))
    finally:
        opened.close()


def _checked(archive: tarfile.TarFile) -> Copy:
    opened = archive.extractfile(MANIFEST)
    manifest = json.load(opened) if opened else {}
    if manifest.get("format") != FORMAT:
        raise NotRestored("备份的格式不是本版本所能恢复的")
    members = manifest["members"]
    if DUMP not in members:
        raise NotRestored("备份中没有数据库")
    for name, made in members.items():
        plain = PurePosixPath(name)
        if plain.is_absolute() or ".." in plain.parts:
            raise NotRestored(f"备份中有不应出现的路径：{name}")
        data = archive.extractfile(name)
        if data is None or _sha256(data) != made["sha256"]:
            raise NotRestored(f"备份中的 {name} 已损坏或被改动")
    return Copy(archive, manifest)


def _no_other_files(copy: Copy, folder: Path) -> None:
    """No file may be there with other content. The present roots are put aside, never lost."""
    for name in copy.names():
        target = folder / name
        if name in (DUMP, roots.path().name) or not target.exists():
            continue
        with target.open("rb") as there:
            if _sha256(there) != copy.manifest["members"][name]["sha256"]:
                raise NotRestored(f"{target} 已存在且内容不同，不覆盖")


def _place(copy: Copy, name: str, folder: Path) -> None:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if name == roots.path().name and target.exists():
        target.replace(_free_name(target))
    if target.exists():
        return
    part = target.with_name(target.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        with copy.member(name) as data:
            shutil.copyfileobj(data, out, BLOCK)
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)


def _free_name(target: Path) -> Path:
    number = 1
    while (aside := target.with_name(f"{target.name}.before-restore-{number}")).exists():
        number += 1
    return aside


def _sha256(opened: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := opened.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()
