"""The drop folder: DATA_FOLDER/drop/<unit's code>/<item's code>/, for systems that can do no more
than put a file somewhere.

A file is taken once it is whole: `<name>.ok` lies beside it, or nobody has touched it for a while.
It goes into the shelf and from the folder; its answer is laid into `done/` (`<name>.report.csv`,
`<name>.json`), or the reason into `failed/`. A file of the same name and content is taken once.
Nothing here follows a link, and nothing is opened by a path others could have changed.
"""

import json
import logging
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from core import clock, doors
from core import errors as core_errors
from core.actors import SYSTEM, Actor
from core.doors import require_transaction
from documents.decisions.names import display_name
from documents.store import Incoming
from records.intake import errors, shelf
from records.intake.batches import receive_and_start
from records.intake.summary import numbers, sentence
from records.models import Batch
from sectors.models import OrgUnit

Identity = tuple[int, int, int, int]
log = logging.getLogger(__name__)

QUIET_SECONDS = 30
MOST_BYTES = 512 * 1024 * 1024
PIECE = 1024 * 1024
LONGEST_NAME = 230
DONE, FAILED = "done", "failed"
OK = ".ok"
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", "~")
ENDED = (Batch.State.DONE, Batch.State.REFUSED, Batch.State.ABANDONED, Batch.State.UNDONE)
NO_LINK = os.O_NOFOLLOW | os.O_CLOEXEC


def root() -> Path:
    return Path(settings.DATA_FOLDER) / "drop"


def read(*, until: float) -> int:
    """Take what has been put down and answer what has ended; how many files were taken."""
    taken = 0
    for unit, item, place in _places():
        with _opened(place) as folder:
            for name in _whole(folder):
                if time.monotonic() > until:
                    return taken
                taken += _take(folder, name, unit, item)
    while time.monotonic() < until and answer_next():
        pass
    return taken


def receive_dropped(
    *, actor: Actor, incoming: Incoming, file_name: str, unit_code: str, item_code: str
) -> Batch:
    """A file from the folder, once: the same name and content of the same unit and item is the
    batch it has been already, unless that was refused."""
    require_transaction()
    unit = OrgUnit.objects.select_for_update(no_key=True).filter(code=unit_code).first()
    if unit is None:
        raise errors.FOLDER_UNIT(code=unit_code[:40])
    known = Batch.objects.filter(
        unit=unit,
        item__code=item_code,
        channel=Batch.Channel.FOLDER,
        sha256=incoming.sha256,
        file_name=display_name(file_name),
    ).exclude(state__in=[Batch.State.REFUSED, Batch.State.ABANDONED, Batch.State.UNDONE])
    if (batch := known.order_by("-id").first()) is not None:
        return batch
    return receive_and_start(
        actor=actor,
        incoming=incoming,
        file_name=file_name,
        unit_id=unit.id,
        item_code=item_code,
        mode=Batch.Mode.PARTIAL,
        channel=Batch.Channel.FOLDER,
    )


def answer_next() -> bool:
    """Lay the answer of one batch that has ended beside where its file was; may be done twice."""
    waiting = Batch.objects.filter(
        channel=Batch.Channel.FOLDER, answered_at__isnull=True, state__in=ENDED
    )
    batch = waiting.select_related("unit", "item").order_by("id").first()
    if batch is None:
        return False
    place = root() / batch.unit.code / batch.item.code
    try:
        with _opened(place) as folder:
            _answer(folder, batch)
    except OSError as error:
        # Its folder was taken away: the answer is on the page of the batch.
        log.warning("answer not laid down", extra={"batch": batch.id, "error": error.strerror})
    doors.run(_answered, actor=SYSTEM, batch_id=batch.id)
    return True


def _answered(*, actor: Actor, batch_id: int) -> None:
    require_transaction()
    Batch.objects.filter(id=batch_id).update(answered_at=clock.now())


def _places() -> Iterator[tuple[str, str, Path]]:
    """Folders of a unit and an item; links are none."""
    for unit in _folders(root()):
        for item in _folders(unit):
            if item.name not in {DONE, FAILED}:
                yield unit.name, item.name, item


def _folders(place: Path) -> list[Path]:
    if not place.is_dir() or place.is_symlink():
        return []
    with os.scandir(place) as entries:
        names = sorted(e.name for e in entries if e.is_dir(follow_symlinks=False))
    return [place / name for name in names if not name.startswith(".")]


def _whole(folder: int) -> list[str]:
    """Names of files that have arrived whole, in order."""
    with os.scandir(folder) as entries:
        names = {entry.name for entry in entries}
    found = []
    for name in sorted(names):
        if name.startswith(".") or name.endswith((OK, *UNFINISHED)):
            continue
        try:
            about = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            continue
        if stat.S_ISDIR(about.st_mode):
            continue
        quiet = time.time() - max(about.st_mtime, about.st_ctime)
        if name + OK in names or quiet >= QUIET_SECONDS:
            found.append(name)
    return found


def _take(folder: int, name: str, unit: str, item: str) -> bool:
    try:
        with Incoming() as incoming:
            taken = _copy(folder, name, incoming)
            batch = doors.run(
                receive_dropped,
                actor=SYSTEM,
                incoming=incoming,
                file_name=name,
                unit_code=unit,
                item_code=item,
            )
    except core_errors.Refusal as refusal:
        if refusal.error.status >= 500:
            # The disk is full, the queue away: the file stays where it is.
            log.warning("not taken from the folder", extra={"code": refusal.code})
            return False
        return _refuse(folder, name, refusal)
    # Only now that it is in the shelf for good; killed before this, it is known again.
    _remove(folder, name, taken)
    log.info("taken from the folder", extra={"batch": batch.id})
    return True


def _copy(folder: int, name: str, incoming: Incoming) -> Identity:
    try:
        name.encode()
        opened = os.open(name, os.O_RDONLY | os.O_NONBLOCK | NO_LINK, dir_fd=folder)
    except (OSError, UnicodeError) as error:
        raise errors.FOLDER_FILE() from error
    with os.fdopen(opened, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1:
            raise errors.FOLDER_FILE()
        if about.st_size > MOST_BYTES:
            raise errors.FOLDER_LARGE(limit=MOST_BYTES // 1024 // 1024)
        while piece := file.read(PIECE):
            incoming.write(piece)
        incoming.finish()
        if incoming.size != about.st_size or _identity(os.fstat(file.fileno())) != _identity(about):
            raise errors.FOLDER_GROWING()
        return _identity(about)


def _identity(about: os.stat_result) -> Identity:
    """Which file it is, and as it was."""
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns


def _refuse(folder: int, name: str, refusal: core_errors.Refusal) -> bool:
    """The file itself goes aside, so that it is not refused again every round. One that is still
    growing stays."""
    if refusal.error is errors.FOLDER_GROWING:
        return False
    try:
        with _within(folder, FAILED) as failed:
            said = {"code": refusal.code, "message": refusal.detail}
            _write(failed, f"{_short(name)}.json", _said(said))
            os.replace(name, name, src_dir_fd=folder, dst_dir_fd=failed)
        _unlink(folder, name + OK)
    except OSError as error:
        log.warning("not put aside", extra={"code": refusal.code, "error": error.strerror})
    return False


def _answer(folder: int, batch: Batch) -> None:
    is_refused = bool(batch.error_code)
    said: dict[str, Any] = {
        "batch": batch.id,
        "file": batch.file_name,
        "sha256": batch.sha256,
        "state": batch.state,
        "message": sentence(batch),
    }
    if is_refused:
        said["code"] = batch.error_code
    else:
        said["counts"] = {outcome: count for outcome, _, count in numbers(batch)}
    with _within(folder, FAILED if is_refused else DONE) as target:
        if shelf.has(batch.shelf, shelf.REPORT):
            with shelf.open_part(batch.shelf, shelf.REPORT) as report:
                _write(target, f"{_short(batch.file_name)}.report.csv", lambda: report.read(PIECE))
        _write(target, f"{_short(batch.file_name)}.json", _said(said))


def _short(name: str) -> str:
    """With room for an ending: a file system counts bytes."""
    return name.encode(errors="replace")[:LONGEST_NAME].decode(errors="ignore")


def _said(what: dict[str, Any]) -> Callable[[], bytes]:
    pieces = iter([json.dumps(what, ensure_ascii=False, indent=1).encode()])
    return lambda: next(pieces, b"")


def _write(folder: int, name: str, read_on: Callable[[], bytes]) -> None:
    """There whole or not at all, in place of an older one of the name."""
    beside = f".{os.getpid()}.tmp"
    _unlink(folder, beside)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK
    with os.fdopen(os.open(beside, flags, 0o640, dir_fd=folder), "wb") as out:
        while piece := read_on():
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)


def _remove(folder: int, name: str, taken: Identity) -> None:
    """The file that was taken; one that has come in its place by now is for the next round."""
    with suppress(FileNotFoundError):
        if _identity(os.stat(name, dir_fd=folder, follow_symlinks=False)) != taken:
            return
    _unlink(folder, name)
    _unlink(folder, name + OK)


def _unlink(folder: int, name: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


@contextmanager
def _opened(place: Path) -> Iterator[int]:
    """A folder of ours, every step of the way down opened as no link."""
    opened = os.open(root(), os.O_RDONLY | os.O_DIRECTORY | NO_LINK)
    try:
        for name in place.relative_to(root()).parts:
            below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | NO_LINK, dir_fd=opened)
            os.close(opened)
            opened = below
        yield opened
    finally:
        os.close(opened)


@contextmanager
def _within(folder: int, name: str) -> Iterator[int]:
    with suppress(FileExistsError):
        os.mkdir(name, 0o750, dir_fd=folder)
    opened = os.open(name, os.O_RDONLY | os.O_DIRECTORY | NO_LINK, dir_fd=folder)
    try:
        yield opened
    finally:
        os.close(opened)
