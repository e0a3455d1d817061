"""Why the public sees a fact on a day, or does not: the reasons beside what disclosure decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.clock import add_months
from core.decisions import chinese
from records.decisions import disclosure
from records.decisions.disclosure import ONE_DAY, Disclosable, Rule, Shelf
from records.decisions.effects import HIDING, Effect
from records.models import FactEffect

Kind = FactEffect.Kind
# Of several that hide a fact at once, the one that says most.
GRAVEST = (
    Kind.RETRACTED,
    Kind.MOVED,
    Kind.REVOKED,
    Kind.REPAIRED,
    Kind.SUSPENDED,
    Kind.SHIELDED,
)


class Why(StrEnum):
    RULE = "rule"
    STATE = "state"
    EXCEPTION = "exception"
    PERIOD = "period"
    VALID = "valid"
    PROVISIONAL = "provisional"
    ITEM = "item"
    EFFECT = "effect"
    ENDED = "ended"
    MINOR = "minor"
    NOT_YET = "not_yet"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Explained:
    """Shown or not on the day, and why. `last` is the last day shown, where there is one; `rule_id`
    the disclosure rule that says so, to be cited."""

    shown: bool
    why: Why
    sentence: str
    first: date | None = None
    last: date | None = None
    rule_id: int | None = None
    effect: str = ""


def explain(
    fact: Disclosable,
    shelf: Shelf,
    rules: Sequence[Rule],
    day: date,
    *,
    is_confirmed: bool = True,
) -> Explained:
    """The answer of `disclosure.is_shown` in words; what is provisional is not seen at all."""
    if not is_confirmed:
        return Explained(False, Why.PROVISIONAL, "主体尚未经登记机关确认")
    if not shelf.is_public:
        return Explained(False, Why.ITEM, "目录未将这一条目列为公开")
    hiding = _hiding(fact.effects, day)
    if hiding is not None:
        label = Kind(hiding.kind).label
        sentence = f"{label}，自 {hiding.starts_on} 起"
        if hiding.ends_on is not None:
            sentence += f"至 {hiding.ends_on - ONE_DAY}"
        return Explained(False, Why.EFFECT, sentence, effect=hiding.kind)
    if fact.ends_on is not None and day >= fact.ends_on:
        return Explained(False, Why.ENDED, f"有效期已于 {fact.ends_on - ONE_DAY} 届满")
    if fact.rule is None:
        return _ordinary(fact, shelf, day)
    return _adverse(fact, fact.rule, rules, day)


def deciding_rule(rules: Sequence[Rule], own: Rule, day: date) -> Rule:
    """Of the fact's own rule and the later, kinder ones: that which sets the end on the day."""
    holding = disclosure.rules_on(rules, own, day)
    unseen = [rule for rule in holding if not rule.shown]
    if unseen:
        return unseen[0]
    return min(holding, key=lambda rule: (rule.max_months is None, rule.max_months or 0))


def _hiding(effects: Sequence[Effect], day: date) -> Effect | None:
    found = [each for each in effects if each.kind in HIDING and each.holds_on(day)]
    return min(found, key=lambda each: GRAVEST.index(Kind(each.kind)), default=None)


def _ordinary(fact: Disclosable, shelf: Shelf, day: date) -> Explained:
    start = fact.decided_on or fact.starts_on
    ends = [fact.ends_on - ONE_DAY] if fact.ends_on else []
    if shelf.shown_months is not None:
        ends.append(add_months(start, shelf.shown_months))
    last = min(ends, default=None)
    if day < start:
        return Explained(False, Why.NOT_YET, f"自 {start} 起公示", start, last)
    if last is not None and day > last:
        return Explained(False, Why.OVER, f"目录规定的公示期已于 {last} 届满", start, last)
    if shelf.shown_months is not None:
        words = f"目录规定自作出之日起公示 {shelf.shown_months} 个月"
        return Explained(True, Why.PERIOD, words, start, last)
    return Explained(True, Why.VALID, "有效期内公示", start, last)


def _adverse(fact: Disclosable, own: Rule, rules: Sequence[Rule], day: date) -> Explained:
    assert fact.clock_starts_on is not None
    start = fact.clock_starts_on
    terms = disclosure.terms_on(rules, own, day)
    rule = deciding_rule(rules, own, day)
    if not terms.shown:
        if disclosure.is_shown(fact, Shelf(True), rules, day):
            end = add_months(start, terms.exception_months)
            words = f"原则上不公示，因确有必要公示，最长至 {chinese(end)}"
            return Explained(True, Why.EXCEPTION, words, start, end, rule.id)
        return Explained(False, Why.MINOR, "轻微失信信息原则上不公示", rule_id=rule.id)
    ends = [fact.ends_on - ONE_DAY] if fact.ends_on else []
    if terms.max_months is not None:
        ends.append(add_months(start, terms.max_months))
    last = min(ends, default=None)
    if day < start:
        return Explained(False, Why.NOT_YET, f"自 {start} 起公示", start, last, rule.id)
    if last is not None and day > last:
        return Explained(
            False, Why.OVER, f"最长公示期已于 {last} 届满", start, last, rule_id=rule.id
        )
    if terms.max_months is None:
        return Explained(True, Why.STATE, "状态存续期间公示", start, last, rule.id)
    words = f"自 {start} 起最长公示 {terms.max_months} 个月"
    return Explained(True, Why.RULE, words, start, last, rule.id)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same holds: `starts_on <= day < ends_on`."""

    starts_on: date
    ends_on: date
    shown: bool
    why: str


def day_by_day(
    fact: Disclosable,
    shelves: Sequence[tuple[date, Shelf]],
    rules: Sequence[Rule],
    *,
    first: date,
    before: date,
) -> list[Stretch]:
    """Each day from `first` up to `before` asked by itself, equal days drawn together. `shelves`
    are the editions of the catalogue item by their first day."""
    stretches: list[Stretch] = []
    day = first
    while day < before:
        explained = explain(fact, shelf_of(shelves, day), rules, day)
        if stretches and stretches[-1].why == explained.sentence:
            last = stretches[-1]
            stretches[-1] = Stretch(last.starts_on, day + ONE_DAY, last.shown, last.why)
        else:
            stretches.append(Stretch(day, day + ONE_DAY, explained.shown, explained.sentence))
        day += ONE_DAY
    return stretches


def shelf_of(shelves: Sequence[tuple[date, Shelf]], day: date) -> Shelf:
    """The edition in force on the day; before the first, as that one says."""
    begun = [shelf for since, shelf in sorted(shelves, key=lambda each: each[0]) if since <= day]
    return begun[-1] if begun else min(shelves, key=lambda each: each[0])[1]
