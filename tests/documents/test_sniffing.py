"""What a file is, told by its content: the accepted kinds, and everything that only looks so."""

import io

import pytest

from core.errors import Refusal
from documents import sniffing
from tests.documents import samples
from tests.documents.samples import HTML, JAR, PHP, archive, docx, jpeg, pdf, png

ACCEPTED = [
    ("决定书.pdf", pdf(), "application/pdf"),
    ("DECISION.PDF", pdf(trailer=b"/Info << /Author (Encrypted) >>"), "application/pdf"),
    ("空行.pdf", pdf(tail=b"\r\n\r\n"), "application/pdf"),
    ("图.png", png(4000, 3000), "image/png"),
    ("照片.jpg", jpeg(), "image/jpeg"),
    ("照片.jpeg", jpeg(4000, 3000, scan=b"\x00" * 200_000), "image/jpeg"),
    ("双摄.jpg", jpeg() + jpeg(), "image/jpeg"),
    ("动态照片.jpg", jpeg() + b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64, "image/jpeg"),
    ("函.docx", docx(), sniffing.DOCX),
    ("嵌表.docx", docx({"word/embeddings/表.xlsx": samples.xlsx()}), sniffing.DOCX),
    ("表.xlsx", samples.xlsx(), sniffing.XLSX),
    ("表.csv", "文号,单位\n澄市监处罚〔2026〕00213号,某局\n".encode(), "text/csv"),
    ("表.csv", "文号,单位\r\n甲,某局\r\n".encode("gb18030"), "text/csv"),
    ("说明.txt", "\ufeff有 BOM 的说明。".encode(), "text/plain"),
    ("代号.csv", b"MZ,PK,BM,GIF89a\n1,2,3,4\n", "text/csv"),
    ("比较.txt", "金额 < 100 元；<甲>".encode(), "text/plain"),
]

BY_CODE: dict[str, list[tuple[str, bytes]]] = {
    "documents.file_empty": [("空.pdf", b"")],
    # what it is, is not accepted
    "documents.file_type": [
        ("图.svg", samples.SVG),
        ("图.png", samples.SVG),
        ("页.html", HTML),
        ("页.txt", b"\xef\xbb\xbf \n" + HTML),
        ("程序.pdf", b"MZ\x90\x00" + b"\x00" * 100),
        ("程序.txt", b"\x7fELF\x02\x01\x01" + b"\x00" * 100),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("脚本.csv", b"\xef\xbb\xbf#!/bin/sh\n"),
        ("文.txt", b"{\\rtf1\\ansi x}"),
        ("打印.txt", b"%!PS-Adobe-3.0\n"),
        ("图.gif", b"GIF89a" + b"\x00" * 20),
        ("多.gif", samples.GIFAR),
        ("照片.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 20),
        ("包.zip", archive({"决定书.pdf": pdf()})),
        ("包.rar", b"Rar!\x1a\x07\x01\x00"),
        ("旧.doc", samples.ole()),
        ("演示.pptx", docx(types=b"<Types>presentationml</Types>")),
        ("乱码.txt", bytes(range(256)) * 16),
        ("空字符.csv", b"a,b\n\x00,1\n"),
    ],
    # the name says something else
    "documents.file_extension": [
        ("决定书.png", pdf()),
        ("照片.pdf", jpeg()),
        ("决定书.pdf.exe", pdf()),
        ("没有扩展名", pdf()),
        ("表.xlsx", docx()),
        ("页.html", "只是文字".encode()),
    ],
    # two things at once, or an archive that reaches out
    "documents.file_suspicious": [
        ("多.pdf", pdf(tail=JAR)),
        ("多.pdf", pdf(JAR)),
        ("多.pdf", pdf(head=HTML)),
        ("多.pdf", pdf(tail=PHP)),
        ("多.png", png(tail=JAR)),
        ("多.png", png(extra=samples.chunk(b"tEXt", PHP))),
        ("多.jpg", jpeg() + PHP),
        ("多.jpg", jpeg(comment=PHP)),
        ("多.jpg", jpeg() + JAR),
        ("多.jpg", jpeg() + b"\x00" * 40 + JAR),
        ("多.jpg", jpeg() + b"\x00" * 40 + b"Rar!\x1a\x07\x00"),
        ("多.jpg", jpeg() + b"MZ\x90\x00"),
        ("多.docx", docx() + HTML),
        ("多.docx", docx() + b"\n"),
        ("断.docx", docx()[:-30]),
        ("径.docx", docx({"../../etc/cron.d/x": b"x"})),
        ("径.docx", docx({"/etc/passwd": b"x"})),
        ("径.docx", docx({"C:\\windows\\x": b"x"})),
        ("重.docx", docx({"WORD/document.xml": b"x"})),
        ("形.docx", docx({"word/a\u202e.xml": b"x"})),
        ("实体.docx", docx({"word/x.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'})),
    ],
    # small here, large when opened
    "documents.file_bomb": [
        ("弹.docx", samples.BOMB),
        ("多条.docx", docx({f"x/{number}": b"" for number in range(2_001)})),
        ("大图.png", png(60_000, 60_000)),
        ("大图.jpg", jpeg(60_000, 60_000)),
    ],
    # programs inside
    "documents.file_active": [
        ("宏.docx", docx({"word/vbaProject.bin": b"x"})),
        ("宏.docx", docx(types=samples.MACRO_TYPES)),
        ("嵌.docx", docx({"word/embeddings/a.exe": b"MZ"})),
        ("嵌.docx", docx({"word/media/image1.png": b"MZ\x90"})),
        ("脚本.pdf", pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")),
        ("脚本.pdf", pdf(b"<< /S /J#61vaScr#69pt /JS 2 0 R >>")),
        ("启动.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>")),
    ],
    "documents.file_encrypted": [
        ("密.pdf", pdf(trailer=b"/Encrypt 5 0 R")),
        ("密.docx", samples.ole("EncryptedPackage")),
        ("密.docx", samples.encrypted_entry()),
    ],
    # not whole
    "documents.file_damaged": [
        ("断.pdf", pdf()[:-8]),
        ("断.pdf", b"%PDF-9.9\n%%EOF"),
        ("断.png", png()[:-6]),
        ("断.png", png().replace(b"IDAT", b"IDAX")),
        ("断.jpg", jpeg()[:-2]),
        ("断.jpg", b"\xff\xd8\xff\xd9"),
        ("假.docx", samples.claims_less(docx({"x.bin": b"y" * 5000}))),
    ],
}
REFUSED = [(name, content, code) for code, files in BY_CODE.items() for name, content in files]


@pytest.mark.parametrize(("name", "content", "media_type"), ACCEPTED)
def test_an_honest_file_is_known_by_its_content(name: str, content: bytes, media_type: str) -> None:
    assert sniffing.sniff(io.BytesIO(content), len(content), name).media_type == media_type


@pytest.mark.parametrize(("name", "content", "code"), REFUSED)
def test_a_hostile_file_is_refused_with_its_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        sniffing.sniff(io.BytesIO(content), len(content), name)
    assert refused.value.code == code


def test_what_lies_across_two_pieces_is_found() -> None:
    begin = 64 * 1024 - len(pdf(b"%\n<< /S "))
    for shift in range(0, 90, 3):
        content = pdf(b"%" + b"x" * (begin + shift) + b"\n<< /S /JavaScript >>")
        with pytest.raises(Refusal) as refused:
            sniffing.sniff(io.BytesIO(content), len(content), "a.pdf")
        assert refused.value.code == "documents.file_active"


def test_a_name_that_goes_on_is_another_name() -> None:
    """/EncryptMetadata is not /Encrypt, wherever a piece ends within it."""
    begin = 64 * 1024 - len(pdf()) - 30
    for shift in range(60):
        content = pdf(b"%" + b"x" * (begin + shift), trailer=b"/EncryptMetadata false")
        assert sniffing.sniff(io.BytesIO(content), len(content), "a.pdf").title == "PDF"


def test_a_refusal_says_what_to_do() -> None:
    content = samples.ole()
    with pytest.raises(Refusal) as refused:
        sniffing.sniff(io.BytesIO(content), len(content), "旧.doc")
    assert refused.value.detail == (
        "这是旧版 Office 文件（.doc、.xls 等）。可以上传：PDF、PNG、JPEG、Word（.docx）、"
        "Excel（.xlsx）、CSV 和纯文本。请另存为 .docx 或 .xlsx。"
    )
