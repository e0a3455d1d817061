"""Writing, sealing and tampering with an audit log, for tests."""

from typing import Any

from django.conf import settings

from core import doors, roots
from core.actors import SYSTEM, Actor, ActorKind
from core.chain import Finding
from core.models import AuditSeal
from core.queries.verification import Verification
from core.services import audit, seals
from tests import database

STAFF = Actor(kind=ActorKind.STAFF, id=7, person_id=70, unit_id=700, request_id="request-1")


def write(count: int, *, actor: Actor = STAFF, action: str = "core.note") -> None:
    def note(*, actor: Actor) -> None:
        for number in range(count):
            audit.record(actor=actor, action=action, detail={"number": number})

    doors.run(note, actor=actor)


def seal(batch: int = seals.BATCH) -> AuditSeal:
    made = doors.run(seals.seal_next, actor=SYSTEM, batch=batch)
    assert made is not None
    return made


def copy_out() -> int:
    return doors.run(seals.write_roots, actor=SYSTEM)


def verify() -> Finding | None:
    check = Verification(roots.path())
    found = None
    while found is None and not check.ended:
        found = check.advance()
    return found


def as_owner(*statements: str) -> None:
    """What only the owner of the database can do: go behind the rights and the triggers."""
    with (
        database.owner(settings.DATABASES["default"]["NAME"]) as opened,
        opened.cursor() as cursor,
    ):
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE core_auditevent ENABLE TRIGGER USER")


def outline(found: Finding | None) -> Any:
    return None if found is None else (found.what, found.event_id, found.position, found.seal)
