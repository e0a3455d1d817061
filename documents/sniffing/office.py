"""Word and Excel files: archives, so first of all inspected as archives.

Sizes in an archive are claims. Every entry is unpacked piece by piece and counted, and the counting
stops at the limit, so a bomb costs no more than an honest file.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from documents import errors
from documents.sniffing.foreign import PIECE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = "[Content_Types].xml"
MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
}
MOST_ENTRIES = 2_000
LARGEST_TOTAL = 200 * 1024 * 1024
# Spreadsheets of repeated rows reach 50 : 1; a bomb is made of 1,000 : 1.
LARGEST_RATIO = 150
SMALL = 1024 * 1024
PROGRAM_NAMES = re.compile(
    r"\.(exe|dll|com|scr|js|jse|vbs|vbe|wsf|bat|cmd|ps1|sh|jar|class|php|lnk|hta|msi|zip|rar|7z)$",
    re.IGNORECASE,
)
PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!")
DECLARATIONS = tuple(
    word.encode(code)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for code in ("ascii", "utf-16-le", "utf-16-be")
)
LONGEST_DECLARATION = max(len(word) for word in DECLARATIONS)
BROKEN = "文件的内部结构不正确"


@dataclass(slots=True)
class Tally:
    packed: int
    unpacked: int = 0

    def add(self, count: int) -> None:
        self.unpacked += count
        if self.unpacked > LARGEST_TOTAL:
            raise errors.FILE_BOMB(reason="文件展开后超过 200 MB")
        if self.unpacked > SMALL and self.unpacked > LARGEST_RATIO * self.packed:
            raise errors.FILE_BOMB(reason="文件的压缩比异常")


def check(content: BinaryIO, size: int) -> str:
    """The media type of an archive that is a Word or Excel file and nothing else."""
    _refuse_surroundings(content, size)
    try:
        with zipfile.ZipFile(content) as archive:
            return _inspect(archive, size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise errors.FILE_DAMAGED(reason=BROKEN) from error


def _refuse_surroundings(content: BinaryIO, size: int) -> None:
    """The archive's own end must be the end of the file, without a comment."""
    content.seek(max(0, size - 22))
    end = content.read()
    if end[:4] != b"PK\x05\x06" or end[20:] != b"\x00\x00":
        raise errors.FILE_SUSPICIOUS(reason="文件末尾附有别的内容，或没有传完")
    directory = int.from_bytes(end[12:16], "little")
    start = int.from_bytes(end[16:20], "little")
    if start + directory + 22 != size:
        raise errors.FILE_SUSPICIOUS(reason="文件的内部目录与长度不符")


def _inspect(archive: zipfile.ZipFile, size: int) -> str:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise errors.FILE_BOMB(reason=f"文件内部有 {len(entries)} 个条目")
    names = [entry.filename for entry in entries]
    if len(set(map(str.lower, names))) < len(names):
        raise errors.FILE_SUSPICIOUS(reason="文件内部有重名的条目")
    for entry in entries:
        _refuse_entry(entry)
    if CONTENT_TYPES not in names:
        raise errors.FILE_TYPE(reason="这是压缩包", hint="请解压后逐个上传。")
    tally = Tally(packed=size)
    for entry in entries:
        _unpack(archive, entry, tally)
    return _media_type(archive)


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    # zipfile cuts a name at NUL and turns backslashes; the original says what was meant.
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or "\\" in name or ":" in name:
        raise errors.FILE_SUSPICIOUS(reason="文件内部的条目指向文件之外")
    if not name.isprintable():
        raise errors.FILE_SUSPICIOUS(reason="文件内部的条目名称含有不可见字符")
    if entry.flag_bits & 0x1:
        raise errors.FILE_ENCRYPTED()
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise errors.FILE_SUSPICIOUS(reason="文件内部的条目指向文件之外")
    if parts[-1].lower() in {"vbaproject.bin", "vbadata.xml"} or "activex" in map(str.lower, parts):
        raise errors.FILE_ACTIVE(reason="文件中含有宏或控件")
    if PROGRAM_NAMES.search(name):
        raise errors.FILE_ACTIVE(reason="文件中嵌有程序或压缩包")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, tally: Tally) -> None:
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    kept = b""
    with archive.open(entry) as part:
        first = True
        while piece := part.read(PIECE):
            tally.add(len(piece))
            if first and piece.startswith(PROGRAM_HEADS):
                raise errors.FILE_ACTIVE(reason="文件中嵌有程序或压缩包")
            first = False
            window = kept + piece
            if is_xml and any(word in window for word in DECLARATIONS):
                raise errors.FILE_SUSPICIOUS(reason="文件内部含有外部实体声明")
            kept = window[-LONGEST_DECLARATION:]


def _media_type(archive: zipfile.ZipFile) -> str:
    with archive.open(CONTENT_TYPES) as part:
        types = part.read(SMALL)
    if b"macroEnabled" in types:
        raise errors.FILE_ACTIVE(reason="文件中含有宏或控件")
    for marker, media_type in MAIN_PARTS.items():
        if marker in types:
            return media_type
    raise errors.FILE_TYPE(
        reason="这不是 Word 或 Excel 文件", hint="请另存为 .docx、.xlsx 或 PDF。"
    )
