"""Who may see a grade."""

from collections.abc import Collection

from core.actors import Actor, ActorKind, Role
from ratings.language.words import Visibility


def may_see(
    actor: Actor,
    visible_to: Visibility,
    *,
    is_best: bool,
    subject_id: int,
    owners: Collection[int],
) -> bool:
    """`owners` are the units the line belongs to. The organisation sees its own grade unless it is
    internal; the public what the scale says; administrators nothing beyond the public."""
    if visible_to is Visibility.PUBLIC or (visible_to is Visibility.BEST_GRADE and is_best):
        return True
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.AGENT:
        return visible_to is not Visibility.INTERNAL and subject_id in actor.subject_ids
    units = set(actor.units())
    if actor.kind is ActorKind.CLIENT and actor.unit_id is not None:
        units.add(actor.unit_id)
    if visible_to in {Visibility.AUTHORITIES, Visibility.BEST_GRADE}:
        return bool(units)
    return bool(units & set(owners)) or actor.holds([Role.CREDIT_OFFICE])
