"""PDF: begins and ends as one, carries no script, no start of programs, no password."""

import re
from typing import BinaryIO

from documents import errors
from documents.sniffing.foreign import PIECE
from documents.sniffing.markers import PAGE, refuse_archive

VERSION = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n \t%]")
TAIL = 2048


def _name(word: str) -> bytes:
    """A PDF name however its letters are escaped: /JavaScript, /J#61vaScript, …"""
    letters = "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in word)
    return f"/{letters}(?![A-Za-z0-9])".encode()


ACTIVE = re.compile(b"|".join(_name(word) for word in ("JavaScript", "Launch")))
PASSWORD = re.compile(_name("Encrypt"))
LONGEST_NAME = 64


def check(content: BinaryIO, size: int) -> None:
    content.seek(0)
    head = content.read(1024)
    if not VERSION.match(head):
        raise errors.FILE_DAMAGED(reason="PDF 文件头不正确")
    if any(marker in head.lower() for marker in PAGE):
        raise errors.FILE_SUSPICIOUS(reason="PDF 的开头夹带了网页或脚本代码")
    content.seek(max(0, size - TAIL))
    _, found, after = content.read().rpartition(b"%%EOF")
    if not found:
        raise errors.FILE_DAMAGED(reason="PDF 没有结尾")
    if after.strip(b"\r\n \t\x00\x1a"):
        raise errors.FILE_SUSPICIOUS(reason="PDF 结尾之后还有别的内容")
    refuse_archive(content, size)
    _read_through(content)


def _read_through(content: BinaryIO) -> None:
    content.seek(0)
    kept = b""
    while True:
        piece = content.read(PIECE)
        window = kept + piece
        # A name that reaches the end of the window may go on in the next piece.
        settled = len(window) - LONGEST_NAME if piece else len(window)
        if _starts_before(ACTIVE, window, settled):
            raise errors.FILE_ACTIVE(reason="PDF 中含有脚本或启动程序的动作")
        if _starts_before(PASSWORD, window, settled):
            raise errors.FILE_ENCRYPTED()
        if not piece:
            return
        kept = window[-LONGEST_NAME:]


def _starts_before(name: re.Pattern[bytes], window: bytes, settled: int) -> bool:
    found = name.search(window)
    return found is not None and found.start() < settled
