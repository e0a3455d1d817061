"""The sequencer and a plain reader, each through the door."""

from core import doors
from core.actors import SYSTEM, Actor
from exchange import services
from exchange.models import Change


def sequence(limit: int = 5000) -> int:
    return doors.run(services.sequence, actor=SYSTEM, limit=limit)


def sequence_all() -> None:
    while sequence():
        pass


def read_and_advance(*, actor: Actor, name: str, limit: int) -> list[Change]:
    changes = services.read(actor=actor, name=name, limit=limit)
    if changes:
        assert changes[-1].position is not None
        services.advance(actor=actor, name=name, position=changes[-1].position)
    return changes
