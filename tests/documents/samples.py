"""Files for tests, honest and hostile, made from nothing."""

import io
import struct
import zipfile
import zlib

from documents.scanners import EICAR

WORD_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
SHEET_TYPES = WORD_TYPES.replace(b"wordprocessingml.document", b"spreadsheetml.sheet")
MACRO_TYPES = WORD_TYPES.replace(
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
)


def pdf(body: bytes = b"", *, head: bytes = b"", trailer: bytes = b"", tail: bytes = b"") -> bytes:
    return (
        b"%PDF-1.7\n" + head + b"1 0 obj\n<< /Type /Catalog >>\nendobj\n" + body + b"\ntrailer\n<< "
        b"/Root 1 0 R " + trailer + b" >>\nstartxref\n9\n%%EOF\n" + tail
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    total = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", total)


def png(width: int = 1, height: int = 1, *, extra: bytes = b"", tail: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\x00\x7f"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + data + chunk(b"IEND", b"") + tail


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg(
    width: int = 8, height: int = 8, *, comment: bytes = b"", scan: bytes = b"\x12\xff\x00\x34"
) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + (segment(0xFE, comment) if comment else b"")
        + segment(0xC0, frame)
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + scan
        + b"\xff\xd9"
    )


def archive(entries: dict[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packed) as opened:
        for name, content in entries.items():
            opened.writestr(zipfile.ZipInfo(name), content, compress_type=packed)
    return made.getvalue()


def docx(extra: dict[str, bytes] | None = None, *, types: bytes = WORD_TYPES) -> bytes:
    return archive(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": b"<Relationships/>",
            "word/document.xml": "<w:document>核查材料</w:document>".encode(),
            **(extra or {}),
        }
    )


def xlsx() -> bytes:
    return archive({"[Content_Types].xml": SHEET_TYPES, "xl/workbook.xml": b"<workbook/>"})


def encrypted_entry() -> bytes:
    """A Word file whose entries say they need a password (bit 0 of their flags)."""
    made = bytearray(docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(signature)
        while place != -1:
            made[place + offset] |= 1
            place = made.find(signature, place + 4)
    return bytes(made)


def ole(content: str = "WordDocument") -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    return head + content.encode("utf-16-le") + b"\x00" * 512


def claims_less(content: bytes) -> bytes:
    """An archive whose last entry claims to unpack to 10 bytes."""
    made = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = made.rfind(signature)
        made[place + offset : place + offset + 4] = struct.pack("<I", 10)
    return bytes(made)


BOMB = docx({"word/media/zeros.bin": b"\x00" * 60_000_000})
GIFAR = b"GIF89a\x01\x00\x01\x00" + b"\x00" * 20 + archive({"META-INF/MANIFEST.MF": b"x"})
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PHP = b"<?php system($_GET['c']); ?>"
JAR = archive({"META-INF/MANIFEST.MF": b"x", "a.class": b"x"})
VIRUS = EICAR
