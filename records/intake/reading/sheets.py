"""Workbooks, unpacked by a process of their own into rows that are read as a stream."""

import subprocess
import sys
from typing import IO, Protocol

from django.conf import settings

from records.intake import errors
from records.intake.reading.unpack import TOO_HEAVY

SECONDS = 110
PIECE = 256 * 1024


class Sink(Protocol):
    def write(self, content: bytes) -> object: ...


def unpack_book(content: IO[bytes], out: Sink) -> None:
    """Writes one line of JSON per row to `out`. Memory here stays that of one piece; what the
    workbook itself needs is bounded in the other process, which may fail without harm."""
    content.seek(0)
    with subprocess.Popen(
        [sys.executable, "-m", "records.intake.reading.unpack"],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _feed(content, process.stdin)
            while piece := process.stdout.read(PIECE):
                out.write(piece)
            ended = process.wait(SECONDS)
        except BaseException:
            process.kill()
            raise
    if ended == TOO_HEAVY or ended < 0:
        raise errors.TOO_HEAVY()
    if ended:
        raise errors.DAMAGED()


def _feed(content: IO[bytes], target: IO[bytes]) -> None:
    """The other side reads all of it before it writes anything, so neither waits for the other."""
    try:
        while piece := content.read(PIECE):
            target.write(piece)
        target.close()
    except BrokenPipeError:
        return
