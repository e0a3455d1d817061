"""Rows of facts on their way into the ledger: what they look like to SQL.

The ledger's statements read them from a `Source`: a SELECT with the columns of COLUMNS, whether its
rows come from Python or lie in a staging table.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One row, checked and typed. `n` is the caller's own number of it, `fact_id` is set for what
    changes a fact that stands. Amounts are 分; `texts` are the erasable ones, by field. Left out,
    a fact starts, and its time of being shown, on the day of its decision."""

    n: int = 0
    subject_id: int
    fact_id: int | None = None
    unit_id: int
    catalogue_version_id: int
    supervised_object_id: int | None = None
    source_key: str = ""
    decided_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    document_no: str = ""
    document_key: str = ""
    authority: str = ""
    authority_key: str = ""
    basis: str = ""
    behaviour_id: int | None = None
    severity: int | None = None
    is_safety: bool = False
    intent: str = ""
    outcome: str = ""
    amount: int | None = None
    confiscated: int | None = None
    clock_starts_on: date | None = None
    performed_on: date | None = None
    notice_basis: str = ""
    notice_evidence_id: int | None = None
    attestation_id: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    batch_id: int | None = None
    moved_from_id: int | None = None


# The same to SQL, in the same order.
COLUMNS = {
    "n": "integer",
    "subject_id": "bigint",
    "fact_id": "bigint",
    "unit_id": "bigint",
    "catalogue_version_id": "bigint",
    "supervised_object_id": "bigint",
    "source_key": "text",
    "decided_on": "date",
    "starts_on": "date",
    "ends_on": "date",
    "document_no": "text",
    "document_key": "text",
    "authority": "text",
    "authority_key": "text",
    "basis": "text",
    "behaviour_id": "bigint",
    "severity": "smallint",
    "is_safety": "boolean",
    "intent": "text",
    "outcome": "text",
    "amount": "bigint",
    "confiscated": "bigint",
    "clock_starts_on": "date",
    "performed_on": "date",
    "notice_basis": "text",
    "notice_evidence_id": "bigint",
    "attestation_id": "bigint",
    "fields": "jsonb",
    "texts": "jsonb",
    "batch_id": "bigint",
    "moved_from_id": "bigint",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A SELECT that gives the rows; its parameters are named."""

    sql: str
    parameters: Mapping[str, Any]

    def narrowed(self, numbers: Iterable[int]) -> "Source":
        """Only the rows of these numbers."""
        return Source(
            f"SELECT * FROM ({self.sql}) AS every WHERE n = ANY(%(numbers)s)",
            {**self.parameters, "numbers": list(numbers)},
        )


KEYS = (
    "n",
    "subject_id",
    "unit_id",
    "catalogue_version_id",
    "source_key",
    "document_key",
    "authority_key",
)


def of_keys(rows: Iterable[FactRow]) -> Source:
    """Only what rows are known by."""
    columns = ", ".join(f"{name} {COLUMNS[name]}" for name in KEYS)
    plain = [{name: getattr(row, name) for name in KEYS} for row in rows]
    return Source(
        f"SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS given_row ({columns})",
        {"rows": json.dumps(plain, ensure_ascii=False)},
    )


def of_rows(rows: Iterable[FactRow]) -> Source:
    """Rows held in Python."""
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    plain = [
        {name: value for name in COLUMNS if _says(value := getattr(row, name))} for row in rows
    ]
    return Source(
        f"SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS given_row ({columns})",
        {"rows": json.dumps(plain, ensure_ascii=False, default=str)},
    )


def _says(value: object) -> bool:
    """What is left out is null to SQL, and the statements put in what a row does not say."""
    return value is not None and value is not False and value != "" and value != {}
