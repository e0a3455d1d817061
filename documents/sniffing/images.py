"""PNG and JPEG: read from first to last marker, so that nothing hides before, between or after."""

import struct
import zlib
from typing import BinaryIO

from documents import errors
from documents.sniffing.foreign import PIECE
from documents.sniffing.markers import refuse_archive, refuse_page, refuse_second_file

# More than any camera takes; fewer than make a reader run out of memory.
LARGEST_AREA = 120_000_000
CUT = "图片没有结尾"
BROKEN = "图片结构不正确"


def check_png(content: BinaryIO, size: int) -> None:
    content.seek(8)
    first = True
    while True:
        head = content.read(8)
        if len(head) < 8:
            raise errors.FILE_DAMAGED(reason=CUT)
        length, kind = struct.unpack(">I4s", head)
        if first != (kind == b"IHDR") or not kind.isalpha():
            raise errors.FILE_DAMAGED(reason=BROKEN)
        if first:
            _png_area(content, length)
            first = False
        else:
            _png_chunk(content, kind, length)
        if kind == b"IEND":
            break
    if content.read(1):
        raise errors.FILE_SUSPICIOUS(reason="图片结尾之后还有别的内容")
    refuse_page(content)


def _png_area(content: BinaryIO, length: int) -> None:
    if length != 13:
        raise errors.FILE_DAMAGED(reason=BROKEN)
    header = content.read(13)
    _png_sum(content, zlib.crc32(header, zlib.crc32(b"IHDR")))
    width, height = struct.unpack(">II", header[:8])
    _refuse_area(width, height)


def _png_chunk(content: BinaryIO, kind: bytes, length: int) -> None:
    total = zlib.crc32(kind)
    while length:
        piece = content.read(min(PIECE, length))
        if not piece:
            raise errors.FILE_DAMAGED(reason=CUT)
        total = zlib.crc32(piece, total)
        length -= len(piece)
    _png_sum(content, total)


def _png_sum(content: BinaryIO, total: int) -> None:
    if content.read(4) != total.to_bytes(4, "big"):
        raise errors.FILE_DAMAGED(reason=BROKEN)


# JPEG markers: those that stand alone, those that give the size, start of scan, end of image.
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
SCAN, END = 0xDA, 0xD9


def check_jpeg(content: BinaryIO, size: int) -> None:
    """Cameras put a second picture, a thumbnail or a few seconds of film after the end; those
    pass. Archives, programs and pages there do not."""
    content.seek(2)
    framed = False
    while (marker := _jpeg_marker(content)) != END:
        if marker in ALONE:
            continue
        length = int.from_bytes(content.read(2), "big")
        if length < 2:
            raise errors.FILE_DAMAGED(reason=BROKEN)
        segment = content.read(length - 2)
        if len(segment) < length - 2:
            raise errors.FILE_DAMAGED(reason=CUT)
        if marker in FRAMES and len(segment) >= 5:
            height, width = struct.unpack(">HH", segment[1:5])
            _refuse_area(width, height)
            framed = True
        if marker == SCAN:
            _skip_scan(content)
    if not framed:
        raise errors.FILE_DAMAGED(reason=BROKEN)
    refuse_second_file(content, content.tell())
    refuse_archive(content, size)
    refuse_page(content)


def _jpeg_marker(content: BinaryIO) -> int:
    if content.read(1) != b"\xff":
        raise errors.FILE_DAMAGED(reason=BROKEN)
    while (byte := content.read(1)) == b"\xff":
        pass
    if not byte:
        raise errors.FILE_DAMAGED(reason=CUT)
    return byte[0]


def _skip_scan(content: BinaryIO) -> None:
    """Go to the marker after the picture's data: 0xFF followed by neither 0 nor a restart."""
    while piece := content.read(PIECE):
        start = content.tell() - len(piece)
        place = piece.find(b"\xff")
        while place != -1 and place + 1 < len(piece):
            if piece[place + 1] != 0 and piece[place + 1] not in ALONE and piece[place + 1] != 0xFF:
                content.seek(start + place)
                return
            place = piece.find(b"\xff", place + 1)
        if place == len(piece) - 1 and len(piece) > 1:
            content.seek(start + place)
    raise errors.FILE_DAMAGED(reason=CUT)


def _refuse_area(width: int, height: int) -> None:
    if width * height > LARGEST_AREA:
        raise errors.FILE_BOMB(reason=f"图片有 {width}×{height} 个像素")
    if width == 0:
        raise errors.FILE_DAMAGED(reason=BROKEN)
