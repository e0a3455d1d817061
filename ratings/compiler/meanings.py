"""First half of a statement: which facts are meant by which rule or question, and what they bring.

Rules, sources of determinations and questions are numbered; a fact meant by several of them is a
row for each. Constants of a rule are columns beside its number, so the expressions that use them
are the same for all rules.
"""

from dataclasses import dataclass
from datetime import date

from ratings.compiler.facts import ANCHORS, FactExpressions, months_after
from ratings.compiler.parameters import Parameters
from ratings.inputs import Codes
from ratings.language import Rulebook, words
from ratings.language.consequences import Yearly
from ratings.language.determinations import Source
from ratings.language.probes import Probe, Select, Window
from ratings.language.rules import Decay, Rule
from ratings.language.walk import conditions, probes, reads_grades
from ratings.reference import uncounted

COLUMNS = (
    "number, holds, anchor_kind, after_days, months, until_end, points, weight, takes, "
    "within_months, indicator"
)


@dataclass(frozen=True)
class Meaning:
    """One row of the rules' table."""

    number: int
    select: Select
    window: Window
    rule: Rule | None = None
    source: Source | None = None
    indicator: int | None = None


class Meanings:
    """Numbers everything a rulebook means and writes the tables `live`, `meant` and `brought`."""

    def __init__(self, to: Parameters, rulebook: Rulebook, codes: Codes, day: date, on: date):
        self.to, self.rulebook = to, rulebook
        self.day, self.on = to.day(day), to.day(on)
        self.things = codes.lines if reads_grades(rulebook) else codes.items
        self.expressions = FactExpressions(to, codes, self.things)
        self.all: list[Meaning] = []
        self._probes: dict[Probe, int] = {}
        for place, indicator in enumerate(rulebook.indicators):
            for rule in indicator.rules:
                self._add(rule.select, rule.window, rule=rule, indicator=place)
        for source in rulebook.determination.sources if rulebook.determination else ():
            self._add(source.select, source.window, source=source)
        for asked in conditions(rulebook):
            for _, probe in probes(asked):
                if probe not in self._probes:
                    self._probes[probe] = len(self.all)
                    self._add(probe.select, probe.window)

    def _add(
        self,
        select: Select,
        window: Window,
        *,
        rule: Rule | None = None,
        source: Source | None = None,
        indicator: int | None = None,
    ) -> None:
        self.all.append(Meaning(len(self.all), select, window, rule, source, indicator))

    def number_of(self, probe: Probe) -> int:
        return self._probes[probe]

    def uses(self, anchor: words.Anchor) -> bool:
        return any(each.window.anchor is anchor for each in self.all)

    @property
    def probe_numbers(self) -> list[int]:
        return sorted(self._probes.values())

    def items(self) -> list[int]:
        """Everything that is meant, by the ledger's numbers."""
        names = {name for each in self.all for name in each.select.items or each.select.lines}
        return sorted(self.things[name] for name in names)

    def tables(self) -> str:
        """The definitions that follow those of the binding. A rulebook that means no facts has
        the same tables, empty."""
        kinds = self.to.texts(sorted(uncounted(self.rulebook)))
        holding = f"effect.starts_on <= {self.day} AND " + _not_over("effect.ends_on", self.day)
        nth = [each for each in self.all if each.rule and each.rule.occurrences]
        return f"""
standing AS (SELECT effect.* FROM effects AS effect WHERE effect.kind = ANY({kinds})),
live AS (
    SELECT fact.* FROM facts AS fact WHERE NOT EXISTS (
        SELECT FROM standing AS effect WHERE effect.subject_id = fact.subject_id
            AND effect.fact_id = fact.fact_id AND {holding}
    )
),
anchored AS (
    SELECT fact.*, rule.*, CASE rule.anchor_kind {self._anchors()} END AS anchor
    FROM live AS fact CROSS JOIN LATERAL (VALUES {self._rows()}) AS rule ({COLUMNS})
    WHERE rule.holds
),
meant AS {"MATERIALIZED" if nth else ""} (
    SELECT fact.*, {self._ends()} AS ends_at
    FROM (SELECT anchored.*, anchor + after_days AS starts_at FROM anchored) AS fact
    WHERE fact.anchor IS NOT NULL
){self._numbered(bool(nth))},
brought AS (
    SELECT fact.subject_id, fact.fact_id, fact.number, fact.indicator, fact.takes, fact.anchor,
        fact.starts_at, fact.ends_at, {self._points()} AS points, {self._weight()} AS weight,
        fact.starts_at <= {self.on} AND {_not_over("fact.ends_at", self.on)} AS in_window,
        {self._boundary()} AS boundary
    FROM {"numbered" if nth else "(SELECT meant.*, 1 AS nth FROM meant)"} AS fact
),
chosen AS (
    SELECT brought.*, points * weight AS value{self._rank()} FROM brought
)"""

    # Rules as rows

    def _rows(self) -> str:
        if not self.all:
            empty = "0, false, 0, 0, NULL::integer, false, NULL::bigint, NULL::bigint, 0, "
            return f"({empty} NULL::integer, NULL::integer)"
        return ", ".join(self._row(each) for each in self.all)

    def _row(self, meaning: Meaning) -> str:
        to, window, rule = self.to, meaning.window, meaning.rule
        points = rule.points if rule and isinstance(rule.points, int) else None
        weight = rule.weight if rule and isinstance(rule.weight, int) else None
        takes = list(words.Take).index(rule.take) if rule else 0
        months = rule.occurrences.within_months if rule and rule.occurrences else None
        return (
            f"({meaning.number}, ({self.expressions.selected(meaning.select)}), "
            f"{list(words.Anchor).index(window.anchor)}, {to.small(window.after_days)}, "
            f"{to.small(window.months)}, {str(window.until_end).lower()}, {to.whole(points)}, "
            f"{to.whole(weight)}, {takes}, {to.small(months)}, {to.small(meaning.indicator)})"
        )

    def _anchors(self) -> str:
        used = {each.window.anchor for each in self.all} or {words.Anchor.DECIDED}
        kinds = list(words.Anchor)
        return " ".join(
            f"WHEN {kinds.index(anchor)} THEN {ANCHORS[anchor]}"
            for anchor in kinds
            if anchor in used
        )

    def _ends(self) -> str:
        ends = []
        if any(each.window.months is not None for each in self.all):
            # Nothing where the rule has no months: LEAST passes it over.
            ends.append(months_after("fact.starts_at", "fact.months"))
        if any(each.window.until_end for each in self.all):
            ends.append("CASE WHEN fact.until_end THEN fact.ends_on END")
        return f"least({', '.join(ends)})" if ends else "NULL::date"

    # What they bring

    def _numbered(self, is_needed: bool) -> str:
        """Which of its rule's facts each one is. A join within the organisation and the rule."""
        if not is_needed:
            return ""
        return f""",
places AS (
    SELECT fact.subject_id, fact.number, fact.fact_id, count(*) AS nth
    FROM meant AS fact JOIN meant AS former
        ON former.subject_id = fact.subject_id AND former.number = fact.number
        AND (former.anchor, former.fact_id) <= (fact.anchor, fact.fact_id)
        AND fact.anchor < {months_after("former.anchor", "former.within_months")}
        AND former.starts_at <= {self.on}
    WHERE fact.within_months IS NOT NULL AND former.within_months IS NOT NULL
    GROUP BY fact.subject_id, fact.number, fact.fact_id
),
numbered AS (
    SELECT meant.*, CASE WHEN within_months IS NULL THEN 1 ELSE coalesce(nth, 0) END AS nth
    FROM meant LEFT JOIN places USING (subject_id, number, fact_id)
)"""

    def _points(self) -> str:
        branches = [
            f"WHEN {each.number} THEN {self.expressions.points(each.rule.points)}"
            for each in self.all
            if each.rule and not isinstance(each.rule.points, int)
        ]
        branches += [
            f"WHEN {each.number} THEN {self._determined(each.source)}"
            for each in self.all
            if each.source
        ]
        return (
            f"CASE fact.number {' '.join(branches)} ELSE fact.points END"
            if branches
            else ("fact.points")
        )

    def _determined(self, source: Source) -> str:
        """The rank of the grade a determination names; nothing where it is not listed."""
        ranks = {grade: rank for rank, grade in enumerate(grade_codes(self.rulebook), start=1)}
        branches = []
        for each in source.grades:
            if source.field:
                test = self.expressions.holds(source.field, each.words)
            else:
                test = f"fact.outcome = ANY({self.to.texts(each.words)})"
            branches.append(f"WHEN {test} THEN {self.to.whole(ranks[each.grade])}")
        return f"(CASE {' '.join(branches)} END)"

    def _weight(self) -> str:
        branches = [
            f"WHEN {each.number} THEN {self.expressions.weight(each.rule.weight, self.on)}"
            for each in self.all
            if each.rule and not isinstance(each.rule.weight, int)
        ]
        return (
            f"CASE fact.number {' '.join(branches)} ELSE fact.weight END"
            if branches
            else ("fact.weight")
        )

    def _rank(self) -> str:
        """Of the facts in their window, the place of each by what its rule takes."""
        taken = {each.rule.take for each in self.all if each.rule} - {words.Take.ALL}
        if not taken:
            return ""
        order = list(words.Take)
        lowest, highest = order.index(words.Take.LOWEST), order.index(words.Take.HIGHEST)
        return f""", row_number() OVER (
        PARTITION BY subject_id, number, in_window ORDER BY
            CASE takes WHEN {lowest} THEN points * weight
                WHEN {highest} THEN -points * weight ELSE 0 END,
            anchor DESC, fact_id DESC
    ) AS place"""

    @property
    def is_taken(self) -> str:
        """A condition on `chosen`: the row counts on the day."""
        if any(each.rule and each.rule.take is not words.Take.ALL for each in self.all):
            return "in_window AND (takes = 0 OR place = 1)"
        return "in_window"

    def _boundary(self) -> str:
        """The next day on which the row may bring something else."""
        if isinstance(self.rulebook.cadence, Yearly):
            return "NULL::date"
        bounds = [after(day, self.on) for day in ("fact.starts_at", "fact.ends_at")]
        for each in self.all:
            if each.rule and isinstance(each.rule.weight, Decay):
                for step in each.rule.weight.steps:
                    day = months_after("fact.starts_at", self.to.small(step.from_month))
                    test = f"fact.number = {each.number} AND {day} > {self.on}"
                    bounds.append(f"CASE WHEN {test} THEN {day} END")
        return f"least({', '.join(bounds)})"


def grade_codes(rulebook: Rulebook) -> list[str]:
    """The order of grades, then those outside it."""
    return [each.code for each in (*rulebook.scale.grades, *rulebook.scale.outside)]


def after(day: str, on: str) -> str:
    return f"CASE WHEN {day} > {on} THEN {day} END"


def _not_over(ends: str, day: str) -> str:
    return f"({ends} IS NULL OR {ends} > {day})"
