"""What a file really is, told by its content. The name only has to agree.

Each kind has its own checker that reads the whole structure, because a file that is two things at
once (a picture that is also an archive, a PDF that is also a page) is what attacks are made of.
Everything reads in pieces; nothing here holds a file in memory.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from documents import errors
from documents.decisions.names import extension
from documents.sniffing import images, office, pdf, text
from documents.sniffing.foreign import refuse_foreign

CSV = "text/csv"
PLAIN = "text/plain"
DOCX = office.DOCX
XLSX = office.XLSX
PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Kind:
    media_type: str
    title: str
    extensions: tuple[str, ...]


KINDS = {
    kind.media_type: kind
    for kind in (
        Kind(PDF, "PDF", ("pdf",)),
        Kind(PNG, "PNG 图片", ("png",)),
        Kind(JPEG, "JPEG 图片", ("jpg", "jpeg")),
        Kind(DOCX, "Word 文档", ("docx",)),
        Kind(XLSX, "Excel 工作簿", ("xlsx",)),
        Kind(CSV, "CSV 表格", ("csv",)),
        Kind(PLAIN, "纯文本", ("txt",)),
    )
}
ACCEPT = ",".join(f".{extension}" for kind in KINDS.values() for extension in kind.extensions)

Checker = Callable[[BinaryIO, int], None]
BY_HEAD: tuple[tuple[bytes, str, Checker], ...] = (
    (b"%PDF-", PDF, pdf.check),
    (b"\x89PNG\r\n\x1a\n", PNG, images.check_png),
    (b"\xff\xd8\xff", JPEG, images.check_jpeg),
)


def sniff(content: BinaryIO, size: int, name: str) -> Kind:
    """The kind of a file that is whole, is one thing only, and is what its name says."""
    if size == 0:
        raise errors.FILE_EMPTY()
    found = KINDS[_media_type(content, size, name)]
    ending = extension(name)
    if ending not in found.extensions:
        raise errors.FILE_EXTENSION(
            extension=f".{ending}" if ending else "（无）", found=found.title
        )
    return found


def _media_type(content: BinaryIO, size: int, name: str) -> str:
    content.seek(0)
    head = content.read(1024)
    for signature, media_type, check in BY_HEAD:
        if head.startswith(signature):
            check(content, size)
            return media_type
    if head.startswith(b"PK\x03\x04"):
        return office.check(content, size)
    if not text.is_text(content, head):
        refuse_foreign(content, head)
    return CSV if extension(name) == "csv" else PLAIN
