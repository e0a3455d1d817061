"""Reading cases: what belongs together, and what rests on what."""

from core import errors as core_errors
from core.actors import Actor
from records.decisions.cases import Rest
from records.decisions.effects import ENDING
from records.models import CURRENT, Case, CaseFact, FactEffect, FactVersion


def access_case(*, actor: Actor, case_id: int) -> Case:
    """A case of which the actor may read some fact."""
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise core_errors.NOT_FOUND()
    facts = CaseFact.objects.filter(case=case).values("fact_id")
    readable = FactVersion.objects.visible_to(actor).filter(
        subject_id=case.subject_id, fact_id__in=facts
    )
    if not readable.exists():
        raise core_errors.NOT_FOUND()
    return case


def cases_of(subject_id: int) -> list[CaseFact]:
    """What is tied in the cases of an organisation now, by case and fact."""
    found = CaseFact.objects.filter(CURRENT, subject_id=subject_id)
    return list(found.select_related("case").order_by("case_id", "fact_id", "id"))


def rests_of(subject_id: int) -> list[Rest]:
    found = CaseFact.objects.filter(CURRENT, subject_id=subject_id, rests_on__isnull=False)
    return [
        Rest(fact, on)
        for fact, on in found.order_by("id").values_list("fact_id", "rests_on_id")
        if on is not None
    ]


def ended_facts(subject_id: int) -> set[int]:
    """Facts of an organisation that no longer stand: repaired, revoked, retracted, moved."""
    found = FactEffect.objects.filter(
        CURRENT, subject_id=subject_id, kind__in=ENDING, ends_on__isnull=True
    )
    return set(found.values_list("fact_id", flat=True))
