"""The oracle: what a rulebook means, in plain Python, one organisation at a time.

Order: select facts → points by band → × weight → sum per indicator → indicator cap → group cap →
start → clamp → one rounding, half away from zero → thresholds → floors, ceilings → requires →
outside the order → veto. Whole numbers only: values are hundred-thousandths of a point (points are
hundredths, weights thousandths). The compiled statement must agree with this in every column.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from core.clock import add_months
from ratings.inputs import (
    Codes,
    Entry,
    EntryKind,
    Given,
    GivenEffect,
    GivenFact,
    GivenSubject,
    Outcome,
)
from ratings.language import Rulebook, words
from ratings.language.conditions import (
    Age,
    AllOf,
    AnyOf,
    Condition,
    Has,
    IndustryIs,
    KindIs,
    Lacks,
    Not,
)
from ratings.language.consequences import Scope, Yearly, next_published_on, reckoned_on
from ratings.language.determinations import Source
from ratings.language.probes import Probe, Select, Window
from ratings.language.rules import Cap, Decay, Rule
from ratings.language.scales import StartTable
from ratings.language.trees import AmountTree, Points, WordTree
from ratings.language.walk import reads_grades
from ratings.reference.choices import (
    by_threshold,
    codes_of,
    grade_named,
    is_in_force,
    taken,
    within,
)
from ratings.reference.facts import (
    Meant,
    amount_of,
    anchor_of,
    number_of,
    passes,
    reached,
    words_in,
)
from ratings.reference.numbers import SCALE, round_half_away, uncounted

ORDER = list(EntryKind)


def evaluate(rulebook: Rulebook, codes: Codes, given: Given, day: date) -> list[Outcome]:
    """The outcome of every organisation given."""
    return [
        _Evaluation(
            rulebook,
            codes,
            subject,
            [fact for fact in given.facts if fact.subject_id == subject.subject_id],
            [effect for effect in given.effects if effect.subject_id == subject.subject_id],
            day,
        ).outcome()
        for subject in given.subjects
    ]


class _Evaluation:
    def __init__(
        self,
        rulebook: Rulebook,
        codes: Codes,
        subject: GivenSubject,
        facts: Sequence[GivenFact],
        effects: Sequence[GivenEffect],
        day: date,
    ) -> None:
        self.rulebook, self.codes, self.subject, self.day = rulebook, codes, subject, day
        self.on = reckoned_on(rulebook.cadence, day)
        self.things = codes.lines if reads_grades(rulebook) else codes.items
        kinds = uncounted(rulebook)
        self.effects = [effect for effect in effects if effect.kind in kinds]
        out = {effect.fact_id for effect in self.effects if is_in_force(effect, day)}
        self.facts = [fact for fact in facts if fact.fact_id not in out]
        # The grades a combination reads may become others, also those it takes no notice of now.
        combines = reads_grades(rulebook)
        self.renewals = [fact.until for fact in facts if combines]
        self.entries: list[Entry] = []
        self.bounds: list[date | None] = []
        self.grades = [each.code for each in rulebook.scale.grades]

    def outcome(self) -> Outcome:
        # Every question is asked, whatever the answers: each may bring a boundary. Entries are
        # sorted by kind at the end, and within a kind stand as they were made.
        in_scope = self._in_scope(self.rulebook.applies_to)
        determined = self._determined()
        total = sum(self._group_sums())
        start = self._start()
        score = self._score(total, start)
        grade = determined or self._grade(score)
        boundary = self._boundary()
        if not in_scope:
            return Outcome(
                subject_id=self.subject.subject_id, in_scope=False, next_boundary_on=boundary
            )
        return Outcome(
            subject_id=self.subject.subject_id,
            in_scope=True,
            grade=grade,
            score=None if score is None else score // SCALE,
            next_boundary_on=boundary,
            entries=tuple(sorted(self.entries, key=lambda each: ORDER.index(each.kind))),
        )

    # Facts

    def _meant(self, select: Select, window: Window) -> list[Meant]:
        found = []
        for fact in self.facts:
            if not self._selected(fact, select):
                continue
            anchor = anchor_of(fact, window.anchor)
            if anchor is None:
                continue
            starts_on = anchor + timedelta(days=window.after_days)
            ends = []
            if window.months is not None:
                ends.append(add_months(starts_on, window.months))
            if window.until_end and fact.ends_on is not None:
                ends.append(fact.ends_on)
            found.append(Meant(fact, anchor, starts_on, min(ends) if ends else None))
        for each in found:
            self._bound(each.starts_on, each.ends_on)
        return sorted(found, key=lambda each: (each.anchor, each.fact.fact_id))

    def _selected(self, fact: GivenFact, select: Select) -> bool:
        wanted = [self.things[each] for each in select.items or select.lines]
        sectors = [number for each in select.sectors for number in self.codes.sectors[each]]
        fine = fact.fine
        return (
            fact.item in wanted
            and (
                not select.behaviours
                or fact.behaviour in {self.codes.behaviours[each] for each in select.behaviours}
            )
            and (not select.sectors or fact.behaviour in sectors)
            and (not select.severity or fact.severity in {each.number for each in select.severity})
            and (not select.intent or fact.intent in select.intent)
            and (not select.outcomes or fact.outcome in select.outcomes)
            and (select.fine_from is None or (fine is not None and fine >= select.fine_from))
            and (select.fine_below is None or (fine is not None and fine < select.fine_below))
            and all(passes(fact, test) for test in select.fields)
        )

    def _bound(self, *days: date | None) -> None:
        """Days on which something may change, when reckoned on the day itself."""
        if not isinstance(self.rulebook.cadence, Yearly):
            self.bounds.extend(days)

    def _boundary(self) -> date | None:
        days = [*self.bounds, self.subject.changes_on]
        days.append(next_published_on(self.rulebook.cadence, self.day))
        for effect in self.effects:
            days += [effect.starts_on, effect.ends_on]
        days += self.renewals
        return min((each for each in days if each is not None and each > self.day), default=None)

    # Score

    def _group_sums(self) -> Iterator[int]:
        sums: dict[str, int] = {}
        for indicator in self.rulebook.indicators:
            brought = sum(sum(self._values(rule)) for rule in indicator.rules)
            capped = within(indicator.cap, brought)
            self._changed(EntryKind.INDICATOR_CAP, indicator.code, brought, capped)
            sums[indicator.group] = sums.get(indicator.group, 0) + capped
        yield sums.pop("", 0)
        for group in self.rulebook.groups:
            capped = within(group.cap, sums.get(group.code, 0))
            self._changed(EntryKind.GROUP_CAP, group.code, sums.get(group.code, 0), capped)
            yield capped

    def _values(self, rule: Rule) -> Iterator[int]:
        meant = self._meant(rule.select, rule.window)
        brought = []
        for each in meant:
            points = self._points(rule.points, each.fact, self._nth(rule, meant, each))
            weight = self._weight(rule.weight, each.starts_on)
            if each.holds_on(self.on):
                brought.append((points * weight, each, points, weight))
        if rule.take is not words.Take.ALL and brought:
            brought = [taken(rule.take, brought)]
        for value, each, points, weight in brought:
            self.entries.append(
                Entry(
                    kind=EntryKind.FACT,
                    code=rule.code,
                    fact_id=each.fact.fact_id,
                    points=points,
                    weight=weight,
                    value=value,
                    starts_on=each.starts_on,
                    ends_on=each.ends_on,
                )
            )
            yield value

    def _nth(self, rule: Rule, meant: Sequence[Meant], this: Meant) -> int:
        """Which of the rule's facts it is, counting those begun by the day that are no longer than
        so many months older; those whose own window is over still count."""
        if rule.occurrences is None:
            return 1
        months = rule.occurrences.within_months
        place = (this.anchor, this.fact.fact_id)
        return sum(
            (each.anchor, each.fact.fact_id) <= place
            and this.anchor < add_months(each.anchor, months)
            and each.starts_on <= self.on
            for each in meant
        )

    def _points(self, tree: Points, fact: GivenFact, nth: int) -> int:
        branch: Points | None
        if isinstance(tree, int):
            return tree
        if isinstance(tree, WordTree):
            held = self._words(tree, fact)
            branch = next((each.points for each in tree.cases if held & set(each.words)), None)
        elif isinstance(tree, AmountTree):
            amount = amount_of(tree.by, fact)
            bands = [(each.least, each.points) for each in tree.bands]
            branch = reached(bands, amount)
        else:
            number = number_of(tree, fact, nth)
            branch = reached([(each.least, each.points) for each in tree.steps], number)
        if branch is None:
            branch = tree.otherwise
        return 0 if branch is None else self._points(branch, fact, nth)

    def _words(self, tree: WordTree, fact: GivenFact) -> set[str]:
        if tree.by is words.ByWord.FIELD:
            return words_in(fact, tree.field)
        if tree.by is words.ByWord.ITEM:
            return codes_of(self.things, fact.item)
        if tree.by is words.ByWord.BEHAVIOUR:
            return codes_of(self.codes.behaviours, fact.behaviour)
        if tree.by is words.ByWord.SEVERITY:
            return {each.value for each in words.Severity if each.number == fact.severity}
        return {fact.intent} if tree.by is words.ByWord.INTENT else {fact.outcome}

    def _weight(self, weight: int | Decay, starts_on: date) -> int:
        if isinstance(weight, int):
            return weight
        held = 0
        for step in weight.steps:
            begins = add_months(starts_on, step.from_month)
            self._bound(begins)
            held = step.weight if begins <= self.on else held
        return held

    def _start(self) -> int:
        start = self.rulebook.scale.start
        if not isinstance(start, StartTable):
            return start or 0
        answers = [self._holds(case.when) for case in start.cases]
        pairs = zip(answers, start.cases, strict=True)
        return next((case.points for holds, case in pairs if holds), start.otherwise)

    def _score(self, total: int, start: int) -> int | None:
        scale = self.rulebook.scale
        if not scale.has_score:
            return None
        self.entries.append(Entry(kind=EntryKind.START, value=start * SCALE))
        raw = start * SCALE + total
        clamped = within(Cap(least=scale.least, most=scale.most), raw)
        self._changed(EntryKind.CLAMP, "", raw, clamped)
        rounded = round_half_away(clamped, scale.rounding.hundredths * SCALE)
        self._changed(EntryKind.ROUNDING, "", clamped, rounded)
        return rounded

    def _changed(self, kind: EntryKind, code: str, before: int, after: int) -> None:
        if after != before:
            self.entries.append(Entry(kind=kind, code=code, value=after - before))

    # Grade

    def _determined(self) -> str:
        determination = self.rulebook.determination
        if determination is None:
            return ""
        found: list[tuple[date, int, Meant, Source, str]] = []
        for source in determination.sources:
            for each in self._meant(source.select, source.window):
                grade = grade_named(source, each.fact)
                if grade and each.holds_on(self.on):
                    found.append((each.anchor, each.fact.fact_id, each, source, grade))
        if not found:
            self.entries.append(Entry(kind=EntryKind.GRADE, after=determination.otherwise))
            return determination.otherwise
        _, fact_id, latest, source, grade = max(found, key=lambda each: each[:2])
        self.entries.append(
            Entry(
                kind=EntryKind.GRADE,
                code=source.code,
                fact_id=fact_id,
                starts_on=latest.starts_on,
                ends_on=latest.ends_on,
                after=grade,
            )
        )
        return grade

    def _grade(self, score: int | None) -> str:
        rulebook = self.rulebook
        grade = rulebook.scale.base
        if score is not None:
            grade = by_threshold(rulebook.scale.thresholds, score // SCALE)
        self.entries.append(Entry(kind=EntryKind.GRADE, after=grade))
        rank = self.grades.index(grade)
        for floor in rulebook.floors:
            if self._holds(floor.when):
                new = min(rank, self.grades.index(floor.grade))
                rank = self._moved(EntryKind.FLOOR, floor.code, rank, new)
        for ceiling in rulebook.ceilings:
            if self._holds(ceiling.when):
                new = max(rank, self.grades.index(ceiling.grade))
                rank = self._moved(EntryKind.CEILING, ceiling.code, rank, new)
        for require in rulebook.requires:
            has = self._holds(require.needs)
            if rank <= self.grades.index(require.grade) and not has:
                new = self.grades.index(require.otherwise)
                rank = self._moved(EntryKind.REQUIRE, require.code, rank, new)
        current = self.grades[rank]
        taken_out = False
        for each in rulebook.outside:
            enough = each.score_from is None or (score or 0) >= each.score_from * SCALE
            if self._holds(each.when) and enough and not taken_out:
                self._named(EntryKind.OUTSIDE, each.code, current, each.grade)
                current, taken_out = each.grade, True
        for veto in rulebook.vetoes:
            if self._holds(veto.when):
                rank = max(rank, self.grades.index(veto.grade))
                self._named(EntryKind.VETO, veto.code, current, self.grades[rank])
                current = self.grades[rank]
        return current

    def _moved(self, kind: EntryKind, code: str, rank: int, new: int) -> int:
        self._named(kind, code, self.grades[rank], self.grades[new])
        return new

    def _named(self, kind: EntryKind, code: str, before: str, after: str) -> None:
        if before != after:
            self.entries.append(Entry(kind=kind, code=code, before=before, after=after))

    # Questions

    def _holds(self, condition: Condition) -> bool:
        # All parts are asked, not only until the answer is clear: each may bring a boundary.
        if isinstance(condition, AllOf):
            answers = [self._holds(each) for each in condition.conditions]
            return all(answers)
        if isinstance(condition, AnyOf):
            answers = [self._holds(each) for each in condition.conditions]
            return any(answers)
        if isinstance(condition, Not):
            return not self._holds(condition.condition)
        if isinstance(condition, Has):
            return self._count(condition.has) >= condition.at_least
        if isinstance(condition, Lacks):
            return self._count(condition.lacks) == 0
        if isinstance(condition, Age):
            return self._aged(condition)
        if isinstance(condition, KindIs):
            return self.subject.kind in condition.kinds
        if isinstance(condition, IndustryIs):
            return self.subject.industry.startswith(condition.prefixes)
        return self.subject.region.startswith(condition.prefixes)

    def _count(self, probe: Probe) -> int:
        return sum(each.holds_on(self.on) for each in self._meant(probe.select, probe.window))

    def _aged(self, age: Age) -> bool:
        born = self.subject.established_on
        if born is None:
            return False
        least = add_months(born, age.span.least) if age.span.least else None
        below = add_months(born, age.span.below) if age.span.below else None
        self._bound(least, below)
        return (least is None or least <= self.on) and (below is None or self.on < below)

    def _in_scope(self, scope: Scope) -> bool:
        subject = self.subject
        holds = scope.when is None or self._holds(scope.when)
        return (
            holds
            and subject.kind in scope.kinds
            and subject.status in scope.statuses
            and (not scope.industries or subject.industry.startswith(scope.industries))
            and (not scope.regions or subject.region.startswith(scope.regions))
        )
