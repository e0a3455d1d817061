"""Supervised objects: who holds them, and what has been said about them."""

from datetime import date

from django.db.models import Q

from core import errors as core_errors
from core.actors import Actor, ActorKind
from records.models import CURRENT, FactVersion, ObjectHolding, ObjectRecord, SupervisedObject


def access_object(*, actor: Actor, kind: str, number: str) -> SupervisedObject:
    """Known to staff on duty and to systems."""
    knows = actor.kind in {ActorKind.SYSTEM, ActorKind.CLIENT} or bool(actor.units())
    found = SupervisedObject.objects.filter(kind=kind, number=number.strip()).first()
    if found is None or not knows:
        raise core_errors.NOT_FOUND()
    return found


def holders_on(supervised_object: SupervisedObject, day: date) -> list[ObjectHolding]:
    """Who owned and ran the object on the day; nobody listed: unknown."""
    held = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    found = supervised_object.holdings.filter(held, valid_from__lte=day)
    return list(found.select_related("subject").order_by("role", "id"))


def facts_of_object(*, actor: Actor, supervised_object: SupervisedObject) -> list[FactVersion]:
    """Facts about whichever organisation that concern the object, as far as the actor may read."""
    pairs = supervised_object.facts.values_list("subject_id", "id")
    subjects, facts = {subject for subject, _ in pairs}, {fact for _, fact in pairs}
    found = FactVersion.objects.visible_to(actor).filter(
        CURRENT, subject_id__in=subjects, fact_id__in=facts
    )
    return list(found.select_related("subject", "catalogue_version").order_by("-starts_on", "-id"))


def records_of_object(supervised_object: SupervisedObject) -> list[ObjectRecord]:
    """What is kept on the object itself, the latest first; what was withdrawn says so."""
    found = supervised_object.records.select_related("catalogue_version", "unit")
    return list(found.order_by("-id"))
