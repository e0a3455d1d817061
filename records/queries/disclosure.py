"""What the public sees of facts on a day."""

from collections.abc import Iterable
from datetime import date

from records.decisions import disclosure
from records.decisions.disclosure import Disclosable
from records.decisions.effects import Effect
from records.models import CURRENT, FactEffect, FactVersion
from records.queries.catalogue import shelf_on
from records.queries.rules import load_rules
from records.sql import disclosure as sql

Kind = FactEffect.Kind


def shown_facts(subject_ids: Iterable[int], day: date) -> list[tuple[int, int, int]]:
    """(subject, fact, version) of everything the public sees of the organisations on the day. What
    is provisional is not seen at all."""
    return sql.shown_facts(sorted(set(subject_ids)), day)


def was_shown_until(version: FactVersion, day: date) -> bool:
    """Whether the public was being shown the fact, a suspension or a shield for a time apart. What
    was repaired it was no longer shown, so nothing has to be explained about it."""
    if version.subject.confirmed_at is None:
        return False
    passing = (Kind.SUSPENDED, Kind.SHIELDED)
    found = FactEffect.objects.filter(
        CURRENT, subject_id=version.subject_id, fact_id=version.fact_id
    ).exclude(kind__in=passing)
    effects = tuple(Effect(each.kind, each.starts_on, each.ends_on) for each in found)
    rules = load_rules()
    own = next((rule for rule in rules if rule.id == version.disclosure_rule_id), None)
    fact = Disclosable(
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        decided_on=version.decided_on,
        clock_starts_on=version.clock_starts_on,
        rule=own,
        effects=effects,
    )
    return disclosure.is_shown(fact, shelf_on(version.item_id, day), rules, day)
