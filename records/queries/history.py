"""Everything about one fact: each version of it, each effect on it, who read its text, where it
went."""

from dataclasses import dataclass

from core import errors as core_errors
from core.actors import Actor
from records.decisions.visibility import may_read
from records.models import (
    CaseFact,
    Fact,
    FactEffect,
    FactVersion,
    ResponsiblePerson,
    TextReview,
)


@dataclass(frozen=True, slots=True)
class FactHistory:
    """The past of a fact, the oldest first. `versions` are those the actor may read."""

    fact: Fact
    versions: tuple[FactVersion, ...]
    effects: tuple[FactEffect, ...]
    reviews: tuple[TextReview, ...]
    persons: tuple[ResponsiblePerson, ...]
    ties: tuple[CaseFact, ...]
    moved_to: Fact | None

    @property
    def standing(self) -> FactVersion | None:
        last = self.versions[-1]
        return last if last.closed_at is None else None


def fact_history(*, actor: Actor, fact_id: int) -> FactHistory:
    """Down to the document: what was said, when it was known, what became of it. Raises not found
    for whoever may not read the fact."""
    fact = Fact.objects.filter(id=fact_id).select_related("subject", "supervised_object").first()
    if fact is None:
        raise core_errors.NOT_FOUND()
    of_fact = {"subject_id": fact.subject_id, "fact_id": fact.id}
    found = FactVersion.objects.filter(**of_fact).select_related(
        "catalogue_version", "unit", "behaviour", "disclosure_rule", "attestation", "text"
    )
    versions = tuple(
        version
        for version in found.order_by("id")
        if may_read(
            actor,
            disclosure=version.catalogue_version.disclosure,
            unit_id=version.unit_id,
            subject_id=version.subject_id,
        )
    )
    if not versions:
        raise core_errors.NOT_FOUND()
    moved = Fact.objects.filter(moved_from_id=fact.id).order_by("-id").first()
    return FactHistory(
        fact=fact,
        versions=versions,
        effects=tuple(FactEffect.objects.filter(**of_fact).order_by("id")),
        reviews=tuple(TextReview.objects.filter(**of_fact).order_by("id")),
        persons=tuple(ResponsiblePerson.objects.filter(**of_fact).order_by("id")),
        ties=tuple(CaseFact.objects.filter(**of_fact).select_related("case").order_by("id")),
        moved_to=moved,
    )


def facts_by_number(*, actor: Actor, document_key: str) -> list[FactVersion]:
    """The standing facts of a decision by its number, of whatever party: one decision may have
    several."""
    found = FactVersion.objects.visible_to(actor).filter(
        closed_at__isnull=True, document_key=document_key
    )
    if not document_key:
        return []
    return list(
        found.select_related("subject", "catalogue_version", "unit").order_by("subject_id", "id")
    )
