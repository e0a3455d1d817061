"""What becomes of rows that were read: beside the organisations and facts the ledger holds. The
same for a file's chunk, a call of the API, and rows that have waited in a queue."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from core import clock
from records.decisions.matching import Conflict, Standing, Way, match
from records.decisions.names import searchable
from records.intake import notes
from records.intake.interpreting import Interpreted
from records.intake.notes import Note, Weight
from records.models import StagedRow
from records.sql import facts as facts_sql
from records.sql.intake import Holder, holders_of
from records.sql.matching import match_rows
from records.sql.rows import COLUMNS, FactRow, of_rows

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
        *CONFLICTS.values(),
    )
)
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

    @property
    def weight(self) -> Weight:
        return max((note.weight for note in self.remarks), default=Weight.HINT)


@dataclass(slots=True)
class Settled:
    """A candidate with its outcome; `fact` is what the ledger is to take."""

    candidate: Candidate
    outcome: str
    fact: FactRow | None = None


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
    row = {
        name: date.fromisoformat(value) if name in _DAYS and value else value
        for name, value in candidate.row.items()
    }
    return FactRow(n=candidate.n, **{**row, **fixed})


def waiting_key(candidate: Candidate) -> str:
    return _digest([candidate.uscc, candidate.key])


def settle(
    candidates: Sequence[Candidate],
    *,
    unit_id: int,
    catalogue_version_id: int,
    fixed: Mapping[str, Any] | None = None,
    accept_retracted: bool = False,
) -> list[Settled]:
    """Say of each row what is to become of it, in a constant number of questions.

    Rows that weigh as much as a refusal are not looked at any further. Nothing is written. `fixed`
    goes to every row (the batch, the attestation).
    """
    for each in candidates:
        each.remarks = [note for note in each.remarks if note.code not in BESIDE]
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
            catalogue_version_id=catalogue_version_id,
            **(fixed or {}),
        )
    by_number = {each.n: each for each in candidates}
    ways = _match(facts, by_number, accept_retracted=accept_retracted)
    settled: dict[int, Settled] = {}
    for each in candidates:
        outcome = BY_WEIGHT.get(each.weight)
        if outcome is not None:
            settled[each.n] = Settled(each, outcome, facts.get(each.n))
        else:
            settled[each.n] = Settled(each, Outcome.NEW, facts[each.n])
    _compare(settled, ways)
    return [settled[each.n] for each in candidates]


def _named(candidate: Candidate, holder: Holder) -> Iterable[Note]:
    """Whether the name is the organisation's. One without any (a household called by its operator)
    is known by its code alone."""
    if not candidate.name or not holder.names:
        return ()
    kind = holder.names.get(searchable(candidate.name))
    if kind is None:
        return (Note(notes.SUBJECT_OTHER_NAME),)
    return (Note(notes.SUBJECT_FORMER_NAME),) if kind == "former" else ()


def _match(
    facts: dict[int, FactRow], candidates: Mapping[int, Candidate], *, accept_retracted: bool
) -> dict[int, int]:
    """The facts rows are about, by number of the row; rows in conflict are told so."""
    found: dict[int, int] = {}
    if not facts:
        return found
    for each in match_rows(of_rows(facts.values())):
        row = facts[each.n]
        standing = Standing(
            each.source_fact_id,
            each.source_subject_id,
            each.decision_fact_id,
            each.decision_unit_id,
            each.was_retracted and not accept_retracted,
        )
        matched = match(standing, subject_id=row.subject_id, unit_id=row.unit_id)
        if matched.way is Way.REVISE and matched.fact_id is not None:
            found[each.n] = matched.fact_id
        elif matched.conflict:
            candidates[each.n].remarks.append(Note(CONFLICTS[matched.conflict]))
    return found


def _compare(settled: Mapping[int, Settled], ways: Mapping[int, int]) -> None:
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
            each.outcome = Outcome.UNCHANGED
        elif each.outcome == Outcome.NEW:
            each.outcome = Outcome.CHANGED


def _digest(said: object) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
