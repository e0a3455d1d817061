"""Letters for tests, and reading a PDF back."""

import io
from typing import Any

from pypdf import PdfReader

from core import clock, doors
from core.actors import Actor
from documents.models import IssuedDocument, NumberPattern
from documents.services import papers
from sectors.models import OrgUnit


def number_letters(unit: OrgUnit, pattern: str = "澄信函〔{year}〕{number}号") -> None:
    NumberPattern.objects.create(unit=unit, kind="letter", pattern=pattern, set_at=clock.now())


def letter(**changes: Any) -> dict[str, Any]:
    return {
        "title": "关于商请协助核实有关情况的函",
        "addressee": "江阴市住房和城乡建设局",
        "paragraphs": ["现将有关情况函告如下。", "请于收到后十五个工作日内函复。"],
        "table": None,
        "closing": ["专此函达。"],
        "attachments": [],
        **changes,
    }


def issue(
    actor: Actor, unit: OrgUnit, drafter_id: int, *, data: dict[str, Any] | None = None, **more: Any
) -> IssuedDocument:
    return doors.run(
        papers.issue,
        actor=actor,
        kind="letter",
        unit_id=unit.id,
        data=letter() if data is None else data,
        drafted_by_id=drafter_id,
        **more,
    )


def text_of(content: bytes) -> str:
    """The words of a PDF, without the spaces and line ends that come from setting it."""
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)
