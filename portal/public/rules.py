"""The dated rules of what is shown and for how long, as the public pages say them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from portal.public.words import months
from records.decisions.disclosure import Rule, rules_on
from records.models import DisclosureRule, Severity

SEVERITY_CODES = {Severity.MINOR: "minor", Severity.GENERAL: "general", Severity.SERIOUS: "serious"}


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in words."""

    code: str
    scope: str
    severity: str
    label: str
    since: date
    until: date | None
    least: str
    most: str
    repair: str
    basis: str
    eases_earlier: bool
    unverified: bool


@dataclass(frozen=True, slots=True)
class Book:
    """All rules there are, oldest first; small, and only ever added to."""

    stored: tuple[DisclosureRule, ...] = ()
    plain: tuple[Rule, ...] = ()

    @classmethod
    def load(cls) -> Self:
        stored = tuple(DisclosureRule.objects.order_by("valid_from", "severity", "scope"))
        return cls(stored, tuple(_plain(rule) for rule in stored))

    def because(self, rule_id: int, day: date) -> str:
        """How long a fact under the rule is shown on the day, and by which rule."""
        own = next(rule for rule in self.plain if rule.id == rule_id)
        holding = rules_on(self.plain, own, day)
        bases = {each.id: each.basis for each in self.stored}
        if own.max_months is None:
            return f"列入期间公示，移出即停止（{bases[own.id]}）"
        if not all(rule.shown for rule in holding):
            rule = min(holding, key=lambda each: (each.shown, -each.valid_from.toordinal()))
            most = months(min(each.exception_months for each in holding))
            return f"轻微失信原则上不公示，确需公示的不超过{most}（{bases[rule.id]}）"
        rule = min(holding, key=lambda each: each.max_months or 0)
        least = months(min(each.min_months for each in holding))
        return f"最短{least}、最长{months(rule.max_months or 0)}（{bases[rule.id]}）"

    def is_state(self, rule_id: int) -> bool:
        return any(
            each.id == rule_id and each.scope == DisclosureRule.Scope.STATE for each in self.stored
        )

    def lines(self, day: date) -> tuple[list[Line], list[Line]]:
        """The rules in force for decisions of the day, and those of earlier and later decisions."""
        said = [_line(each, self._until(each)) for each in self.stored]
        now = [one for one in said if one.since <= day and (one.until is None or one.until > day)]
        return now, [one for one in said if one not in now]

    def _until(self, rule: DisclosureRule) -> date | None:
        """The day of the next rule of the same scope and degree; what has no rule of its own from
        some day on falls under the ordinary one."""
        own = {rule.scope}
        if rule.scope == DisclosureRule.Scope.SAFETY:
            own.add(DisclosureRule.Scope.ORDINARY)
        later = [
            each.valid_from
            for each in self.stored
            if each.scope in own
            and each.severity == rule.severity
            and each.valid_from > rule.valid_from
        ]
        return min(later, default=None)


# The book last read, and on which day.
_read: list[tuple[date, Book]] = []


def book_with(rule_ids: Iterable[int], day: date) -> Book:
    """One in which the rules are. Rules are added from a later day than the one they are recorded
    on, so what was read on a day serves for that day."""
    wanted = frozenset(rule_ids)
    if not wanted:
        return Book()
    for read_on, book in _read:
        if read_on == day and wanted <= {rule.id for rule in book.plain}:
            return book
    book = Book.load()
    _read[:] = [(day, book)]
    return book


def _plain(rule: DisclosureRule) -> Rule:
    return Rule(
        id=rule.id,
        scope=rule.scope,
        severity=rule.severity,
        valid_from=rule.valid_from,
        applies_to_earlier=rule.applies_to_earlier,
        shown=rule.shown,
        min_months=rule.min_months,
        max_months=rule.max_months,
        exception_months=rule.exception_months,
    )


def _line(rule: DisclosureRule, until: date | None) -> Line:
    if rule.max_months is None:
        least, most, repair = "没有最短期限", "列入期间公示，移出即停止", "纠正后申请移出"
    elif not rule.shown:
        least = "原则上不公示"
        most = f"确需公示的不超过{months(rule.exception_months)}" if rule.exception_months else "—"
        repair = "法定责任履行完毕即可"
    else:
        least, most = months(rule.min_months), months(rule.max_months)
        repair = f"满{least}的次日起"
    return Line(
        code=rule.code,
        scope=rule.get_scope_display(),
        severity=SEVERITY_CODES[Severity(rule.severity)],
        label=rule.get_severity_display(),
        since=rule.valid_from,
        until=until,
        least=least,
        most=most,
        repair=repair,
        basis=rule.basis,
        eases_earlier=rule.applies_to_earlier,
        unverified=rule.unverified,
    )


def by_scope(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Ordinary matters first; in each the least degree first."""
    degrees = list(SEVERITY_CODES.values())
    found = []
    for scope in DisclosureRule.Scope.labels:
        of_scope = [line for line in lines if line.scope == scope]
        found.append((scope, sorted(of_scope, key=lambda line: degrees.index(line.severity))))
    return [(scope, of_scope) for scope, of_scope in found if of_scope]
