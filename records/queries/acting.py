"""A fact as the page of an act on it shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import errors as core_errors
from core.actors import Actor, Role
from records.models import CURRENT, Case, CaseFact, Fact, FactVersion
from records.queries.access import DECIDERS, WRITERS, access_facts, require_answering
from records.queries.naming import names_today

MOST_OTHERS = 60


@dataclass(frozen=True, slots=True)
class Acted:
    version: FactVersion
    name: str

    @property
    def title(self) -> str:
        return f"{self.version.catalogue_version.name} {self.version.document_no}".strip()


def open_for_act(*, actor: Actor, fact_id: int, roles: Sequence[Role] = DECIDERS) -> Acted:
    """The standing version, for who may decide about it; refused as the act itself would be."""
    (version,) = access_facts(actor=actor, fact_ids=[fact_id], roles=roles)
    return _acted(version)


def open_for_paper(*, actor: Actor, fact_id: int) -> Acted:
    """The last version, standing or not: papers about what was retracted are kept, too."""
    subjects = Fact.objects.filter(id=fact_id).values("subject_id")
    found = FactVersion.objects.visible_to(actor).filter(subject_id__in=subjects, fact_id=fact_id)
    version = found.select_related("subject", "catalogue_version", "text").order_by("-id").first()
    if version is None:
        raise core_errors.NOT_FOUND()
    require_answering(actor, {version.unit_id}, WRITERS)
    return _acted(version)


@dataclass(frozen=True, slots=True)
class Tying:
    """What a fact can be tied with: the cases of its organisation and the facts of it the actor
    may tie."""

    acted: Acted
    cases: Sequence[Case]
    mine: Sequence[CaseFact]
    others: Sequence[FactVersion]


def open_for_tying(*, actor: Actor, fact_id: int) -> Tying:
    acted = open_for_act(actor=actor, fact_id=fact_id, roles=WRITERS)
    subject_id = acted.version.subject_id
    units = actor.units(*WRITERS)
    others = FactVersion.objects.visible_to(actor).filter(
        CURRENT, subject_id=subject_id, unit_id__in=units
    )
    ties = CaseFact.objects.filter(CURRENT, subject_id=subject_id).select_related("case")
    latest = others.exclude(fact_id=fact_id).select_related("catalogue_version").order_by("-id")
    return Tying(
        acted,
        list(Case.objects.filter(subject_id=subject_id).order_by("-id")[:MOST_OTHERS]),
        [tie for tie in ties.order_by("case_id", "id") if tie.fact_id == fact_id],
        list(latest[:MOST_OTHERS]),
    )


def _acted(version: FactVersion) -> Acted:
    names = names_today({version.subject_id})
    return Acted(version, names.get(version.subject_id, version.subject.uscc))
