"""The answer to a batch, row by row: the input with a column of remarks. Rows about persons are
left out; what a spreadsheet would run is made harmless."""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from typing import BinaryIO, cast

from core.actors import Actor
from records.decisions.fields import NOWHERE, Field, read_schema
from records.intake import errors, shelf
from records.intake.notes import Weight
from records.intake.reading.kinds import BOOKS, FileKind
from records.intake.reading.tables import layout_from, read_rows
from records.intake.staging import from_json
from records.models import Batch, CatalogueVersion, StagedRow

# What a spreadsheet takes for a formula, also behind spaces.
_FORMULA = re.compile(r"^\s*[=+\-@|%\t\r＝＋－＠]")
PIECE = 2_000
HEADINGS = ("原文件行号", "处理结果", "说明")


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: str
    text: str


def write(batch: Batch) -> None:
    """Write the report beside the file. May be done again; the last one holds."""
    fields = read_schema(CatalogueVersion.objects.get(id=batch.catalogue_version_id).fields)
    kept = [each for each in fields if each.into != NOWHERE]
    layout = layout_from(batch.layout)
    is_book = FileKind(layout.kind) in BOOKS
    with (
        shelf.open_part(batch.shelf, shelf.ROWS if is_book else shelf.ORIGINAL) as content,
        shelf.Written(batch.shelf, shelf.REPORT) as out,
    ):
        present = {code for _, code in layout.columns}
        shown = [each for each in kept if not present or each.code in present]
        out.write(codecs.BOM_UTF8 + _line([*HEADINGS, *(each.name for each in shown)]))
        for line, answer, values in _answered(batch, content, fields):
            cells = [safe(values.get(each.code, "")) for each in shown]
            out.write(_line([str(line), answer.outcome, safe(answer.text), *cells]))


def open_report(*, actor: Actor, batch: Batch) -> BinaryIO:
    """The report of a batch the actor has been let see. Rows of a call have no file: what is said
    about them is put together from what was kept of them."""
    if batch.purged_at is not None:
        raise errors.REPORT_GONE()
    if shelf.has(batch.shelf, shelf.REPORT):
        return shelf.open_part(batch.shelf, shelf.REPORT)
    if batch.channel not in {Batch.Channel.API, Batch.Channel.FORM} or batch.job_id is not None:
        raise errors.NOT_CHECKED(state=batch.get_state_display())
    lines = [codecs.BOM_UTF8, _line([*HEADINGS, "统一社会信用代码", "文号"])]
    for row in StagedRow.objects.filter(batch_id=batch.id).order_by("n"):
        cells = [str(row.line), row.get_outcome_display(), safe(messages(row.remarks))]
        lines.append(_line([*cells, safe(row.uscc), safe(str(row.row.get("document_no", "")))]))
    return cast(BinaryIO, BytesIO(b"".join(lines)))


def _answered(
    batch: Batch, content: BinaryIO, fields: Sequence[Field]
) -> Iterator[tuple[int, Answer, Mapping[str, str]]]:
    layout = layout_from(batch.layout)
    rows = read_rows(content, layout, fields, offset=layout.start, line=layout.line)
    n = 0
    while piece := list(islice(rows, PIECE)):
        answers = answers_of(batch.id, n, n + len(piece))
        for row in piece:
            # No answer: a row about a person.
            if n in answers:
                yield row.line, answers[n], row.values
            n += 1


def answers_of(batch_id: int, first: int, before: int) -> dict[int, Answer]:
    found = StagedRow.objects.filter(batch_id=batch_id, n__gte=first, n__lt=before)
    return {
        each.n: Answer(each.get_outcome_display(), messages(each.remarks))
        for each in found.only("n", "outcome", "remarks")
    }


def messages(raw: Sequence[Sequence[object]]) -> str:
    """What has to be put right before what was merely noticed."""
    said = sorted(from_json(raw), key=lambda note: -note.weight)
    return "\n".join(dict.fromkeys(note.message for note in said))


def gravest(raw: Sequence[Sequence[object]]) -> Weight:
    return max((note.weight for note in from_json(raw)), default=Weight.HINT)


def safe(cell: str) -> str:
    """A cell no spreadsheet runs: what looks like a formula is marked as text."""
    plain = cell.replace("\x00", "")
    return f"'{plain}" if _FORMULA.match(plain) else plain


def _line(cells: Sequence[str]) -> bytes:
    target = StringIO()
    csv.writer(target).writerow(cells)
    return target.getvalue().encode("utf-8", "replace")
