"""Who may act on facts and organisations. Absent and forbidden look alike to who may not see."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from core import errors as core_errors
from core.actors import Actor, ActorKind, Role
from records import errors
from records.models import CURRENT, Fact, FactVersion, Subject
from records.queries.units import answering_for

WRITERS = (Role.CLERK, Role.REVIEWER, Role.APPROVER, Role.CREDIT_OFFICE)
DECIDERS = (Role.REVIEWER, Role.APPROVER)


def access_subject(*, actor: Actor, uscc: str) -> Subject:
    subject = Subject.objects.visible_to(actor).filter(uscc=uscc).first()
    if subject is None:
        raise core_errors.NOT_FOUND()
    return subject


def access_subject_id(*, actor: Actor, subject_id: int) -> Subject:
    subject = Subject.objects.visible_to(actor).filter(id=subject_id).first()
    if subject is None:
        raise core_errors.NOT_FOUND()
    return subject


def access_facts(
    *, actor: Actor, fact_ids: Iterable[int], roles: Sequence[Role] = DECIDERS
) -> list[FactVersion]:
    """The standing versions of facts the actor may decide about: what their unit said, or one whose
    duties came to it. Not found for what the actor may not see; `records.fact_gone` for what was
    retracted or moved, `records.fact_of_other_unit` for what is another's."""
    wanted = sorted(set(fact_ids))
    subjects = dict(Fact.objects.filter(id__in=wanted).values_list("id", "subject_id"))
    if len(subjects) != len(wanted):
        raise core_errors.NOT_FOUND()
    found = FactVersion.objects.filter(
        CURRENT, subject_id__in=set(subjects.values()), fact_id__in=wanted
    )
    versions = list(found.select_related("subject", "catalogue_version").order_by("fact_id"))
    if found.visible_to(actor).count() != len(versions):
        raise core_errors.NOT_FOUND()
    if len(versions) != len(wanted):
        if not _saw_all(actor, subjects):
            raise core_errors.NOT_FOUND()
        raise errors.FACT_GONE()
    require_answering(actor, {version.unit_id for version in versions}, roles)
    return versions


def require_answering(actor: Actor, unit_ids: Collection[int], roles: Sequence[Role]) -> None:
    """The actor holds one of the roles in each unit or in one its duties went to."""
    if actor.kind is ActorKind.SYSTEM or not unit_ids:
        return
    if actor.kind is not ActorKind.STAFF or actor.person_id is None:
        raise core_errors.NOT_ALLOWED()
    held = actor.units(*roles)
    if not held:
        raise core_errors.NOT_ALLOWED()
    answering = answering_for(unit_ids)
    if not all(answering[unit_id] & held for unit_id in unit_ids):
        raise errors.FACT_OF_OTHER_UNIT()


def acting_unit(actor: Actor, unit_id: int) -> int:
    """The unit in whose name the actor acts about what `unit_id` said: that one, or its heir."""
    held = actor.units()
    if actor.kind is ActorKind.SYSTEM or unit_id in held:
        return unit_id
    heirs = answering_for([unit_id])[unit_id] & held
    return min(heirs) if heirs else unit_id


def _saw_all(actor: Actor, facts: Mapping[int, int]) -> bool:
    """Whether the actor may read some version of each fact, whatever became of it."""
    seen = FactVersion.objects.visible_to(actor).filter(
        subject_id__in=set(facts.values()), fact_id__in=facts
    )
    return seen.values("fact_id").distinct().count() == len(facts)
