"""Responsible persons, where a statute names them on the record of an organisation."""

from core import errors as core_errors
from core.actors import Actor
from core.doors import require_transaction
from core.services import audit
from records.models import CURRENT, ResponsiblePerson
from records.queries.access import WRITERS
from records.services import ledger


def name_person(
    *, actor: Actor, fact_id: int, role: str, name: str, statute: str
) -> ResponsiblePerson:
    """Name a person on a fact. The statute that demands it is cited by name and article; nothing
    else about the person is kept."""
    require_transaction()
    (version,) = ledger.lock_facts(actor=actor, fact_ids=[fact_id], roles=WRITERS)
    person = ResponsiblePerson.objects.create(
        subject_id=version.subject_id,
        fact_id=fact_id,
        item_id=version.item_id,
        role=role,
        name=name.strip(),
        statute=statute.strip(),
        unit_id=version.unit_id,
        opened_at=version.subject.ledger_at,
    )
    _note(actor, "records.name_person", person)
    return person


def unname_person(*, actor: Actor, person_id: int) -> ResponsiblePerson:
    """The naming was wrong or is over; the row stays in history until its name is erased."""
    require_transaction()
    person = ResponsiblePerson.objects.filter(CURRENT, id=person_id).first()
    if person is None:
        raise core_errors.NOT_FOUND()
    (version,) = ledger.lock_facts(actor=actor, fact_ids=[person.fact_id], roles=WRITERS)
    person.closed_at = version.subject.ledger_at
    person.save(update_fields=["closed_at"])
    _note(actor, "records.unname_person", person)
    return person


def _note(actor: Actor, action: str, person: ResponsiblePerson) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=("responsible_person", person.id),
        subject_id=person.subject_id,
        detail={"fact": person.fact_id, "role": person.role},
    )
