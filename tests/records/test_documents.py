"""The decision itself beside its fact."""

import pytest
from django.db import IntegrityError, connection, transaction

from core import doors
from core.actors import Actor, ActorKind, Role
from core.errors import Refusal
from documents.queries.files import access_file
from records.models import FactDocument
from records.services import documents
from tests.records.build import World, evidence, people

pytestmark = pytest.mark.django_db


def attach(world: World, fact_id: int, file_id: int, actor: Actor | None = None) -> FactDocument:
    return doors.run(
        documents.attach_document, actor=actor or world.clerk, fact_id=fact_id, file_id=file_id
    )


@pytest.fixture
def fact_id(world: World) -> int:
    (written,) = world.open(world.penalty_row(world.subject()))
    return written.fact_id


@pytest.mark.req("R012")
def test_readable_by_whoever_may_read_the_fact(world: World, fact_id: int) -> None:
    file = evidence(world.bureau)
    elsewhere = people(world.register, Role.READER)
    with pytest.raises(Refusal):
        access_file(actor=elsewhere, file_id=file.id)
    document = attach(world, fact_id, file.id)
    assert attach(world, fact_id, file.id).id == document.id
    assert access_file(actor=elsewhere, file_id=file.id).id == file.id
    agent = Actor(kind=ActorKind.AGENT, id=1, subject_ids=frozenset({document.subject_id}))
    assert access_file(actor=agent, file_id=file.id).id == file.id
    found = documents.document_of(actor=elsewhere, fact_id=fact_id)
    assert found is not None
    assert found.file_id == file.id
    other = Actor(kind=ActorKind.AGENT, id=2, subject_ids=frozenset({document.subject_id + 1}))
    with pytest.raises(Refusal) as refusal:
        access_file(actor=other, file_id=file.id)
    assert refusal.value.code == "core.not_found"
    doors.run(documents.remove_document, actor=world.clerk, document_id=document.id)
    assert documents.document_of(actor=world.clerk, fact_id=fact_id) is None
    with pytest.raises(Refusal):
        access_file(actor=elsewhere, file_id=file.id)


def test_a_better_copy_takes_its_place(world: World, fact_id: int) -> None:
    first = attach(world, fact_id, evidence(world.bureau).id)
    second = attach(world, fact_id, evidence(world.bureau).id)
    first.refresh_from_db()
    assert (first.removed_by_id, second.removed_at) == (world.clerk.person_id, None)
    assert FactDocument.objects.count() == 2


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("stranger", "records.fact_of_other_unit"),
        ("foreign file", "core.not_found"),
        ("picture", "records.document_pdf"),
        ("twice", "documents.file_attached"),
    ],
)
def test_what_is_refused(world: World, fact_id: int, what: str, expected: str) -> None:
    file, actor = evidence(world.bureau), world.clerk
    if what == "stranger":
        actor = people(world.register, Role.CLERK)
    elif what == "foreign file":
        file = evidence(world.register)
    elif what == "picture":
        file = evidence(world.bureau, media_type="image/png")
    else:
        (other,) = world.open(world.penalty_row(world.subject()))
        attach(world, other.fact_id, file.id)
    before = FactDocument.objects.count()
    with pytest.raises(Refusal) as refusal:
        attach(world, fact_id, file.id, actor)
    assert refusal.value.code == expected
    assert FactDocument.objects.count() == before


def test_the_database_holds_what_it_is_of(world: World, fact_id: int) -> None:
    (other,) = world.open(world.penalty_row(world.subject()))
    file = evidence(world.bureau)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="records_factdocument_of_version"):
            cursor.execute(
                "INSERT INTO records_factdocument (subject_id, fact_id, version_id, file_id, "
                "attached_at) VALUES (%s, %s, %s, %s, '2026-06-01')",
                [other.subject_id, fact_id, other.version_id, file.id],
            )
        transaction.set_rollback(True)
    assert FactDocument.objects.count() == 0
