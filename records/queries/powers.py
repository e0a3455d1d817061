"""What somebody may do about a fact, for pages that offer it. Services decide again."""

from dataclasses import dataclass

from core.actors import Actor, ActorKind
from records.decisions.effects import ENDING
from records.models import CURRENT, FactEffect, FactVersion, Polarity
from records.queries.access import DECIDERS, WRITERS
from records.queries.units import answering_for


@dataclass(frozen=True, slots=True)
class Powers:
    withdraw: bool = False
    retract: bool = False
    dispute: bool = False
    end_dispute: bool = False
    move: bool = False
    tie: bool = False
    attach: bool = False
    review: bool = False
    erase: bool = False

    def any(self) -> bool:
        acts = (self.withdraw, self.retract, self.dispute, self.end_dispute, self.move, self.tie)
        return any(acts)


def powers_over(*, actor: Actor, version: FactVersion) -> Powers:
    """By the last version of a fact, standing or not: the unit that said it, or one its duties
    went to, decides; a clerk retracts only what is not adverse."""
    if actor.kind is not ActorKind.STAFF or actor.person_id is None:
        return Powers()
    answering = answering_for([version.unit_id])[version.unit_id]
    decides = bool(answering & actor.units(*DECIDERS))
    writes = bool(answering & actor.units(*WRITERS))
    if version.closed_at is not None:
        return Powers(erase=decides)
    holding = set(
        FactEffect.objects.filter(
            CURRENT,
            subject_id=version.subject_id,
            fact_id=version.fact_id,
            ends_on__isnull=True,
        ).values_list("kind", "procedure_id")
    )
    stands = not {kind for kind, _ in holding} & ENDING
    # An objection that is a procedure's ends with that procedure.
    disputed = (FactEffect.Kind.DISPUTED.value, None) in holding
    adverse = version.polarity == Polarity.ADVERSE
    return Powers(
        withdraw=decides and stands,
        retract=decides if adverse else writes,
        dispute=writes and stands and not disputed,
        end_dispute=decides and disputed,
        move=decides,
        tie=writes,
        attach=writes,
        review=decides and version.text_id is not None,
        erase=decides and version.text_id is not None,
    )
