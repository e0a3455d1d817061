"""The audit chain: places, links, seals, and their copy outside the database."""

import hashlib
import json
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from django.db import connection, connections
from pytest_django import Settings

from core import chain, doors, roots
from core.actors import SYSTEM
from core.models import AuditEvent, AuditSeal
from core.queries.audit import latest_root
from core.services import seals
from core.tasks import seal_audit
from tests.core.audit_log import copy_out, seal, write

pytestmark = pytest.mark.req("R263")

# GB/T 32905, example 1
SM3_OF_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_events_get_places_and_links_in_order_of_their_ids() -> None:
    write(3)
    made = seal()
    events = AuditEvent.objects.order_by("id")
    assert [event.position for event in events] == [1, 2, 3]
    link = b"\x00" * 32
    for event in events:
        plain = {
            "id": event.id,
            "kind": "change",
            "recorded_at": event.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0"),
            "action": "core.note",
            "actor_kind": "staff",
            "actor_id": 7,
            "person_id": 70,
            "unit_id": 700,
            "target_kind": "",
            "target_id": "",
            "subject_id": None,
            "purpose": "",
            "request_id": "request-1",
            "detail": json.dumps(event.detail),
        }
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        link = hashlib.sha256(link + text.encode()).digest()
        assert bytes(event.link or b"") == link
    assert (made.number, made.first_position, made.last_position) == (1, 1, 3)
    assert (made.algorithm, bytes(made.root), made.complete) == ("sha256", link, True)


@pytest.mark.django_db
def test_a_seal_goes_on_from_the_one_before_and_says_when_nothing_happened() -> None:
    write(2)
    first = seal()
    nothing = seal()
    write(1)
    third = seal()
    ranges = [(s.number, s.first_position, s.last_position) for s in (first, nothing, third)]
    assert ranges == [(1, 1, 2), (2, 3, 2), (3, 3, 3)]
    assert bytes(nothing.root) == bytes(first.root) != bytes(third.root)


@pytest.mark.django_db
def test_a_full_batch_is_sealed_as_incomplete() -> None:
    write(5)
    assert [seal(batch=2).complete for _ in range(3)] == [False, False, True]
    assert list(AuditSeal.objects.order_by("number").values_list("last_position", flat=True)) == [
        2,
        4,
        5,
    ]


@pytest.mark.django_db
def test_the_algorithm_can_be_changed_between_seals(settings: Settings) -> None:
    write(1)
    first = seal()
    settings.AUDIT_ALGORITHM = "sm3"
    write(1)
    second = seal()
    assert (first.algorithm, second.algorithm) == ("sha256", "sm3")
    event = AuditEvent.objects.get(position=2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT detail::text FROM core_auditevent WHERE id = %s", [event.id])
        assert cursor.fetchone() == ('{"number": 0}',)
    assert bytes(second.root) == bytes(event.link or b"")
    assert len(bytes(second.root)) == 32


def test_sm3_passes_the_vector_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chain.digest("sm3")(b"abc").hex() == SM3_OF_ABC
    monkeypatch.setattr(hashlib, "algorithms_available", {"sha256"})
    assert chain.digest("sm3")(b"abc").hex() == SM3_OF_ABC
    assert hashes.SM3.digest_size == 32
    with pytest.raises(chain.UnknownAlgorithm):
        chain.digest("md5")


def test_an_event_committed_late_is_sealed_later(committed_db: None) -> None:
    """A transaction that began earlier and commits later gets the later place; nothing is lost."""
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        def wait(*, actor: object) -> None:
            AuditEvent.objects.create(
                kind="change",
                action="core.slow",
                actor_kind="staff",
                recorded_at="2026-01-01T00:00Z",
            )
            written.set()
            assert go_on.wait(timeout=30)

        try:
            doors.run(wait, actor=SYSTEM)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(timeout=30)
    write(1)
    first = seal()
    go_on.set()
    thread.join(timeout=30)
    second = seal()
    assert [(s.first_position, s.last_position) for s in (first, second)] == [(1, 1), (2, 2)]
    by_place = AuditEvent.objects.order_by("position").values_list("action", flat=True)
    assert list(by_place) == ["core.note", "core.slow"]
    assert AuditEvent.objects.get(position=2).id < AuditEvent.objects.get(position=1).id


def test_two_sealers_do_not_meet(committed_db: None) -> None:
    write(40)
    start = threading.Barrier(4)
    made: list[int] = []

    def work() -> None:
        try:
            start.wait(timeout=10)
            for _ in range(20):
                one = doors.run(seals.seal_next, actor=SYSTEM, batch=3)
                made.extend([one.number] if one else [])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    seal()
    assert sorted(made) == list(range(1, len(made) + 1))
    positions = AuditEvent.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, 41))


@pytest.mark.django_db
def test_hostile_values_do_not_stop_the_sealer() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_auditevent (kind, recorded_at, action, actor_kind, target_kind, "
            "target_id, purpose, request_id, detail) VALUES ('change', 'infinity', 'x', 'staff', "
            "'', '', '', '', jsonb_build_object('n', 10::numeric ^ 5000))"
        )
    assert seal().last_position == 1


@pytest.mark.django_db
def test_each_seal_is_copied_out_once() -> None:
    for _ in range(3):
        write(1)
        seal()
    assert copy_out() == 3
    assert copy_out() == 0
    write(1)
    seal()
    assert copy_out() == 1
    written = [json.loads(line) for line in roots.path().read_text().splitlines()]
    assert written == [roots.seal_of(row).as_json() for row in AuditSeal.objects.order_by("number")]
    assert [line["number"] for line in written] == [1, 2, 3, 4]
    assert roots.path().stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [0, 1, 40, -1])
def test_a_line_cut_short_by_a_crash_is_completed(kept: int) -> None:
    for _ in range(2):
        write(1)
        seal()
    copy_out()
    whole = roots.path().read_bytes()
    first, second = whole.splitlines(keepends=True)
    roots.path().write_bytes(first + second[:kept])
    assert copy_out() == 1
    assert roots.path().read_bytes() == whole


@pytest.mark.django_db
def test_nothing_is_added_to_a_file_that_tells_of_another_past() -> None:
    write(1)
    seal()
    copy_out()
    line = json.loads(roots.path().read_text())
    line["root"] = "00" * 32
    other = json.dumps(line, sort_keys=True) + "\n"
    roots.path().write_text(other)
    write(1)
    seal()
    with pytest.raises(roots.RootsDisagree):
        copy_out()
    assert roots.path().read_text() == other


def test_the_task_seals_all_and_copies_out(committed_db: None) -> None:
    write(12)
    seal_audit()
    assert AuditEvent.objects.filter(position=None).count() == 0
    only = AuditSeal.objects.get()
    assert roots.path().read_bytes() == roots.render(roots.seal_of(only))
    assert latest_root() == (bytes(only.root).hex(), only.sealed_at, "sha256")


@pytest.mark.django_db
def test_there_is_no_root_before_the_first_seal() -> None:
    assert latest_root() is None
