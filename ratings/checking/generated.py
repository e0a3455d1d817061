"""Cases made from a rulebook itself: one step before, on and after every threshold and every day a
window begins, weighs less or ends. Each knows what must come out without reckoning a grade."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.clock import add_months
from ratings.checking.vocabulary import Vocabulary
from ratings.inputs import Given, GivenFact, GivenSubject
from ratings.language import Rulebook, words
from ratings.language.consequences import Scope
from ratings.language.probes import Select
from ratings.language.rulebook import EVERY_DAY
from ratings.language.rules import Decay, Rule
from ratings.language.walk import reads_grades

SOMEBODY = GivenSubject(subject_id=1, kind="enterprise", status="active")
NUMBER = 1
# The last days of months of different length, and a leap day.
ANCHORS = (date(2023, 11, 30), date(2024, 2, 29), date(2024, 8, 31))


@dataclass(frozen=True, slots=True)
class WindowCase:
    """A rule with one fact; whether the fact counts on the day, and with which weight."""

    rulebook: Rulebook
    rule: str
    given: Given
    day: date
    weight: int | None


@dataclass(frozen=True, slots=True)
class ThresholdCase:
    """Somebody without facts who starts at a score; the grade the thresholds give."""

    rulebook: Rulebook
    score: int
    grade: str


def window_cases(rulebook: Rulebook, vocabulary: Vocabulary) -> Iterator[WindowCase]:
    for rule in rulebook.rules:
        for anchor in ANCHORS:
            fact = _fact(rulebook, rule.select, vocabulary, anchor)
            begins = anchor + timedelta(days=rule.window.after_days)
            ends = add_months(begins, rule.window.months) if rule.window.months else None
            bounds = {begins, *([ends] if ends else [])}
            bounds |= {day for day, _ in _weights(rule, begins)}
            # On its own: other rules, and everything that looks at facts, are left out.
            alone = _alone(rulebook, rule)
            for day in sorted({bound + timedelta(days=n) for bound in bounds for n in (-1, 0, 1)}):
                counts = begins <= day and (ends is None or day < ends)
                held = [weight for since, weight in _weights(rule, begins) if since <= day]
                weight = (held[-1] if held else 0) if counts else None
                yield WindowCase(alone, rule.code, Given((SOMEBODY,), (fact,)), day, weight)


def threshold_cases(rulebook: Rulebook) -> Iterator[ThresholdCase]:
    scale = rulebook.scale
    unit = scale.rounding.hundredths
    bounds = {each for it in scale.thresholds for each in (it.least, it.most) if each is not None}
    for score in sorted({bound + n * unit for bound in bounds for n in (-1, 0, 1)}):
        if _reachable(scale.least, score, scale.most):
            [grade] = [it.grade for it in scale.thresholds if _reachable(it.least, score, it.most)]
            bare = _alone(rulebook, None)
            start = replace(bare.scale, start=score)
            yield ThresholdCase(replace(bare, scale=start), score, grade)


def _reachable(least: int | None, score: int, most: int | None) -> bool:
    return (least is None or least <= score) and (most is None or score <= most)


def _weights(rule: Rule, begins: date) -> list[tuple[date, int]]:
    if isinstance(rule.weight, Decay):
        return [(add_months(begins, each.from_month), each.weight) for each in rule.weight.steps]
    return [(begins, rule.weight)]


def _alone(rulebook: Rulebook, rule: Rule | None) -> Rulebook:
    """The rulebook with only this rule, for everybody, every day."""
    indicators = tuple(
        replace(each, rules=(rule,)) for each in rulebook.indicators if rule in each.rules
    )
    start = rulebook.scale.start if isinstance(rulebook.scale.start, int) else 0
    return replace(
        rulebook,
        cadence=EVERY_DAY,
        applies_to=Scope(),
        scale=replace(rulebook.scale, start=start),
        indicators=indicators,
        floors=(),
        ceilings=(),
        requires=(),
        outside=(),
        vetoes=(),
    )


def _fact(rulebook: Rulebook, select: Select, vocabulary: Vocabulary, anchor: date) -> GivenFact:
    """A fact the rule selects, all of whose days are the anchor and which never ends."""
    codes = vocabulary.codes()
    things = codes.lines if reads_grades(rulebook) else codes.items
    name = (select.items or select.lines)[0]
    item = vocabulary.items.get(name)
    severity = select.severity[0] if select.severity else words.Severity.GENERAL
    behaviour = codes.behaviours[select.behaviours[0]] if select.behaviours else None
    if select.sectors and behaviour is None:
        behaviour = next(each for it in select.sectors for each in codes.sectors[it])
    values: dict[str, str | int] = {
        test.field: test.words[0] if test.words else test.least or test.most or 0
        for test in select.fields
    }
    return GivenFact(
        subject_id=SOMEBODY.subject_id,
        fact_id=NUMBER,
        item=things[name],
        starts_on=anchor,
        decided_on=anchor,
        recorded_on=anchor,
        clock_starts_on=anchor,
        performed_on=anchor,
        behaviour=behaviour,
        severity=severity.number if item is None or item.is_adverse else None,
        intent=select.intent[0].value if select.intent else "",
        outcome=select.outcomes[0] if select.outcomes else "",
        fine=select.fine_from or 0,
        fields=values,
    )
