"""The ledger as the tables of a compiled statement: current rows, or what was known at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ratings.compiler.bindings import FACTS, given_rows
from ratings.compiler.parameters import Parameters
from ratings.inputs import GivenFact
from records.sql import known as knowing

# A correction does not make a fact newer: its first version says when it came in.
FIRST_RECORDED = """(
    SELECT min(first.recorded_on) FROM records_factversion AS first
    WHERE first.subject_id = version.subject_id AND first.fact_id = version.fact_id
)"""


class Who(Protocol):
    """Which organisations; a condition on a column with their number."""

    def condition(self, to: Parameters, column: str) -> str: ...


@dataclass(frozen=True, slots=True)
class These:
    ids: Sequence[int]

    def condition(self, to: Parameters, column: str) -> str:
        return f"{column} = ANY({to.wholes(self.ids)})"


@dataclass(frozen=True, slots=True)
class Between:
    """After one number up to another: a range of a full run."""

    after: int
    upto: int

    def condition(self, to: Parameters, column: str) -> str:
        return f"{column} > {to.whole(self.after)} AND {column} <= {to.whole(self.upto)}"


@dataclass(frozen=True, slots=True)
class LedgerRows:
    """Confirmed organisations with their facts. A combination gets the grades of its lines instead:
    the current ones, or of the past those given."""

    who: Who
    known: datetime | None = None
    reads_grades: bool = False
    # The grades a combination reads, where they are not the current ones.
    grades: Sequence[GivenFact] | None = None

    def tables(
        self, to: Parameters, items: Sequence[int], day: date, *, needs_recorded: bool
    ) -> str:
        recorded = FIRST_RECORDED if needs_recorded else "NULL::date"
        facts = self._grades(to, items) if self.reads_grades else self._facts(to, items, recorded)
        return f"""facts AS ({facts}),
effects AS (
    SELECT effect.subject_id, effect.fact_id, effect.kind, effect.starts_on, effect.ends_on
    FROM records_facteffect AS effect
    WHERE {self.who.condition(to, "effect.subject_id")} AND {self._known(to, "effect")}
),
registered AS (
    SELECT DISTINCT ON (version.subject_id) version.subject_id, version.kind, version.status,
        version.region_code, version.industry_code, version.established_on
    FROM records_subjectversion AS version
    WHERE {self.who.condition(to, "version.subject_id")} AND {self._known(to, "version")}
        AND version.valid_from <= {to.day(day)}
    ORDER BY version.subject_id, version.valid_from DESC
),
upcoming AS (
    SELECT version.subject_id, min(version.valid_from) AS changes_on
    FROM records_subjectversion AS version
    WHERE {self.who.condition(to, "version.subject_id")} AND {self._known(to, "version")}
        AND version.valid_from > {to.day(day)}
    GROUP BY version.subject_id
),
subjects AS (
    SELECT subject.id AS subject_id, coalesce(registered.kind, '') AS kind,
        coalesce(registered.status, '') AS status,
        coalesce(registered.region_code, '') AS region,
        coalesce(registered.industry_code, '') AS industry, registered.established_on,
        upcoming.changes_on, subject.ledger_at AS known
    FROM records_subject AS subject
    LEFT JOIN registered ON registered.subject_id = subject.id
    LEFT JOIN upcoming ON upcoming.subject_id = subject.id
    WHERE {self.who.condition(to, "subject.id")} AND {self._confirmed(to)}
)"""

    def _facts(self, to: Parameters, items: Sequence[int], recorded: str) -> str:
        return f"""
    SELECT version.subject_id, version.fact_id, version.item_id AS item, version.starts_on,
        version.ends_on, version.decided_on, {recorded} AS recorded_on,
        version.clock_starts_on, version.performed_on,
        version.behaviour_id AS behaviour, version.severity, version.intent, version.outcome,
        version.amount AS fine, version.confiscated, version.fields, NULL::date AS until
    FROM records_factversion AS version
    WHERE version.item_id = ANY({to.wholes(items)})
        AND {self.who.condition(to, "version.subject_id")} AND {self._known(to, "version")}"""

    def _grades(self, to: Parameters, lines: Sequence[int]) -> str:
        if self.grades is not None:
            return given_rows(to, self.grades, FACTS)
        # Out of scope there is no grade to be read, only the day on which there may be one.
        begins = to.day(date(1, 1, 1))
        return f"""
    SELECT grade.subject_id, grade.line_id AS fact_id,
        CASE WHEN grade.in_scope THEN grade.line_id ELSE 0 END AS item,
        {begins} AS starts_on, NULL::date AS ends_on, NULL::date AS decided_on,
        NULL::date AS recorded_on, NULL::date AS clock_starts_on, NULL::date AS performed_on,
        NULL::bigint AS behaviour, NULL::smallint AS severity, ''::text AS intent,
        grade.grade AS outcome, NULL::bigint AS fine, NULL::bigint AS confiscated,
        '{{}}'::jsonb AS fields, grade.next_boundary_on AS until
    FROM ratings_grade AS grade
    WHERE grade.line_id = ANY({to.wholes(lines)})
        AND {self.who.condition(to, "grade.subject_id")}"""

    def _known(self, to: Parameters, alias: str) -> str:
        if self.known is None:
            return knowing.current(alias)
        return knowing.at(alias, f"{to.any(self.known)}::timestamptz")

    def _confirmed(self, to: Parameters) -> str:
        if self.known is None:
            return "subject.confirmed_at IS NOT NULL"
        return f"subject.confirmed_at <= {to.any(self.known)}::timestamptz"
