"""Setting a paper as PDF/A-2b (and accessible, PDF/UA-1).

Whatever people wrote reaches typst as data (`sys.inputs`), as strings inside JSON; it is never part
of a template, so nothing in it can be a command. The same inputs give the same bytes.
"""

import io
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse

from core.decisions import chinese
from documents.decisions import codes
from documents.decisions.printable import clean, spell_out, throughout
from documents.papers import glyphs
from documents.papers.registry import FOLDER, Paper

STANDARDS: list[Any] = ["a-2b", "ua-1"]
NOT_ISSUED = "（签发后生成）"


@dataclass(frozen=True, slots=True)
class Frame:
    """What every paper shows beside its own content."""

    unit: str
    title: str
    number: str
    issued_on: str
    valid_until: str
    code: str
    address: str
    qr: str
    demo: bool
    preview: bool


def frame(
    *,
    unit: str,
    title: str,
    number: str,
    issued_on: date,
    valid_until: date | None,
    code: str,
) -> Frame:
    address = settings.PUBLIC_URL + reverse("documents:verify_code", args=[codes.grouped(code)])
    return Frame(
        unit=unit,
        title=title,
        number=number,
        issued_on=chinese(issued_on),
        valid_until=chinese(valid_until) if valid_until else "",
        code=codes.grouped(code),
        address=address.split("://", 1)[-1],
        qr=_qr(address),
        demo=settings.DEMO,
        preview=False,
    )


def preview_frame(*, unit: str, title: str, day: date) -> Frame:
    """The same paper before it is issued: no number, no code, marked as a draft."""
    return Frame(
        unit=unit,
        title=title,
        number=NOT_ISSUED,
        issued_on=chinese(day),
        valid_until="",
        code="",
        address="",
        qr="",
        demo=settings.DEMO,
        preview=True,
    )


def inputs(frame: Frame, data: dict[str, Any]) -> bytes:
    """What a paper is made from, as one text: kept beside the paper, enough to make it again."""
    printable = {
        "frame": asdict(frame),
        "data": throughout(throughout(data, clean), _spelled_out),
    }
    return json.dumps(printable, ensure_ascii=False, sort_keys=True, default=_written).encode()


def pdf(paper: Paper, given: bytes, made_at: datetime) -> bytes:
    return bytes(_compile(paper, given, format="pdf", pdf_standards=STANDARDS, made_at=made_at))


def preview_pdf(paper: Paper, given: bytes, made_at: datetime) -> io.BytesIO:
    return io.BytesIO(pdf(paper, given, made_at))


def preview_pictures(paper: Paper, given: bytes, made_at: datetime) -> list[bytes]:
    """Each page as a picture (PNG), to be looked at before the paper is issued."""
    pages = _compile(paper, given, format="png", ppi=96.0, made_at=made_at)
    return list(pages) if isinstance(pages, list) else [bytes(pages)]


def _compile(paper: Paper, given: bytes, *, made_at: datetime, **options: Any) -> Any:
    return typst.compile(
        paper.template.read_bytes(),
        root=FOLDER,
        font_paths=glyphs.fonts(),
        ignore_system_fonts=True,
        sys_inputs={"given": given.decode()},
        timestamp=int(made_at.timestamp()),
        **options,
    )


def _spelled_out(text: str) -> str:
    return spell_out(text, glyphs.has_glyph)


def _written(value: object) -> str:
    if isinstance(value, date):
        return chinese(value)
    raise TypeError(f"{type(value).__name__} cannot be printed")


def _qr(address: str) -> str:
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()
