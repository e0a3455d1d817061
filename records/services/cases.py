"""Tying facts of one matter into a case, and loosening them."""

from collections.abc import Mapping, Sequence

from core import errors as core_errors
from core.actors import Actor
from core.doors import require_transaction
from core.services import audit
from records import errors
from records.models import CURRENT, Case, CaseFact, FactVersion, ItemKind
from records.queries.access import WRITERS
from records.services import ledger

# Decisions and states with an end and a repair of their own.
STANDING_ALONE = frozenset({ItemKind.PENALTY, ItemKind.ABNORMAL, ItemKind.LIST})


def tie_facts(
    *,
    actor: Actor,
    fact_ids: Sequence[int],
    reason: str,
    case_id: int | None = None,
    number: str = "",
    rests_on: Mapping[int, int] | None = None,
) -> Case:
    """Say that facts of one organisation belong to one case: a new one, or one there is.

    `rests_on` names, by fact, the fact of the case without which it would not stand. One that rests
    on several is tied once for each. A decision against the organisation rests on nothing: its own
    repair ends it, never another's.
    """
    require_transaction()
    rests = dict(rests_on or {})
    if not set(rests) <= set(fact_ids):
        raise errors.CASE_CONTENT()
    versions = ledger.lock_facts(actor=actor, fact_ids={*fact_ids, *rests.values()}, roles=WRITERS)
    subjects = {version.subject_id for version in versions}
    if len(subjects) != 1:
        raise errors.CASE_SUBJECT()
    if any(version.kind in STANDING_ALONE for version in versions if version.fact_id in rests):
        raise errors.CASE_CONTENT()
    case = _case(versions[0], case_id, number)
    items = {version.fact_id: version.item_id for version in versions}
    CaseFact.objects.bulk_create(
        CaseFact(
            subject_id=case.subject_id,
            case=case,
            fact_id=version.fact_id,
            item_id=version.item_id,
            kind=version.kind,
            rests_on_id=rests.get(version.fact_id),
            rests_on_item_id=items.get(rests.get(version.fact_id, 0)),
            opened_at=version.subject.ledger_at,
            reason=reason,
        )
        for version in versions
        if version.fact_id in set(fact_ids)
    )
    audit.record(
        actor=actor,
        action="records.tie_facts",
        target=("case", case.id),
        subject_id=case.subject_id,
        detail={"facts": sorted(fact_ids), "rests_on": {str(k): v for k, v in rests.items()}},
    )
    return case


def untie(*, actor: Actor, case_id: int, fact_id: int) -> int:
    """Take a fact out of a case, with what was said to rest on it there; how many ties went."""
    require_transaction()
    (version,) = ledger.lock_facts(actor=actor, fact_ids=[fact_id], roles=WRITERS)
    ties = CaseFact.objects.filter(CURRENT, subject_id=version.subject_id, case_id=case_id)
    loosened = 0
    for tie in (ties.filter(fact_id=fact_id), ties.filter(rests_on_id=fact_id)):
        loosened += tie.update(closed_at=version.subject.ledger_at)
    if not loosened:
        raise core_errors.NOT_FOUND()
    audit.record(
        actor=actor,
        action="records.untie",
        target=("case", case_id),
        subject_id=version.subject_id,
        detail={"fact": fact_id, "ties": loosened},
    )
    return loosened


def _case(version: FactVersion, case_id: int | None, number: str) -> Case:
    if case_id is None:
        return Case.objects.create(
            subject_id=version.subject_id,
            number=number,
            unit_id=version.unit_id,
            opened_at=version.subject.ledger_at,
        )
    case = Case.objects.filter(id=case_id, subject_id=version.subject_id).first()
    if case is None:
        raise errors.CASE_SUBJECT()
    return case
