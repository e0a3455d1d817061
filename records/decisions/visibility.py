"""Who may read a fact beyond what the public is shown."""

from core.actors import Actor, ActorKind, Role

INTERNAL = "internal"


def may_read(actor: Actor, *, disclosure: str, unit_id: int, subject_id: int) -> bool:
    """The unit that said it and the credit office all; other staff on duty and systems what is
    public or shared among authorities; agents the same of their own organisations. The twin of
    `FactVersion.objects.visible_to` for rows in hand."""
    shared = disclosure != INTERNAL
    match actor.kind:
        case ActorKind.SYSTEM:
            return True
        case ActorKind.AGENT:
            return shared and subject_id in actor.subject_ids
        case ActorKind.CLIENT:
            return actor.unit_id is not None and (shared or unit_id == actor.unit_id)
        case ActorKind.STAFF:
            own = actor.units()
            office = actor.holds([Role.CREDIT_OFFICE])
            return bool(own) and (office or shared or unit_id in own)
    return False
