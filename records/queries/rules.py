"""The dated rules as plain values, for decisions."""

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
