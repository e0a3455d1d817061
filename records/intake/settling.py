"""What becomes of rows that were read: beside the organisations and facts the ledger holds. The
same for a file's chunk, a call of the API, and rows that have waited in a queue."""

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from core import clock
from records.decisions.matching import Conflict, Matched, Standing, Way, match
from records.decisions.names import searchable
from records.decisions.queues import RESTATED, Choice
from records.intake import notes
from records.intake.known import Interpreted
from records.intake.notes import Note, Weight
from records.models import CatalogueVersion, Polarity, StagedRow
from records.queries.units import answering_for
from records.sql import facts as facts_sql
from records.sql.intake import Holder, holders_of
from records.sql.matching import match_rows
from records.sql.rows import COLUMNS, FactRow, of_keys, of_rows

Outcome = StagedRow.Outcome
BY_WEIGHT = {
    Weight.HOLD: Outcome.HELD,
    Weight.CONFLICT: Outcome.CONFLICT,
    Weight.UNKNOWN: Outcome.UNKNOWN,
    Weight.REJECT: Outcome.REJECTED,
    Weight.EXCLUDE: Outcome.EXCLUDED,
}
CONFLICTS = {
    Conflict.OTHER_SUBJECT: notes.OTHER_SUBJECT,
    Conflict.TWO_FACTS: notes.TWO_FACTS,
    Conflict.SECOND_SOURCE: notes.SECOND_SOURCE,
    Conflict.RETRACTED: notes.RETRACTED,
}
# Remarks that hold only beside what the ledger holds at the moment.
BESIDE = frozenset(
    kind.code
    for kind in (
        notes.SUBJECT_UNKNOWN,
        notes.SUBJECT_OTHER_NAME,
        notes.SUBJECT_FORMER_NAME,
        notes.SUBJECT_ENDED,
        notes.ROW_SAME,
        notes.ROW_REFUSED,
        *CONFLICTS.values(),
    )
)
NOTICE = frozenset({"notice_basis", "notice_evidence_id", "attestation_id"})
_DAYS = frozenset(name for name, kind in COLUMNS.items() if kind == "date")
_KEPT = frozenset(COLUMNS) - {"n", "subject_id", "fact_id", "unit_id", "catalogue_version_id"}


@dataclass(slots=True)
class Candidate:
    """A row that was read, as plain values that can lie in a table."""

    n: int
    line: int
    uscc: str
    name: str
    key: str
    row: dict[str, Any]
    remarks: list[Note] = field(default_factory=list)
    # What persons have decided about it.
    choices: frozenset[str] = frozenset()
    # What the check found it to be.
    outcome: str = StagedRow.Outcome.OPEN

    @property
    def weight(self) -> Weight:
        return max((note.weight for note in self.remarks), default=Weight.HINT)


@dataclass(slots=True)
class Settled:
    """A candidate with its outcome; `fact` is what the ledger is to take."""

    candidate: Candidate
    outcome: str
    fact: FactRow | None = None
    # The fact it is in, once it is written or said the same.
    fact_id: int | None = None
    # The fact it collides with.
    other_fact_id: int | None = None


def read_again(candidate: Candidate) -> Interpreted:
    """The row as it was read, to be completed."""
    row = _typed(candidate)
    fields, texts = row.pop("fields", {}), row.pop("texts", {})
    return Interpreted(
        remarks=[note for note in candidate.remarks if note.code not in BESIDE],
        subject={"uscc": candidate.uscc, "name": candidate.name},
        fact=row,
        fields=dict(fields),
        texts=dict(texts),
    )


def _typed(candidate: Candidate) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in _DAYS and value else value
        for name, value in candidate.row.items()
    }


def candidate_of(read: Interpreted, *, n: int, line: int) -> Candidate:
    """A row without number or key of its own is known again by what it says."""
    row = {name: value for name, value in read.fact.items() if name in _KEPT}
    row |= {"fields": read.fields, "texts": read.texts}
    row = {name: v.isoformat() if isinstance(v, date) else v for name, v in row.items()}
    if not row.get("document_key") and not row.get("source_key"):
        said = [read.uscc, row.get("decided_on"), row.get("outcome"), read.fields]
        row["source_key"] = f"auto-{_digest(said)[:40]}"
    key = row.get("document_key") and f"{row['document_key']}|{row.get('authority_key', '')}"
    return Candidate(
        n=n,
        line=line,
        uscc=read.uscc,
        name=str(read.subject.get("name", ""))[:200],
        key=str(key or f"|{row.get('source_key', '')}")[:400],
        row=row,
        remarks=list(read.remarks),
    )


def fact_of(candidate: Candidate, **fixed: Any) -> FactRow:
    row = _typed(candidate)
    if row.get("notice_basis") or RESTATED in candidate.choices:
        # Its own proof of service stands before the word given for all.
        fixed = {name: value for name, value in fixed.items() if name not in NOTICE}
    return FactRow(n=candidate.n, **{**row, **fixed})


def waiting_key(candidate: Candidate) -> str:
    return _digest([candidate.uscc, candidate.key])


def settle(
    candidates: Sequence[Candidate],
    *,
    unit_id: int,
    version: CatalogueVersion,
    fixed: Mapping[str, Any] | None = None,
    is_attested: bool = False,
) -> list[Settled]:
    """Say of each row what is to become of it, in a constant number of questions. May be asked
    again: what was said beside the ledger's state is said anew.

    Rows that weigh as much as a refusal are not looked at any further. Nothing is written. `fixed`
    goes to every row (the batch, the attestation); `is_attested`: it will have one.
    """
    for each in candidates:
        each.remarks = [note for note in each.remarks if note.code not in BESIDE]
        has_word = is_attested or bool(fixed and fixed.get("notice_basis"))
        _notice(each, version, has_word and RESTATED not in each.choices)
    open_ones = [each for each in candidates if each.weight < Weight.REJECT]
    holders = holders_of({each.uscc for each in open_ones})
    facts: dict[int, FactRow] = {}
    for each in open_ones:
        holder = holders.get(each.uscc)
        if holder is None:
            each.remarks.append(Note(notes.SUBJECT_UNKNOWN))
            continue
        each.remarks += _named(each, holder)
        facts[each.n] = fact_of(
            each,
            subject_id=holder.subject_id,
            unit_id=unit_id,
            catalogue_version_id=version.id,
            **(fixed or {}),
        )
    matched = _match(facts, {each.n: each for each in open_ones})
    settled: dict[int, Settled] = {}
    for each in candidates:
        found = matched.get(each.n)
        settled[each.n] = Settled(
            each,
            BY_WEIGHT.get(each.weight, Outcome.NEW),
            facts.get(each.n),
            None,
            found.fact_id if found and found.way is Way.CONFLICT else None,
        )
    ways = {n: way.fact_id for n, way in matched.items() if way.way is Way.REVISE}
    _compare(settled, ways)
    return [settled[each.n] for each in candidates]


def _notice(candidate: Candidate, version: CatalogueVersion, is_attested: bool) -> None:
    """A breach of trust needs a proof that it was served, or the unit's word for it."""
    has_notice = is_attested or bool(candidate.row.get("notice_basis"))
    candidate.remarks = [each for each in candidate.remarks if each.kind is not notes.HELD_NOTICE]
    is_adverse = version.polarity == Polarity.ADVERSE
    if is_adverse and not has_notice and candidate.weight < Weight.REJECT:
        candidate.remarks.append(Note(notes.HELD_NOTICE))


def _named(candidate: Candidate, holder: Holder) -> Iterable[Note]:
    """Whether the name is the organisation's. One without any (a household called by its operator)
    is known by its code alone."""
    decided_on = candidate.row.get("decided_on")
    if holder.ended_on and decided_on and decided_on >= holder.ended_on.isoformat():
        yield Note(notes.SUBJECT_ENDED, values={"what": holder.ended_by, "day": holder.ended_on})
    if not candidate.name or not holder.names:
        return
    kind = holder.names.get(searchable(candidate.name))
    if kind is None and Choice.SAME not in candidate.choices:
        yield Note(notes.SUBJECT_OTHER_NAME)
    elif kind == "former":
        yield Note(notes.SUBJECT_FORMER_NAME)


def _match(facts: dict[int, FactRow], candidates: Mapping[int, Candidate]) -> dict[int, Matched]:
    """What rows are about that stands already; rows in conflict are told so. Of two rows about one
    decision, which then go in together or not at all, the first is taken."""
    found: dict[int, Matched] = {}
    if not facts:
        return found
    matches = match_rows(of_keys(facts.values()))
    answering = answering_for(
        {each.decision_unit_id for each in matches if each.decision_unit_id is not None}
        - {row.unit_id for row in facts.values()}
    )
    taken: dict[Hashable, int] = {}
    for each in matches:
        row, candidate = facts[each.n], candidates[each.n]
        # What a unit said whose duties have come to this one is this one's.
        is_own = row.unit_id in answering.get(each.decision_unit_id or 0, ())
        standing = Standing(
            each.source_fact_id,
            each.source_subject_id,
            each.decision_fact_id,
            row.unit_id if is_own else each.decision_unit_id,
            each.was_retracted and Choice.AGAIN not in candidate.choices,
        )
        matched = match(standing, subject_id=row.subject_id, unit_id=row.unit_id)
        first = _first(taken, row, matched, candidate.line)
        if first is not None:
            candidate.remarks.append(Note(notes.ROW_SAME, values={"line": first}))
            continue
        found[each.n] = matched
        if matched.conflict:
            candidate.remarks.append(Note(CONFLICTS[matched.conflict]))
    return found


def _first(taken: dict[Hashable, int], row: FactRow, matched: Matched, line: int) -> int | None:
    """The line of the row before this one that says the same; None when this is the first."""
    keys: list[Hashable] = []
    if matched.way is Way.REVISE:
        keys.append(matched.fact_id)
    if row.document_key:
        keys.append((row.subject_id, row.document_key, row.authority_key))
    if row.source_key:
        keys.append(row.source_key)
    first = next((taken[key] for key in keys if key in taken), None)
    if first is None:
        taken.update(dict.fromkeys(keys, line))
    return first


def _compare(settled: Mapping[int, Settled], ways: Mapping[int, int | None]) -> None:
    """Of rows about facts that stand: which say the same. What stands and is said again needs no
    new proof that it was served, so a row held for this only is unchanged."""
    rows = []
    for n, fact_id in ways.items():
        each = settled[n]
        if each.fact is None or each.outcome not in {Outcome.NEW, Outcome.HELD}:
            continue
        each.fact = replace(each.fact, fact_id=fact_id)
        rows.append(each.fact)
    if not rows:
        return
    for compared in facts_sql.compare_rows(of_rows(rows), clock.today()):
        each = settled[compared.n]
        if compared.is_same:
            each.outcome, each.fact_id = Outcome.UNCHANGED, compared.fact_id
        elif each.outcome == Outcome.NEW:
            each.outcome = Outcome.CHANGED


def _digest(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
