"""The dated rules as plain values, for decisions."""

from datetime import date

from records.decisions.disclosure import Rule
from records.decisions.severity import Step
from records.models import DisclosureRule, PenaltySeverity


def load_rules() -> list[Rule]:
    found = DisclosureRule.objects.order_by("valid_from", "id")
    return [
        Rule(
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
        for rule in found
    ]


def ordinary_rules(day: date) -> list[DisclosureRule]:
    """Of each severity the rule in force on the day for ordinary decisions, the least grave first.
    There is no other place that says how long a breach of trust is shown."""
    found = DisclosureRule.objects.filter(
        scope=DisclosureRule.Scope.ORDINARY, valid_from__lte=day
    ).order_by("severity", "-valid_from")
    return list(found.distinct("severity"))


def load_severities() -> list[Step]:
    found = PenaltySeverity.objects.order_by("penalty_kind", "amount_from")
    return [
        Step(
            penalty_kind=step.penalty_kind_id,
            sector=step.sector.code if step.sector else None,
            amount_from=step.amount_from,
            severity=step.severity,
            basis=step.basis,
            valid_from=step.valid_from,
        )
        for step in found.select_related("sector")
    ]
