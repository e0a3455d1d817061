"""Who opens the papers acts on facts rest on, besides the unit that keeps them."""

from core.actors import Actor, Role
from documents.policies import Held, register_policy
from records.services.evidence import TARGET


def register() -> None:
    register_policy(TARGET, opens_papers)


def opens_papers(actor: Actor, held: Held) -> bool:
    """The credit office: it compares decisions with what was reported of them."""
    return actor.holds([Role.CREDIT_OFFICE])
