"""What the three named tables of a statement, facts, effects and subjects, are bound to: given
rows here, the ledger in ratings.sql.ledger. The statement over them is the same."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Protocol

from ratings.compiler.parameters import Parameters
from ratings.inputs import Given

# Columns of each table; who binds them gives them all, under these names.
FACTS = (
    "subject_id bigint, fact_id bigint, item bigint, starts_on date, ends_on date, "
    "decided_on date, recorded_on date, clock_starts_on date, performed_on date, "
    "behaviour bigint, severity smallint, intent text, outcome text, fine bigint, "
    "confiscated bigint, fields jsonb, until date"
)
EFFECTS = "subject_id bigint, fact_id bigint, kind text, starts_on date, ends_on date"
SUBJECTS = (
    "subject_id bigint, kind text, status text, region text, industry text, "
    "established_on date, changes_on date, known timestamptz"
)


class Binding(Protocol):
    def tables(
        self, to: Parameters, items: Sequence[int], day: date, *, needs_recorded: bool
    ) -> str:
        """The definitions of `facts`, `effects` and `subjects`, for a WITH. Of the facts at least
        those of the items; the subjects as the register has them on the day. The day a fact was
        first recorded is dear to find: only some rulebooks need it."""


class GivenRows:
    """Rows at hand: cases, counterfactuals, tests."""

    def __init__(self, given: Given) -> None:
        self.given = given

    def tables(
        self, to: Parameters, items: Sequence[int], day: date, *, needs_recorded: bool
    ) -> str:
        return ", ".join(
            f"{name} AS MATERIALIZED ({given_rows(to, rows, columns)})"
            for name, columns, rows in (
                ("facts", FACTS, self.given.facts),
                ("effects", EFFECTS, self.given.effects),
                ("subjects", SUBJECTS, self.given.subjects),
            )
        )


def given_rows(to: Parameters, rows: Sequence[Any], columns: str) -> str:
    text = json.dumps([asdict(row) for row in rows], default=date.isoformat, ensure_ascii=False)
    return f"SELECT * FROM jsonb_to_recordset({to.json(text)}) AS given ({columns})"
