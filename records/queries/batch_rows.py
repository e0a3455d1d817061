"""Rows of a batch as people read them: what became of each, the fact it is, what it changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import paging
from core.actors import Actor
from records.decisions.contents import Difference, differences
from records.decisions.fields import Field, read_schema
from records.intake.batches import list_rows
from records.intake.notes import Note
from records.intake.settling import Candidate, fact_of
from records.intake.staging import from_json
from records.models import Batch, FactVersion, StagedRow, Subject
from records.sql.matching import match_rows
from records.sql.rows import FactRow, of_rows

Outcome = StagedRow.Outcome
# Rows that may be about something the ledger holds.
KNOWN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.CONFLICT})


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is said about one field of a row; `label` is empty for the row as a whole."""

    label: str
    notes: Sequence[Note]


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    uscc: str
    name: str
    document_no: str
    outcome: str
    outcome_label: str
    remarks: Sequence[Remarks]
    differences: Sequence[Difference]
    fact_id: int | None
    is_known: bool


@dataclass(frozen=True, slots=True)
class Rows:
    items: list[Row]
    next: str | None


def read_rows(
    *,
    actor: Actor,
    batch: Batch,
    outcome: str = "",
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> Rows:
    """A page of a batch's rows in the file's order, in a constant number of questions."""
    page = list_rows(
        actor=actor,
        batch_id=batch.id,
        outcomes=[outcome] if outcome else [],
        cursor=cursor,
        size=size,
    )
    subjects = _subjects(page.items)
    facts = {} if batch.is_register else _facts(batch, page.items, subjects)
    changed = [row.n for row in page.items if row.outcome == Outcome.CHANGED and row.n in facts]
    schema = read_schema(batch.catalogue_version.fields)
    found = _changes(batch, schema, page.items, {n: facts[n] for n in changed})
    return Rows(
        [
            Row(
                line=row.line,
                uscc=row.uscc,
                name=row.name,
                document_no=str(row.row.get("document_no", "")),
                outcome=row.outcome,
                outcome_label=row.get_outcome_display(),
                remarks=grouped(from_json(row.remarks)),
                differences=found.get(row.n, ()),
                fact_id=facts.get(row.n),
                is_known=row.uscc in subjects,
            )
            for row in page.items
        ],
        page.next,
    )


def grouped(notes: Iterable[Note]) -> list[Remarks]:
    """By field, the gravest first; what was merely noticed last."""
    ordered = sorted(notes, key=lambda note: -note.weight)
    labels = dict.fromkeys(str(note.values.get("label", "")) for note in ordered)
    return [
        Remarks(label, [note for note in ordered if str(note.values.get("label", "")) == label])
        for label in labels
    ]


def content_of(version: FactVersion) -> dict[str, Any]:
    """What a version says, as `records.decisions.contents` reads it."""
    texts = version.text.texts if version.text is not None else {}
    return {
        **{field.attname: getattr(version, field.attname) for field in version._meta.fields},
        "fields": version.fields,
        "texts": texts,
        "texts_erased": version.text is not None and version.text.erased_at is not None,
    }


def candidate_of(row: StagedRow) -> Candidate:
    return Candidate(row.n, row.line, row.uscc, row.name, row.key, row.row)


def _subjects(rows: Iterable[StagedRow]) -> dict[str, int]:
    codes = {row.uscc for row in rows if row.uscc}
    return dict(Subject.objects.filter(uscc__in=codes).values_list("uscc", "id"))


def _facts(batch: Batch, rows: Sequence[StagedRow], subjects: Mapping[str, int]) -> dict[int, int]:
    """The fact each row is about, by number of the row: as found by the check, or as written."""
    asked: list[FactRow] = [
        fact_of(
            candidate_of(row),
            subject_id=subjects[row.uscc],
            unit_id=batch.unit_id,
            catalogue_version_id=batch.catalogue_version_id,
        )
        for row in rows
        if row.outcome in KNOWN and row.uscc in subjects
    ]
    if not asked:
        return {}
    matches = {
        each.n: each.source_fact_id or each.decision_fact_id for each in match_rows(of_rows(asked))
    }
    return {n: fact_id for n, fact_id in matches.items() if fact_id is not None}


def _changes(
    batch: Batch, schema: Sequence[Field], rows: Sequence[StagedRow], facts: Mapping[int, int]
) -> dict[int, list[Difference]]:
    """Of rows that change a fact: what stood before, what they say."""
    if not facts:
        return {}
    wanted = set(facts.values())
    codes = {row.uscc for row in rows if row.n in facts}
    versions = FactVersion.objects.filter(subject__uscc__in=codes, fact_id__in=wanted)
    before: dict[int, FactVersion] = {}
    written: set[int] = set()
    for version in versions.select_related("text").order_by("id"):
        if version.batch_id == batch.id:
            written.add(version.fact_id)
        elif version.fact_id not in written:
            before[version.fact_id] = version
    return {
        row.n: differences(schema, content_of(before[facts[row.n]]), row.row)
        for row in rows
        if row.n in facts and facts[row.n] in before
    }
