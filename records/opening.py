"""Who may open what is kept for a fact."""

from core.actors import Actor
from documents.policies import Held, register_policy
from records.services.documents import TARGET, may_read_document


def register() -> None:
    register_policy(TARGET, _reads_fact)


def _reads_fact(actor: Actor, held: Held) -> bool:
    return may_read_document(actor, held.subject_id, held.target_id)
