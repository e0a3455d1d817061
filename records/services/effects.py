"""What later happens to facts, as effects from a day to a day. Intake never comes here.

The verbs (records.services.verbs) take a fact out of the world; what is here begins and ends the
other effects, and writes both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from core import clock
from core import errors as core_errors
from core.actors import Actor
from core.doors import require_transaction
from core.services import audit
from records import errors
from records.decisions import disclosure
from records.decisions.effects import BY_VERB
from records.models import FactEffect, FactVersion
from records.queries.access import access_facts, acting_unit
from records.queries.rules import load_rules
from records.services import ledger
from records.sql import effects as sql
from records.sql.effects import Begun, NewEffect

Kind = FactEffect.Kind


def begin(
    *,
    actor: Actor,
    fact_ids: Sequence[int],
    effect: NewEffect,
    seen: Mapping[int, int] | None = None,
) -> list[Begun]:
    """Let a dispute, a suspension, a shield, an exception to being shown, or a decision not to
    count hold for facts. Raises `records.effect_holds` when one of the same procedure does so."""
    require_transaction()
    if effect.kind in BY_VERB or effect.kind not in set(Kind):
        raise core_errors.NOT_ALLOWED()
    require_sound(effect)
    versions = ledger.lock_facts(actor=actor, fact_ids=fact_ids, seen=seen)
    if effect.kind == Kind.DISPLAYED:
        _require_displayable(versions, effect)
    return write(actor=actor, versions=versions, effect=effect)


def end(
    *, actor: Actor, effect_ids: Sequence[int], on: date | None = None, reason: str
) -> list[Begun]:
    """Let effects hold no longer, from a day on (today when none is given). Their past stays: what
    held until then is said again with its end. What was retracted or moved stays so."""
    require_transaction()
    if not reason.strip():
        raise errors.EFFECT_REASON()
    found = list(FactEffect.objects.filter(id__in=effect_ids, closed_at__isnull=True))
    if len(found) != len(set(effect_ids)):
        raise errors.EFFECT_ENDED()
    versions = access_facts(actor=actor, fact_ids=[effect.fact_id for effect in found])
    subjects = sorted({version.subject_id for version in versions})
    ledger.advance(subjects)
    today = clock.today()
    ended = sql.end(subjects, list(effect_ids), on or today, reason, today)
    if len(ended) != len(found):
        raise errors.EFFECT_ENDED()
    note(actor, "records.end_effects", ended, {effect.kind for effect in found})
    return ended


def write(*, actor: Actor, versions: Sequence[FactVersion], effect: NewEffect) -> list[Begun]:
    """Begin an effect for facts the caller has locked."""
    effect = replace(effect, unit_id=effect.unit_id or acting_unit(actor, versions[0].unit_id))
    subjects = sorted({version.subject_id for version in versions})
    facts = [version.fact_id for version in versions]
    begun = sql.begin(subjects, facts, effect, clock.today())
    note(actor, f"records.{effect.kind}", begun, {effect.kind})
    return begun


def close(*, actor: Actor, versions: Sequence[FactVersion], effect: NewEffect) -> list[Begun]:
    """Close facts the caller has locked for good, and say why by an effect."""
    effect = replace(effect, unit_id=effect.unit_id or acting_unit(actor, versions[0].unit_id))
    subjects = sorted({version.subject_id for version in versions})
    facts = [version.fact_id for version in versions]
    begun = sql.close_versions(subjects, facts, effect, clock.today())
    note(actor, f"records.{effect.kind}", begun, {effect.kind})
    return begun


def require_sound(effect: NewEffect) -> None:
    """An effect has a reason and has begun: what is to come is decided when it comes."""
    if not effect.reason.strip():
        raise errors.EFFECT_REASON()
    if effect.starts_on > clock.today():
        raise errors.EFFECT_DAYS()


def note(actor: Actor, action: str, begun: Sequence[Begun], kinds: set[str]) -> None:
    subjects = {each.subject_id for each in begun}
    audit.record(
        actor=actor,
        action=action,
        target=("fact", begun[0].fact_id) if len(begun) == 1 else None,
        subject_id=subjects.pop() if len(subjects) == 1 else None,
        detail={"kinds": sorted(kinds), "facts": [each.fact_id for each in begun][:100]},
    )


def _require_displayable(versions: Sequence[FactVersion], effect: NewEffect) -> None:
    """Only what is not shown as a rule can be shown by exception, and no longer than the rule of
    the day allows."""
    rules = load_rules()
    by_id = {rule.id: rule for rule in rules}
    for version in versions:
        if version.disclosure_rule_id is None or version.clock_starts_on is None:
            raise errors.NOT_DISPLAYABLE()
        terms = disclosure.terms_on(rules, by_id[version.disclosure_rule_id], effect.starts_on)
        last = clock.add_months(version.clock_starts_on, terms.exception_months)
        ends_in_time = effect.ends_on and effect.ends_on <= last + disclosure.ONE_DAY
        if terms.shown or not terms.exception_months or not ends_in_time:
            raise errors.NOT_DISPLAYABLE()
