"""Requests to erase text or a name for good, and who decides about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, Exists, OuterRef, QuerySet, Subquery, When

from core import errors as core_errors
from core import paging
from core.actors import Actor
from records.decisions.names import mask_person
from records.models import Erasure, Fact, FactText, FactVersion, ResponsiblePerson
from records.queries.access import DECIDERS
from records.queries.naming import names_today
from records.queries.units import origins_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as its page shows it: what would go, from which fact of whom."""

    erasure: Erasure
    fact_id: int
    subject_name: str
    title: str
    goes: Sequence[tuple[str, str]]
    is_own: bool


def list_erasures(
    *, actor: Actor, state: str = "", cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> paging.Page[Erasure]:
    """Of facts the actor's units answer for, the latest first; what would go is not shown here."""
    found = _answered_for(actor)
    if state:
        found = found.filter(state=state)
    rows = found.select_related("subject", "requested_by", "decided_by")
    return paging.page(rows, order=["-id"], cursor=cursor, size=size)


def access_erasure(*, actor: Actor, erasure_id: int) -> Asked:
    found = _answered_for(actor).filter(id=erasure_id)
    erasure = found.select_related("subject", "requested_by", "decided_by").first()
    if erasure is None:
        raise core_errors.NOT_FOUND()
    fact_id: int = erasure.fact_id  # type: ignore[attr-defined]  # annotated below
    versions = FactVersion.objects.filter(subject_id=erasure.subject_id, fact_id=fact_id)
    version = versions.select_related("catalogue_version").order_by("-id")[0]
    labels = {each["code"]: each["name"] for each in version.catalogue_version.fields}
    return Asked(
        erasure,
        fact_id,
        names_today({erasure.subject_id}).get(erasure.subject_id, ""),
        f"{version.catalogue_version.name} {version.document_no}".strip(),
        _goes(erasure, labels),
        erasure.requested_by_id == actor.person_id,
    )


def access_erasable(*, actor: Actor, fact_id: int) -> FactVersion:
    """The last version of a fact whose text the actor may ask to erase, standing or not."""
    units = origins_of(actor.units(*DECIDERS))
    subjects = Fact.objects.filter(id=fact_id).values("subject_id")
    found = FactVersion.objects.visible_to(actor).filter(
        subject_id__in=subjects, fact_id=fact_id, unit_id__in=units
    )
    version = found.select_related("subject", "catalogue_version", "text").order_by("-id").first()
    if version is None:
        raise core_errors.NOT_FOUND()
    return version


def access_person(*, actor: Actor, person_id: int) -> tuple[ResponsiblePerson, FactVersion]:
    person = ResponsiblePerson.objects.filter(id=person_id).first()
    if person is None:
        raise core_errors.NOT_FOUND()
    return person, access_erasable(actor=actor, fact_id=person.fact_id)


def _answered_for(actor: Actor) -> QuerySet[Erasure]:
    of_text = FactText.objects.filter(
        subject_id=OuterRef("subject_id"), id=OuterRef("target_id")
    ).values("fact_id")
    of_person = ResponsiblePerson.objects.filter(
        subject_id=OuterRef("subject_id"), id=OuterRef("target_id")
    ).values("fact_id")
    units = origins_of(actor.units(*DECIDERS))
    answered = FactVersion.objects.filter(
        subject_id=OuterRef("subject_id"), fact_id=OuterRef("fact_id"), unit_id__in=units
    )
    with_fact = Erasure.objects.annotate(
        fact_id=Case(
            When(target=Erasure.Target.TEXT, then=Subquery(of_text)),
            default=Subquery(of_person),
            output_field=BigIntegerField(),
        )
    )
    return with_fact.filter(Exists(answered))


def _goes(erasure: Erasure, labels: dict[str, str]) -> list[tuple[str, str]]:
    """What stands there still; nothing once it is gone."""
    if erasure.target == Erasure.Target.PERSON:
        person = ResponsiblePerson.objects.get(subject_id=erasure.subject_id, id=erasure.target_id)
        return [(str(person.get_role_display()), mask_person(person.name))] if person.name else []
    text = FactText.objects.get(subject_id=erasure.subject_id, id=erasure.target_id)
    wanted = erasure.names or list(text.texts)
    return [(labels.get(name, name), said) for name, said in text.texts.items() if name in wanted]
