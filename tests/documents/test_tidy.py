"""Cleaning up never takes what a row needs, or is just about to need."""

import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import TestCase

from core import doors
from core.actors import SYSTEM, Actor
from documents import store, tasks
from documents.models import EvidenceFile
from documents.queries import files as queries
from documents.services import files
from tests.documents import samples
from tests.documents.keeping import incoming, keep, scan_all, yesterday
from tests.documents.people import clerk, make_unit


def stored(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def somebody_waits_for_a_lock() -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone():
                return True
    return False


def orphan(content: bytes) -> str:
    with incoming(content) as coming:
        store.place(coming)
        return coming.sha256


@pytest.mark.django_db
def test_only_bytes_no_row_needs_are_removed(store_folder: Path) -> None:
    unit = make_unit()
    actor = clerk(unit)
    kept = keep(actor, unit, content=b"kept", name="a.txt")
    ended = keep(actor, unit, content=b"ended", name="b.txt", keep_until=yesterday())
    shared = keep(actor, unit, content=b"shared", name="c.txt", keep_until=yesterday())
    keep(actor, unit, content=b"shared", name="d.txt")
    orphan(b"nobody's")
    assert len(stored(store_folder)) == 4
    assert tasks.tidy() == 2
    assert stored(store_folder) == sorted([kept.sha256, shared.sha256])
    erased = EvidenceFile.objects.filter(erased_at__isnull=False).values_list("id", flat=True)
    assert set(erased) == {ended.id, shared.id}
    assert tasks.tidy() == 0


@pytest.mark.django_db
def test_shelves_come_in_order_and_go_on_after_any_of_them(store_folder: Path) -> None:
    digests = sorted(orphan(b"nobody's %d" % number) for number in range(6))
    names = [f"{digest[:2]}/{digest[2:4]}" for digest in digests]
    assert list(store.shelves()) == [
        (name, [one]) for name, one in zip(names, digests, strict=True)
    ]
    for place, name in enumerate(names):
        assert [shelf for shelf, _ in store.shelves(name)] == names[place + 1 :]


@pytest.mark.django_db
def test_out_of_time_it_stops_after_a_shelf_and_goes_on_from_there(
    store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = sorted(orphan(b"nobody's %d" % number) for number in range(3))
    monkeypatch.setattr(tasks, "LONGEST", -1.0)
    with TestCase.captureOnCommitCallbacks() as rung:
        assert tasks.tidy() == 1
    assert len(rung) == 1
    first = f"{digests[0][:2]}/{digests[0][2:4]}"
    assert stored(store_folder) == digests[1:]
    monkeypatch.undo()
    with TestCase.captureOnCommitCallbacks() as silent:
        assert tasks.tidy(first) == 2
    assert silent == []
    assert stored(store_folder) == []


def test_bytes_under_a_row_being_written_are_waited_for(
    committed_db: None, store_folder: Path
) -> None:
    """Cleaning finds the bytes, the row comes first: the cleaner waits, then sees the row."""
    unit = make_unit()
    actor = clerk(unit)
    sha256 = orphan(samples.pdf())
    writing, may_commit = threading.Event(), threading.Event()
    removed: list[bool] = []

    def slow_add(*, actor: Actor) -> None:
        with incoming(samples.pdf()) as coming:
            files.add_file(
                actor=actor,
                incoming=coming,
                name="a.pdf",
                unit_id=unit.id,
                retention=EvidenceFile.Retention.CASE,
            )
        writing.set()
        assert may_commit.wait(timeout=30)

    def write() -> None:
        try:
            doors.run(slow_add, actor=actor)
        finally:
            writing.set()
            connections.close_all()

    def clean() -> None:
        try:
            removed.append(doors.run(files.remove_unneeded, actor=SYSTEM, sha256=sha256))
        finally:
            connections.close_all()

    writer, cleaner = threading.Thread(target=write), threading.Thread(target=clean)
    writer.start()
    assert writing.wait(timeout=30)
    cleaner.start()
    assert somebody_waits_for_a_lock()
    assert removed == []
    may_commit.set()
    writer.join(timeout=30)
    cleaner.join(timeout=30)
    assert removed == [False]
    assert stored(store_folder) == [sha256]
    scan_all()
    assert EvidenceFile.objects.get().scan_state == "clean"


def test_outside_a_door_there_is_no_lock(committed_db: None) -> None:
    with pytest.raises(RuntimeError):
        queries.lock_bytes("0" * 64)
