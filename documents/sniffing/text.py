"""Plain text and CSV: UTF-8 or GB18030 throughout, no control characters; no page, no script."""

import codecs
import re
from typing import BinaryIO

from documents import errors
from documents.sniffing.foreign import PAGE_HINT, PIECE

ENCODINGS = ("utf-8-sig", "gb18030")
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
LEADING = b"\xef\xbb\xbf \t\r\n\x0b\x0c"
# Written in plain characters, but not to be read as text.
NOT_TEXT = (
    (b"#!", "这是脚本程序", ""),
    (b"{\\rtf", "这是 RTF 文档", "请另存为 .docx 或 PDF。"),
    (b"%!PS", "这是 PostScript 文件", "请转换为 PDF。"),
)


def is_text(content: BinaryIO, head: bytes) -> bool:
    """False when it is something else altogether; refused when it is text of a kind that runs."""
    first = head.lstrip(LEADING)
    if first.startswith(b"<"):
        reason = "这是 SVG 图片" if b"<svg" in first.lower() else "这是网页或 XML 文件"
        raise errors.FILE_TYPE(reason=reason, hint=PAGE_HINT)
    for signature, reason, hint in NOT_TEXT:
        if first.startswith(signature):
            raise errors.FILE_TYPE(reason=reason, hint=hint)
    return encoding(content) is not None


def encoding(content: BinaryIO) -> str | None:
    """Which of the two encodings the whole text is written in, if it is text at all."""
    return next((name for name in ENCODINGS if _reads_as(content, name)), None)


def _reads_as(content: BinaryIO, name: str) -> bool:
    content.seek(0)
    decoder = codecs.getincrementaldecoder(name)()
    try:
        while piece := content.read(PIECE):
            if CONTROL.search(decoder.decode(piece)):
                return False
        return not CONTROL.search(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        return False
