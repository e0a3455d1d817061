"""The rulebook's own examples, run by the oracle."""

from ratings import reference
from ratings.checking.findings import Check
from ratings.checking.vocabulary import Vocabulary
from ratings.inputs import Given, GivenEffect, GivenFact, GivenSubject
from ratings.language import Rulebook
from ratings.language.examples import Example, ExampleFact
from ratings.language.shapes import POINT
from ratings.language.walk import reads_grades

SUBJECT = 1


def given_of(example: Example, rulebook: Rulebook, vocabulary: Vocabulary) -> Given:
    """The example as facts. Raises KeyError with a code that is not there."""
    codes = vocabulary.codes()
    things = codes.lines if reads_grades(rulebook) else codes.items
    facts = []
    effects = []
    for number, fact in enumerate(example.facts, start=1):
        behaviour = codes.behaviours[fact.behaviour] if fact.behaviour else None
        facts.append(_fact(fact, number, things[fact.item], behaviour))
        effects += [
            GivenEffect(
                subject_id=SUBJECT,
                fact_id=number,
                kind=effect.kind.value,
                starts_on=effect.starts_on,
                ends_on=effect.ends_on,
            )
            for effect in fact.effects
        ]
    subject = example.subject
    somebody = GivenSubject(
        subject_id=SUBJECT,
        kind=subject.kind.value,
        status=subject.status.value,
        region=subject.region,
        industry=subject.industry,
        established_on=subject.established_on,
    )
    return Given((somebody,), tuple(facts), tuple(effects))


def _fact(fact: ExampleFact, number: int, item: int, behaviour: int | None) -> GivenFact:
    return GivenFact(
        subject_id=SUBJECT,
        fact_id=number,
        item=item,
        starts_on=fact.starts_on,
        ends_on=fact.ends_on,
        decided_on=fact.decided_on,
        recorded_on=fact.recorded_on or fact.starts_on,
        clock_starts_on=fact.clock_starts_on,
        performed_on=fact.performed_on,
        behaviour=behaviour,
        severity=fact.severity.number if fact.severity else None,
        intent=fact.intent.value if fact.intent else "",
        outcome=fact.outcome,
        fine=fact.fine,
        confiscated=fact.confiscated,
        fields={each.field: each.value for each in fact.fields},
    )


def check_examples(check: Check) -> None:
    """Only worth doing where nothing else is wrong."""
    rulebook = check.rulebook
    codes = check.vocabulary.codes()
    for place, example in enumerate(rulebook.examples):
        path = ("examples", place)
        try:
            given = given_of(example, rulebook, check.vocabulary)
        except KeyError as error:
            reason = f"示例用到的“{error.args[0]}”不存在"
            check.add("unknown_item", path, reason, "请核对代码。", example.code)
            continue
        [outcome] = reference.evaluate(rulebook, codes, given, example.day)
        expected = example.expects
        found = []
        if outcome.in_scope != expected.in_scope:
            found.append("适用" if outcome.in_scope else "不适用")
        if expected.grade and outcome.grade != expected.grade:
            found.append(f"等级为“{outcome.grade}”")
        if expected.score is not None and outcome.score != expected.score:
            score = "没有" if outcome.score is None else POINT.plain(outcome.score)
            found.append(f"得分为 {score}")
        if found:
            reason = f"示例不符：算得{'、'.join(found)}"
            check.add(
                "example_fails", (*path, "expects"), reason, "请核对规则或示例。", example.code
            )
