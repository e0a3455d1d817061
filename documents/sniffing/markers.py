"""Traces of a second file inside the first."""

from typing import BinaryIO

from documents import errors
from documents.sniffing.foreign import contains

# Compared in lower case. The second list is searched in whole pictures: its words are long enough
# not to turn up by chance in megabytes of compressed data.
PAGE = (b"<html", b"<!doctype", b"<script", b"<svg", b"<body", b"<iframe", b"<?php", b"<?xml")
PAGE_ANYWHERE = (b"<html>", b"<html ", b"<!doctype html", b"<script", b"<iframe", b"<?php")
END_OF_ARCHIVE = b"PK\x05\x06"
ARCHIVE_TAIL = 65_557
# Archives that unpack themselves are found wherever they start; other files only at their start.
HIDDEN_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
OTHER_FILES = (b"MZ", b"\x7fELF", b"#!", b"PK", b"%PDF-", b"GIF8", b"<")


def refuse_archive(content: BinaryIO, size: int) -> None:
    """A reader of archives starts from the end; what it would find there must not exist."""
    if contains(content, [END_OF_ARCHIVE], start=max(0, size - ARCHIVE_TAIL)):
        raise errors.FILE_SUSPICIOUS(reason="文件末尾藏有压缩包")


def refuse_page(content: BinaryIO) -> None:
    if contains(content, list(PAGE_ANYWHERE), lower=True):
        raise errors.FILE_SUSPICIOUS(reason="文件里夹带了网页或脚本代码")


def refuse_second_file(content: BinaryIO, start: int) -> None:
    """What follows the end of a picture must not be a file of its own."""
    content.seek(start)
    begins_another = content.read(16).lstrip(b"\r\n \x00").startswith(OTHER_FILES)
    if begins_another or contains(content, list(HIDDEN_ARCHIVES), start=start):
        raise errors.FILE_SUSPICIOUS(reason="图片结尾之后藏有另一个文件")
