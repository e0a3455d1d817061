"""What a file that was sent in is, told by its content; measured before anything opens it."""

import codecs
from enum import StrEnum
from typing import BinaryIO

from documents import errors as document_errors
from documents.sniffing import office
from documents.sniffing.foreign import ENCRYPTED_PACKAGE, OLE, contains
from records.intake import errors

PIECE = 256 * 1024
# A workbook is held in memory while it is unpacked; texts are read as a stream.
LARGEST_BOOK = 30 * 1024 * 1024
UTF_8, GB18030 = "utf-8", "gb18030"


class FileKind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"
    NDJSON = "ndjson"


BOOKS = frozenset({FileKind.XLSX, FileKind.XLS})


def kind_of(content: BinaryIO, size: int) -> FileKind:
    """Refuses what is no table, is locked, damaged, or would unfold beyond measure."""
    if size == 0:
        raise errors.EMPTY()
    content.seek(0)
    head = content.read(1024)
    if head.startswith((b"PK\x03\x04", OLE)):
        return _book(content, head, size)
    if head.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"PK", b"<", b"GIF8", b"Rar!", b"\x1f\x8b")
    ):
        raise errors.KIND()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise errors.ENCODING(line=1)
    first = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return FileKind.NDJSON if first == b"{" else FileKind.CSV


def _book(content: BinaryIO, head: bytes, size: int) -> FileKind:
    if size > LARGEST_BOOK:
        raise errors.TOO_HEAVY()
    if head.startswith(OLE):
        if contains(content, [ENCRYPTED_PACKAGE]):
            raise document_errors.FILE_ENCRYPTED()
        return FileKind.XLS
    if office.check(content, size) != office.XLSX:
        raise errors.KIND()
    return FileKind.XLSX


def encoding_of(content: BinaryIO) -> str:
    """UTF-8 or GB18030, whichever the whole text is written in."""
    line = 1
    for encoding in (UTF_8, GB18030):
        wrong = _first_wrong_line(content, encoding)
        if wrong is None:
            return encoding
        line = max(line, wrong)
    raise errors.ENCODING(line=line)


def _first_wrong_line(content: BinaryIO, encoding: str) -> int | None:
    content.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while piece := content.read(PIECE):
        try:
            decoder.decode(piece)
        except UnicodeDecodeError as error:
            return line + piece.count(b"\n", 0, max(error.start, 0))
        line += piece.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None
