"""Penalties of a unit, by the number of the decision."""

from core import clock
from core.actors import Actor
from records.decisions.numbers import document_key
from records.models import CURRENT, FactVersion, ItemKind, SubjectVersion

MOST = 20


def find_penalties(*, actor: Actor, unit_id: int, document_no: str) -> list[FactVersion]:
    """What the unit has on record under a number, however that is spelt; one decision may name
    several organisations."""
    key = document_key(document_no)
    if not key:
        return []
    found = FactVersion.objects.filter(
        CURRENT, kind=ItemKind.PENALTY, unit_id=unit_id, document_key=key
    ).visible_to(actor)
    return list(found.select_related("subject").order_by("fact_id")[:MOST])


def name_of(subject_id: int) -> str:
    """What the register calls the organisation today."""
    names = SubjectVersion.objects.filter(
        CURRENT, subject_id=subject_id, valid_from__lte=clock.today()
    )
    return names.order_by("-valid_from").values_list("name", flat=True).first() or ""
