"""What the public sees of a fact on a day, and from when its repair may be asked for.

信用修复管理办法（国家发展改革委令第36号）: minor acts are in principle not shown and may be
repaired once performed; general ones are shown for three months to a year, serious ones for one to
three. Months end on the same day of the month (or its last); the shortest period has passed on the
day after; the last day is still shown; holidays move nothing. What was decided under an older rule
falls, from the day of a newer one, under whichever is kinder in each respect.

Its twin for many facts at once is records.sql.disclosure; they are held to agree by a test.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import add_months
from records.decisions.effects import Effect, hidden_on, shown_by_exception_on

ONE_DAY = timedelta(days=1)
ORDINARY, SAFETY, STATE = "ordinary", "safety", "state"


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated rule of one severity and scope, as stored."""

    id: int
    scope: str
    severity: int
    valid_from: date
    applies_to_earlier: bool
    shown: bool
    min_months: int
    max_months: int | None
    exception_months: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What rules come to for one fact on one day. No `max_months`: as long as the state lasts."""

    shown: bool
    min_months: int
    max_months: int | None
    exception_months: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """`shown_from <= day < shown_before`, an open end is None; both None when the public never sees
    it. `repair_from` is the first day repair may be asked for; None until performance is recorded
    for an act that asks for nothing but performance."""

    shown_from: date | None
    shown_before: date | None
    repair_from: date | None

    @property
    def last_day_shown(self) -> date | None:
        return self.shown_before - ONE_DAY if self.shown_before else None

    def covers(self, day: date) -> bool:
        if self.shown_from is None:
            return False
        return self.shown_from <= day and (self.shown_before is None or day < self.shown_before)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the catalogue says of the fact's item on the day: shown at all, and how long where no
    rule for breaches of trust says so."""

    is_public: bool
    shown_months: int | None = None


@dataclass(frozen=True, slots=True)
class Disclosable:
    """A fact as far as showing it goes. `rule` is set for what is adverse, and only for that."""

    starts_on: date
    ends_on: date | None = None
    decided_on: date | None = None
    clock_starts_on: date | None = None
    rule: Rule | None = None
    effects: tuple[Effect, ...] = ()


def scopes_of(scope: str) -> tuple[str, ...]:
    """Where a scope has no rule of its own, the ordinary one holds; a state stands by itself."""
    return (scope, ORDINARY) if scope == SAFETY else (scope,)


def rule_for(rules: Iterable[Rule], *, decided_on: date, severity: int, scope: str) -> Rule | None:
    """The rule a decision of that day falls under: the latest, before equals the scope's own."""
    fitting = [
        rule
        for rule in rules
        if rule.severity == severity
        and rule.scope in scopes_of(scope)
        and rule.valid_from <= decided_on
    ]
    return max(fitting, key=lambda rule: (rule.valid_from, rule.scope == scope), default=None)


def rules_on(rules: Iterable[Rule], own: Rule, day: date) -> list[Rule]:
    """The fact's own rule, and every later one that eases it, from that one's day on."""
    return [own] + [
        rule
        for rule in rules
        if rule.applies_to_earlier
        and rule.severity == own.severity
        and rule.scope in scopes_of(own.scope)
        and own.valid_from < rule.valid_from <= day
    ]


def terms_on(rules: Iterable[Rule], own: Rule, day: date) -> Terms:
    """What the rules that hold come to, the kinder in each respect."""
    holding = rules_on(rules, own, day)
    ends = [rule.max_months for rule in holding if rule.max_months is not None]
    return Terms(
        shown=all(rule.shown for rule in holding),
        min_months=min(rule.min_months for rule in holding),
        max_months=min(ends) if ends else None,
        exception_months=min(rule.exception_months for rule in holding),
    )


def window(terms: Terms, clock_starts_on: date, performed_on: date | None) -> Window:
    if not terms.min_months:
        repair_from = performed_on
    else:
        repair_from = add_months(clock_starts_on, terms.min_months) + ONE_DAY
    if not terms.shown:
        return Window(None, None, repair_from)
    before = None
    if terms.max_months is not None:
        before = add_months(clock_starts_on, terms.max_months) + ONE_DAY
    return Window(clock_starts_on, before, repair_from)


def is_shown(fact: Disclosable, shelf: Shelf, rules: Sequence[Rule], day: date) -> bool:
    """Whether the public sees the fact on the day, as far as it is known now."""
    if not shelf.is_public or hidden_on(fact.effects, day):
        return False
    if fact.ends_on is not None and day >= fact.ends_on:
        return False
    if fact.rule is None:
        return _ordinary_window(fact, shelf).covers(day)
    assert fact.clock_starts_on is not None
    terms = terms_on(rules, fact.rule, day)
    if terms.shown:
        return window(terms, fact.clock_starts_on, None).covers(day)
    last = add_months(fact.clock_starts_on, terms.exception_months)
    by_exception = terms.exception_months and shown_by_exception_on(fact.effects, day)
    return bool(by_exception) and fact.clock_starts_on <= day <= last


def _ordinary_window(fact: Disclosable, shelf: Shelf) -> Window:
    """What is not adverse is shown from its decision while it is valid, or for the months the
    catalogue sets."""
    start = fact.decided_on or fact.starts_on
    if shelf.shown_months is None:
        return Window(start, None, None)
    return Window(start, add_months(start, shelf.shown_months) + ONE_DAY, None)
