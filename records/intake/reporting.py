"""The answer to a batch, row by row: the input with a column of remarks. Rows about persons are
left out; what a spreadsheet would run is made harmless."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from typing import BinaryIO, cast

from core.actors import Actor
from records.decisions.fields import NOWHERE, read_schema
from records.intake import errors, shelf
from records.intake.notes import Weight
from records.intake.reading.kinds import BOOKS, FileKind
from records.intake.reading.tables import Row, layout_from, read_rows
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
        head = [*HEADINGS, *(each.name for each in shown)]
        out.write(codecs.BOM_UTF8 + _lines([head]))
        codes = [each.code for each in shown]
        rows = read_rows(content, layout, fields, offset=layout.start, line=layout.line)
        n = 0
        while piece := list(islice(rows, PIECE)):
            out.write(_lines(_answered(batch.id, n, piece, codes)))
            n += len(piece)


def open_report(*, actor: Actor, batch: Batch) -> BinaryIO:
    """The report of a batch the actor has been let see. Rows of a call have no file: what is said
    about them is put together from what was kept of them."""
    if batch.purged_at is not None:
        raise errors.REPORT_GONE()
    if shelf.has(batch.shelf, shelf.REPORT):
        return shelf.open_part(batch.shelf, shelf.REPORT)
    if batch.channel not in {Batch.Channel.API, Batch.Channel.FORM} or batch.job_id is not None:
        raise errors.NOT_CHECKED(state=batch.get_state_display())
    lines = [[*HEADINGS, "统一社会信用代码", "文号"]]
    for row in StagedRow.objects.filter(batch_id=batch.id).order_by("n"):
        cells = [str(row.line), row.get_outcome_display(), safe(messages(row.remarks))]
        lines.append([*cells, safe(row.uscc), safe(str(row.row.get("document_no", "")))])
    return cast(BinaryIO, BytesIO(codecs.BOM_UTF8 + _lines(lines)))


def _answered(
    batch_id: int, first: int, rows: Sequence[Row], codes: Sequence[str]
) -> Iterator[list[str]]:
    answers = answers_of(batch_id, first, first + len(rows))
    for n, row in enumerate(rows, first):
        # No answer: a row about a person.
        if n in answers:
            answer = answers[n]
            cells = [safe(row.values.get(code, "")) for code in codes]
            yield [str(row.line), answer.outcome, safe(answer.text), *cells]


def answers_of(batch_id: int, first: int, before: int) -> dict[int, Answer]:
    found = StagedRow.objects.filter(batch_id=batch_id, n__gte=first, n__lt=before)
    words = dict(StagedRow.Outcome.choices)
    return {
        n: Answer(words[outcome], messages(remarks) if remarks else "")
        for n, outcome, remarks in found.values_list("n", "outcome", "remarks")
    }


def messages(raw: Sequence[Sequence[object]]) -> str:
    """What has to be put right before what was merely noticed."""
    said = sorted(from_json(raw), key=lambda note: -note.weight)
    return "\n".join(dict.fromkeys(note.message for note in said))


def gravest(raw: Sequence[Sequence[object]]) -> Weight:
    return max((note.weight for note in from_json(raw)), default=Weight.HINT)


def safe(cell: str) -> str:
    """A cell no spreadsheet runs: what looks like a formula is marked as text."""
    plain = cell.replace("\x00", "") if "\x00" in cell else cell
    return f"'{plain}" if _FORMULA.match(plain) else plain


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    target = StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue().encode("utf-8", "replace")
