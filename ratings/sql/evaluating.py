"""Running a compiled rulebook."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from ratings.compiler import Compiled, GivenRows, compile_rulebook
from ratings.inputs import Codes, Entry, EntryKind, Given, Outcome
from ratings.language import Rulebook

KINDS = list(EntryKind)


def outcomes(compiled: Compiled) -> list[Outcome]:
    """Of every organisation with a grade or a boundary."""
    with connection.cursor() as cursor:
        cursor.execute(compiled.sql, compiled.parameters)
        rows = cursor.fetchall()
    return [
        Outcome(
            subject_id=subject_id,
            in_scope=in_scope,
            grade=grade or "",
            score=score,
            next_boundary_on=boundary,
            entries=tuple(_entries(told)),
        )
        for subject_id, in_scope, grade, score, boundary, _, told in rows
    ]


def evaluate_given(rulebook: Rulebook, codes: Codes, given: Given, day: date) -> list[Outcome]:
    """Cases and counterfactuals: the same statement over rows at hand, with its entries."""
    compiled = compile_rulebook(rulebook, codes, GivenRows(given), day, with_entries=True)
    return outcomes(compiled)


def _entries(told: str | None) -> Iterator[Entry]:
    rows: list[Any] = json.loads(told) if told else []
    for kind, code, fact_id, points, weight, value, starts_on, ends_on, before, after in rows:
        yield Entry(
            kind=KINDS[kind],
            code=code,
            fact_id=fact_id,
            points=points,
            weight=weight,
            value=value,
            starts_on=date.fromisoformat(starts_on) if starts_on else None,
            ends_on=date.fromisoformat(ends_on) if ends_on else None,
            before=before,
            after=after,
        )
