"""Kinds that are not accepted but known, so that the refusal can say what to do instead."""

from typing import BinaryIO, NoReturn

from documents import errors

PAGE_HINT = "网页请打印成 PDF 后上传。"
# (offset, signature, what it is, what to do)
KNOWN: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"MZ", "这是 Windows 程序", ""),
    (0, b"\x7fELF", "这是可执行程序", ""),
    (0, b"\xca\xfe\xba\xbe", "这是可执行程序", ""),
    (0, b"\xcf\xfa\xed\xfe", "这是可执行程序", ""),
    (0, b"GIF8", "这是 GIF 图片", "请另存为 PNG 或 JPEG。"),
    (0, b"BM", "这是 BMP 图片", "请另存为 PNG 或 JPEG。"),
    (0, b"II*\x00", "这是 TIFF 图片", "请另存为 PNG、JPEG 或 PDF。"),
    (0, b"MM\x00*", "这是 TIFF 图片", "请另存为 PNG、JPEG 或 PDF。"),
    (8, b"WEBP", "这是 WebP 图片", "请另存为 PNG 或 JPEG。"),
    (4, b"ftyphei", "这是 HEIC 照片", "请在手机相机设置中改为“兼容性最佳”（JPEG），或截图后上传。"),
    (
        4,
        b"ftypmif1",
        "这是 HEIC 照片",
        "请在手机相机设置中改为“兼容性最佳”（JPEG），或截图后上传。",
    ),
    (4, b"ftyp", "这是视频或音频", ""),
    (0, b"Rar!", "这是压缩包", "请解压后逐个上传。"),
    (0, b"7z\xbc\xaf", "这是压缩包", "请解压后逐个上传。"),
    (0, b"\x1f\x8b", "这是压缩包", "请解压后逐个上传。"),
    (0, b"PK", "这是压缩包", "请解压后逐个上传。"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
PIECE = 64 * 1024


def refuse_foreign(content: BinaryIO, head: bytes) -> NoReturn:
    """What is neither of the accepted kinds nor text."""
    if head.startswith(OLE):
        if contains(content, [ENCRYPTED_PACKAGE]):
            raise errors.FILE_ENCRYPTED()
        raise errors.FILE_TYPE(
            reason="这是旧版 Office 文件（.doc、.xls 等）", hint="请另存为 .docx 或 .xlsx。"
        )
    for offset, signature, reason, hint in KNOWN:
        if head[offset : offset + len(signature)] == signature:
            raise errors.FILE_TYPE(reason=reason, hint=hint)
    raise errors.FILE_TYPE(reason="无法识别文件的内容", hint="文本文件请使用 UTF-8 编码。")


def contains(content: BinaryIO, words: list[bytes], *, lower: bool = False, start: int = 0) -> bool:
    """Whether any of the words occurs from `start` on, reading in pieces that overlap."""
    longest = max(len(word) for word in words)
    content.seek(start)
    kept = b""
    while piece := content.read(PIECE):
        window = kept + (piece.lower() if lower else piece)
        if any(word in window for word in words):
            return True
        kept = window[-(longest - 1) :]
    return False
