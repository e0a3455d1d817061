"""A rulebook as one statement over sets of organisations.

facts, effects, subjects → meant → brought → chosen → totals → one stage for each step of the
order in ratings.reference → grades. With entries, every step that changed something is a row, and
the rows of an organisation come with its grade in the same statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ratings.compiler.bindings import Binding
from ratings.compiler.entries import entries
from ratings.compiler.meanings import Meanings, after, grade_codes
from ratings.compiler.parameters import Parameters
from ratings.compiler.questions import Questions
from ratings.inputs import Codes
from ratings.language import Rulebook, words
from ratings.language.conditions import Condition
from ratings.language.consequences import Scope, next_published_on, reckoned_on
from ratings.language.rules import Cap
from ratings.language.scales import StartTable
from ratings.language.walk import reads_grades
from ratings.reference import SCALE


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement that gives subject_id, in_scope, grade, score, next_boundary_on, known and
    entries for every organisation in scope or with a boundary; of the others there is no row."""

    sql: str
    parameters: dict[str, Any]


def compile_rulebook(
    rulebook: Rulebook,
    codes: Codes,
    binding: Binding,
    day: date,
    *,
    with_entries: bool = False,
    everybody: bool = False,
) -> Compiled:
    """The rulebook must have passed its checks. `everybody`: also those with nothing to tell."""
    to = Parameters()
    on = reckoned_on(rulebook.cadence, day)
    meanings = Meanings(to, rulebook, codes, day, on)
    stages = _Stages(to, rulebook, meanings, day).build()
    recorded = meanings.uses(words.Anchor.RECORDED)
    bound = binding.tables(to, meanings.items(), day, needs_recorded=recorded)
    tables = [bound, meanings.tables().strip(), *stages]
    told = "NULL::jsonb"
    if with_entries:
        tables.append(f"entries AS ({entries(to, rulebook, meanings)})")
        told = "(SELECT entries.list FROM entries WHERE entries.subject_id = final.subject_id)"
    codes_of = to.texts(grade_codes(rulebook))
    sql = f"""WITH {", ".join(tables)}
SELECT final.subject_id, final.in_scope,
    CASE WHEN final.in_scope THEN ({codes_of})[final.rank] END AS grade,
    CASE WHEN final.in_scope THEN final.score END AS score,
    final.next_boundary_on, final.known,
    CASE WHEN final.in_scope THEN {told} END AS entries
FROM final {"" if everybody else "WHERE final.in_scope OR final.next_boundary_on IS NOT NULL"}"""
    return Compiled(sql, to.values)


class _Stages:
    """Each stage adds columns to the one before. A column that is used more than once is fenced
    (OFFSET 0), or the planner would write its expression out at every place."""

    def __init__(self, to: Parameters, rulebook: Rulebook, meanings: Meanings, day: date) -> None:
        self.to, self.rulebook, self.meanings = to, rulebook, meanings
        self.day, self.asked_day = meanings.day, day
        self.questions = Questions(to, meanings.on, self._count)
        self.tables: list[str] = []
        self.last = ""

    def build(self) -> Sequence[str]:
        self._totals()
        self._asked()
        self._score()
        self._verdicts()
        self.tables.append(f"final AS (SELECT * FROM {self.last})")
        return self.tables

    def _count(self, probe: Any) -> str:
        return f"coalesce(total.n{self.meanings.number_of(probe)}, 0)"

    def _stage(self, name: str, columns: Sequence[str]) -> None:
        added = "".join(f", {each}" for each in columns)
        self.tables.append(
            f"{name} AS (SELECT former.*{added} FROM {self.last} AS former OFFSET 0)"
        )
        self.last = name

    def _totals(self) -> None:
        columns = [
            f"count(*) FILTER (WHERE number = {number} AND in_window) AS n{number}"
            for number in self.meanings.probe_numbers
        ]
        taken = self.meanings.is_taken
        columns += [
            f"sum(value) FILTER (WHERE indicator = {place} AND {taken}) AS i{place}"
            for place in range(len(self.rulebook.indicators))
        ]
        self.tables.append(
            f"totals AS (SELECT subject_id, min(boundary) AS boundary"
            f"{''.join(f', {each}' for each in columns)} FROM chosen GROUP BY subject_id)"
        )
        bounds = ", ".join(after(f"effect.{each}", self.day) for each in ("starts_on", "ends_on"))
        self.tables.append(
            f"bounds AS (SELECT effect.subject_id, min(least({bounds})) AS boundary "
            "FROM standing AS effect GROUP BY effect.subject_id)"
        )
        if reads_grades(self.rulebook):
            # The grades it reads may become others, also those it takes no notice of now.
            self.tables.append(
                f"renewals AS (SELECT fact.subject_id, min({after('fact.until', self.day)}) "
                "AS boundary FROM facts AS fact GROUP BY fact.subject_id)"
            )
        if self.rulebook.determination is not None:
            sources = self.to.wholes([each.number for each in self.meanings.all if each.source])
            self.tables.append(
                "determined AS (SELECT DISTINCT ON (subject_id) subject_id, number, fact_id, "
                "points AS rank, starts_at, ends_at FROM chosen "
                f"WHERE in_window AND points IS NOT NULL AND number = ANY({sources}) "
                "ORDER BY subject_id, anchor DESC, fact_id DESC, number)"
            )

    def _asked(self) -> None:
        """Every question answered, every sum, and the boundary."""
        rulebook = self.rulebook
        columns = [f"({self._in_scope(rulebook.applies_to)}) AS in_scope"]
        columns += [f"{test} AS {name}" for name, test in self._answers()]
        columns += [
            f"coalesce(total.i{place}, 0)::bigint AS i{place}"
            for place in range(len(rulebook.indicators))
        ]
        published = next_published_on(rulebook.cadence, self.asked_day)
        days = ["total.boundary", "bound.boundary", after("subject.changes_on", self.day)]
        if published is None:
            days += [after(each, self.day) for each in self.questions.bounds]
        days.append(self.to.day(published))
        joined = ""
        if reads_grades(rulebook):
            days.append("renewal.boundary")
            joined = "LEFT JOIN renewals AS renewal ON renewal.subject_id = subject.subject_id "
        columns.append(f"least({', '.join(days)}) AS next_boundary_on")
        if rulebook.determination is not None:
            columns += [
                "found.number AS source",
                "found.fact_id AS source_fact",
                "found.starts_at AS source_starts",
                "found.ends_at AS source_ends",
                "found.rank AS source_rank",
            ]
            joined += "LEFT JOIN determined AS found ON found.subject_id = subject.subject_id"
        self.tables.append(
            f"asked AS (SELECT subject.subject_id, subject.known, {', '.join(columns)} "
            "FROM subjects AS subject "
            "LEFT JOIN totals AS total ON total.subject_id = subject.subject_id "
            "LEFT JOIN bounds AS bound ON bound.subject_id = subject.subject_id "
            f"{joined} OFFSET 0)"
        )
        self.last = "asked"

    def _answers(self) -> list[tuple[str, str]]:
        rulebook, found = self.rulebook, []
        named: list[tuple[str, Sequence[Condition]]] = [
            ("f", [each.when for each in rulebook.floors]),
            ("c", [each.when for each in rulebook.ceilings]),
            ("r", [each.needs for each in rulebook.requires]),
            ("o", [each.when for each in rulebook.outside]),
            ("v", [each.when for each in rulebook.vetoes]),
        ]
        if isinstance(rulebook.scale.start, StartTable):
            named.append(("s", [each.when for each in rulebook.scale.start.cases]))
        for letter, conditions in named:
            for place, condition in enumerate(conditions):
                found.append((f"is_{letter}{place}", self.questions.holds(condition)))
        return found

    def _in_scope(self, scope: Scope) -> str:
        to = self.to
        tests = [
            f"subject.kind = ANY({to.texts([each.value for each in scope.kinds])})",
            f"subject.status = ANY({to.texts([each.value for each in scope.statuses])})",
        ]
        if scope.industries:
            tests.append(f"subject.industry ^@ ANY({to.texts(scope.industries)})")
        if scope.regions:
            tests.append(f"subject.region ^@ ANY({to.texts(scope.regions)})")
        if scope.when is not None:
            tests.append(self.questions.holds(scope.when))
        return " AND ".join(tests)

    def _score(self) -> None:
        rulebook, scale = self.rulebook, self.rulebook.scale
        self._stage(
            "capped",
            [
                f"{self._within(each.cap, f'i{place}')} AS ci{place}"
                for place, each in enumerate(rulebook.indicators)
            ],
        )
        sums = [
            (place, " + ".join(self._members(group.code)) or "0::bigint")
            for place, group in enumerate(rulebook.groups)
        ]
        self._stage("summed", [f"{total} AS g{place}" for place, total in sums])
        self._stage(
            "grouped",
            [
                f"{self._within(group.cap, f'g{place}')} AS cg{place}"
                for place, group in enumerate(rulebook.groups)
            ],
        )
        if not scale.has_score:
            self._stage("scored", ["NULL::bigint AS score"])
            return
        self._stage("started", [f"{self._start()} AS start"])
        total = ["start", *self._members(""), *(f"cg{place}" for place, _ in sums)]
        self._stage("totalled", [f"{' + '.join(total)} AS raw"])
        clamp = Cap(least=scale.least, most=scale.most)
        self._stage("clamped", [f"{self._within(clamp, 'raw')} AS clamped"])
        unit = self.to.whole(scale.rounding.hundredths * SCALE)
        size = f"(abs(clamped) * 2 + {unit}) / (2 * {unit}) * {unit}"
        self._stage("rounded", [f"CASE WHEN clamped < 0 THEN -({size}) ELSE {size} END AS rounded"])
        self._stage("scored", [f"rounded / {SCALE} AS score"])

    def _members(self, group: str) -> list[str]:
        return [
            f"ci{place}"
            for place, each in enumerate(self.rulebook.indicators)
            if each.group == group
        ]

    def _within(self, cap: Cap | None, value: str) -> str:
        if cap is not None and cap.most is not None:
            value = f"least({value}, {self.to.whole(cap.most * SCALE)})"
        if cap is not None and cap.least is not None:
            value = f"greatest({value}, {self.to.whole(cap.least * SCALE)})"
        return value

    def _start(self) -> str:
        start = self.rulebook.scale.start
        if not isinstance(start, StartTable):
            return self.to.whole((start or 0) * SCALE)
        branches = [
            f"WHEN is_s{place} THEN {self.to.whole(each.points * SCALE)}"
            for place, each in enumerate(start.cases)
        ]
        otherwise = self.to.whole(start.otherwise * SCALE)
        return f"(CASE {' '.join(branches)} ELSE {otherwise} END)"

    def _verdicts(self) -> None:
        """The rank of the grade after each step: k0, k1 … in the order of the steps."""
        rulebook, scale = self.rulebook, self.rulebook.scale
        if rulebook.determination is not None:
            otherwise = grade_codes(rulebook).index(rulebook.determination.otherwise) + 1
            first = f"coalesce(source_rank, {self.to.whole(otherwise)})"
            self._stage("judged", [f"{first} AS k0", f"{first} AS rank"])
            return
        self._stage("ranked", [f"{self._threshold()} AS k0"])
        at = 0
        for place, floor in enumerate(rulebook.floors):
            rank = self.to.whole(scale.rank(floor.grade))
            at = self._step(at, f"least(k{at}, CASE WHEN is_f{place} THEN {rank} END)")
        for place, ceiling in enumerate(rulebook.ceilings):
            rank = self.to.whole(scale.rank(ceiling.grade))
            at = self._step(at, f"greatest(k{at}, CASE WHEN is_c{place} THEN {rank} END)")
        for place, require in enumerate(rulebook.requires):
            rank = self.to.whole(scale.rank(require.grade))
            other = self.to.whole(scale.rank(require.otherwise))
            test = f"k{at} <= {rank} AND NOT is_r{place}"
            at = self._step(at, f"CASE WHEN {test} THEN {other} ELSE k{at} END")
        ordered = f"k{at}"
        codes = grade_codes(rulebook)
        branches = ""
        for place, outside in enumerate(rulebook.outside):
            test = f"is_o{place}"
            if outside.score_from is not None:
                test += f" AND score >= {self.to.whole(outside.score_from)}"
            rank = self.to.whole(codes.index(outside.grade) + 1)
            branches += f" WHEN {test} THEN {rank}"
        if branches:
            at = self._step(at, f"CASE{branches} ELSE k{at} END")
        worst = ordered
        judged: list[str] = []
        for place, veto in enumerate(rulebook.vetoes):
            rank = self.to.whole(scale.rank(veto.grade))
            worst = f"greatest({worst}, CASE WHEN is_v{place} THEN {rank} END)"
            judged.append(f"is_v{place}")
            test = " OR ".join(judged)
            name = f"u{place}"
            self._stage(name, [f"{worst} AS {name}"])
            worst = name
            at = self._step(at, f"CASE WHEN {test} THEN {name} ELSE k{at} END")
        self._stage("judged", [f"k{at} AS rank"])

    def _step(self, at: int, rank: str) -> int:
        self._stage(f"step{at + 1}", [f"{rank} AS k{at + 1}"])
        return at + 1

    def _threshold(self) -> str:
        scale = self.rulebook.scale
        if not scale.has_score:
            return self.to.whole(scale.rank(scale.base))
        branches = []
        for each in scale.thresholds:
            tests = ["true"]
            if each.least is not None:
                tests.append(f"score >= {self.to.whole(each.least)}")
            if each.most is not None:
                tests.append(f"score <= {self.to.whole(each.most)}")
            rank = self.to.whole(scale.rank(each.grade))
            branches.append(f"WHEN {' AND '.join(tests)} THEN {rank}")
        return f"(CASE {' '.join(branches)} END)"
