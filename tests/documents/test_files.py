"""Evidence files: who may bring and open them, what a scan decides, what never changes."""

import hashlib
from typing import Any

import pytest
from django.db import connection, transaction

from core import doors
from core.actors import PUBLIC, Actor, ActorKind, AdminRole, Duty, Role
from core.errors import Refusal
from core.models import AuditEvent
from documents import policies
from documents.models import EvidenceFile
from documents.queries import files as queries
from documents.services import files
from tests.documents import samples
from tests.documents.keeping import incoming, keep, scan_all
from tests.documents.people import approver, clerk, make_person, make_unit, reader

VIRUS_NOTE = samples.VIRUS + b"\n"


def open_as(actor: Actor, file: EvidenceFile) -> bytes:
    found = doors.read(
        queries.open_file,
        actor=actor,
        purpose="打开材料",
        target=("file", file.id),
        file_id=file.id,
    )
    with found.content as content:
        return content.read()


def refused(actor: Actor, file: EvidenceFile) -> str:
    with pytest.raises(Refusal) as refusal:
        open_as(actor, file)
    return refusal.value.code


@pytest.mark.django_db
def test_a_clerk_brings_a_file_and_it_is_written_down() -> None:
    unit = make_unit()
    actor = clerk(unit)
    file = keep(actor, unit, name="../径/澄环罚决\u202e〔2026〕31号\x00.pdf")
    assert (file.name, file.media_type, file.size, file.scan_state) == (
        "澄环罚决〔2026〕31号.pdf",
        "application/pdf",
        len(samples.pdf()),
        "waiting",
    )
    assert file.sha256 == hashlib.sha256(samples.pdf()).hexdigest()
    assert (file.unit_id, file.uploaded_by_id) == (unit.id, actor.person_id)
    event = AuditEvent.objects.get()
    assert (event.action, event.target_kind, event.target_id, event.detail) == (
        "documents.add_file",
        "file",
        str(file.id),
        {"sha256": file.sha256, "size": file.size},
    )


@pytest.mark.django_db
def test_nobody_opens_a_file_before_it_was_found_clean() -> None:
    unit = make_unit()
    actor = clerk(unit)
    file = keep(actor, unit)
    assert refused(actor, file) == "documents.file_waiting"
    scan_all()
    assert open_as(actor, file) == samples.pdf()
    file.refresh_from_db()
    assert (file.scan_state, file.scan_engine, file.scan_version, file.scan_finding) == (
        "clean",
        "signatures",
        "1",
        "",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("说明.txt", VIRUS_NOTE),
        ("函.docx", samples.docx({"word/media/a.bin": b"x" * 70_000 + samples.VIRUS})),
        ("决定.pdf", samples.pdf(b"%" + b"x" * 65_500 + samples.VIRUS)),
    ],
)
def test_a_finding_is_quarantine_for_good(name: str, content: bytes) -> None:
    unit = make_unit()
    actor = clerk(unit)
    file = keep(actor, unit, name=name, content=content)
    scan_all()
    assert refused(actor, file) == "documents.file_quarantined"
    file.refresh_from_db()
    assert (file.scan_state, file.scan_finding) == ("quarantined", "EICAR-Test-File")
    with pytest.raises(Exception, match="quarantine_stays"), transaction.atomic():
        EvidenceFile.objects.update(scan_state="clean", scan_finding="")


@pytest.mark.django_db
def test_only_writers_of_the_unit_bring_files(store_folder: Any) -> None:
    unit, elsewhere = make_unit(), make_unit("traffic", "江阴市交通运输局")
    person = make_person()
    strangers = [
        reader(unit),
        clerk(elsewhere),
        Actor(kind=ActorKind.STAFF, id=1, person_id=person.id, admin_role=AdminRole.SYSTEM),
        Actor(kind=ActorKind.AGENT, id=1, person_id=person.id, subject_ids=frozenset({7})),
        Actor(kind=ActorKind.CLIENT, id=1, unit_id=elsewhere.id),
        PUBLIC,
    ]
    for actor in strangers:
        with pytest.raises(Refusal) as refusal:
            keep(actor, unit)
        assert refusal.value.code == "core.not_allowed"
    assert EvidenceFile.objects.count() == 0
    assert [path for path in store_folder.rglob("*") if path.is_file()] == []
    for actor in (clerk(unit), approver(unit), Actor(kind=ActorKind.CLIENT, id=1, unit_id=unit.id)):
        keep(actor, unit)
    assert EvidenceFile.objects.count() == 3


@pytest.mark.django_db
def test_absent_and_forbidden_look_alike() -> None:
    unit, elsewhere = make_unit(), make_unit("traffic", "江阴市交通运输局")
    file = keep(clerk(unit), unit)
    scan_all()
    assert open_as(reader(unit), file) == samples.pdf()
    stranger = approver(elsewhere)
    admin = Actor(kind=ActorKind.STAFF, id=9, person_id=9, admin_role=AdminRole.AUDIT)
    assert [refused(actor, file) for actor in (stranger, admin, PUBLIC)] == ["core.not_found"] * 3
    file.id += 1000
    assert refused(stranger, file) == "core.not_found"
    denials = AuditEvent.objects.filter(kind="denial", action="documents.open_file")
    assert denials.count() == 3  # the public's is not written down


@pytest.mark.django_db
def test_a_floor_says_who_else_may_open_what_belongs_to_its_targets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(policies, "_policies", {})
    policies.register_policy("objection", lambda actor, held: held.subject_id in actor.subject_ids)
    with pytest.raises(ValueError, match="already"):
        policies.register_policy("objection", lambda actor, held: True)
    unit = make_unit()
    own = Actor(kind=ActorKind.AGENT, id=1, person_id=make_person().id, subject_ids=frozenset({7}))
    other = Actor(
        kind=ActorKind.AGENT, id=2, person_id=make_person().id, subject_ids=frozenset({8})
    )
    case = keep(clerk(unit), unit, target=("objection", 3), subject_id=7)
    internal = keep(clerk(unit), unit, target=("inspection", 3), subject_id=7)
    sent_in = keep(other, unit, target=("inspection", 4), subject_id=8)
    scan_all()
    assert open_as(own, case) == samples.pdf()
    assert refused(other, case) == "core.not_found"
    assert refused(own, internal) == "core.not_found"
    assert open_as(other, sent_in) == samples.pdf()
    assert queries.files_of(actor=own, target=("objection", 3)) == [case]
    assert queries.files_of(actor=other, target=("objection", 3)) == []


@pytest.mark.django_db
def test_a_hand_over_opens_the_files_of_the_absent() -> None:
    unit = make_unit()
    file = keep(clerk(unit), unit)
    scan_all()
    stand_in = make_person("代办人")
    actor = Actor(
        kind=ActorKind.STAFF,
        id=5,
        person_id=stand_in.id,
        duties=(Duty(unit.id, Role.CLERK, on_behalf_of=1),),
    )
    assert open_as(actor, file) == samples.pdf()


@pytest.mark.django_db
def test_a_file_joins_one_procedure_once() -> None:
    unit = make_unit()
    actor = clerk(unit)
    file = keep(actor, unit)
    with pytest.raises(Refusal) as denied:
        doors.run(files.attach_file, actor=reader(unit), file_id=file.id, target=("case", 1))
    assert denied.value.code == "core.not_allowed"
    doors.run(files.attach_file, actor=actor, file_id=file.id, target=("case", 1), subject_id=7)
    with pytest.raises(Refusal) as again:
        doors.run(files.attach_file, actor=actor, file_id=file.id, target=("case", 2))
    assert again.value.code == "documents.file_attached"
    file.refresh_from_db()
    assert (file.target_kind, file.target_id, file.subject_id) == ("case", "1", 7)
    with pytest.raises(Exception, match="target_once"), transaction.atomic():
        EvidenceFile.objects.update(target_id="2")


@pytest.mark.django_db
def test_a_refused_file_leaves_no_row_and_no_bytes(store_folder: Any) -> None:
    unit = make_unit()
    with pytest.raises(Refusal) as refusal:
        keep(clerk(unit), unit, content=samples.BOMB, name="弹.docx")
    assert refusal.value.code == "documents.file_bomb"
    assert EvidenceFile.objects.count() == 0
    assert [path for path in store_folder.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_an_erased_file_keeps_its_row_and_hash() -> None:
    unit = make_unit()
    actor = clerk(unit)
    file = keep(actor, unit)
    scan_all()
    doors.run(files.erase_file, actor=actor, file_id=file.id, reason=files.EraseReason.LAW)
    assert refused(actor, file) == "documents.file_erased"
    file.refresh_from_db()
    assert file.sha256 == hashlib.sha256(samples.pdf()).hexdigest()
    with pytest.raises(Exception, match="erased_once"), transaction.atomic():
        EvidenceFile.objects.update(erased_at=None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("sha256 = repeat('0', 64)", "permission denied"),
        ("size = 1", "permission denied"),
        ("unit_id = unit_id", "permission denied"),
        ("name = 'other.pdf'", "permission denied"),
        ("uploaded_at = uploaded_at", "permission denied"),
        ("media_type = 'text/plain'", "permission denied"),
        ("scan_state = 'clean'", "documents_evidencefile_scan"),
        ("target_kind = 'case'", "documents_evidencefile_target_whole"),
    ],
)
def test_the_application_cannot_rewrite_a_file(change: str, refusal: str) -> None:
    unit = make_unit()
    file = keep(clerk(unit), unit)
    before = EvidenceFile.objects.values().get()
    with (
        pytest.raises(Exception, match=refusal),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE documents_evidencefile SET {change} WHERE id = %s", [file.id])
    assert EvidenceFile.objects.values().get() == before


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["DELETE FROM", "TRUNCATE"])
def test_the_application_cannot_remove_a_file(verb: str) -> None:
    unit = make_unit()
    keep(clerk(unit), unit)
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{verb} documents_evidencefile")
    assert EvidenceFile.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a/b.pdf", "a\\b.pdf", "a\nb.pdf", "a\u202eb.pdf", ""])
def test_the_database_refuses_a_harmful_name(name: str) -> None:
    unit = make_unit()
    file = keep(clerk(unit), unit)
    file.pk, file.name = None, name
    with pytest.raises(Exception, match="documents_evidencefile_name"), transaction.atomic():
        file.save(force_insert=True)


@pytest.mark.django_db
def test_the_list_shows_the_units_own_in_pages_at_constant_cost(
    django_assert_num_queries: Any,
) -> None:
    unit, elsewhere = make_unit(), make_unit("traffic", "江阴市交通运输局")
    actor = clerk(unit)
    files_kept = [keep(actor, unit, content=b"note %d" % n, name="a.txt") for n in range(5)]
    keep(clerk(elsewhere), elsewhere)
    ids = [file.id for file in reversed(files_kept)]
    with django_assert_num_queries(1):
        first = queries.list_files(actor=actor, unit_id=unit.id, size=3)
        assert [(file.id, file.uploaded_by.name) for file in first.items if file.uploaded_by] == [
            (file_id, "经办人甲") for file_id in ids[:3]
        ]
    second = queries.list_files(actor=actor, unit_id=unit.id, size=3, cursor=first.next)
    assert ([file.id for file in second.items], second.next) == (ids[3:], None)
    other_unit = queries.list_files(actor=actor, unit_id=elsewhere.id)
    assert other_unit.items == []


@pytest.mark.django_db
def test_incoming_bytes_stay_until_the_door_is_done() -> None:
    """A deadlock victim tries again with the same incoming file."""
    unit = make_unit()
    actor = clerk(unit)
    with incoming(samples.pdf()) as coming:
        for _ in range(2):
            doors.run(
                files.add_file,
                actor=actor,
                incoming=coming,
                name="a.pdf",
                unit_id=unit.id,
                retention=EvidenceFile.Retention.CASE,
            )
    assert EvidenceFile.objects.count() == 2
