"""Scanners: ours, and ClamAV's daemon spoken to over its socket."""

import io
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from core import doors, errors
from core.actors import SYSTEM
from core.health import Part, State
from documents import health, scanners, tasks
from documents.models import EvidenceFile
from documents.queries import files as queries
from documents.services import files
from tests.documents import samples
from tests.documents.browsing import Browser
from tests.documents.keeping import keep
from tests.documents.people import clerk, make_unit

VERSION = "ClamAV 1.4.3/27700/Fri Jul 31 10:00:00 2026"


@contextmanager
def daemon(path: Path, verdict: str, *, stop_after: int | None = None) -> Iterator[list[bytes]]:
    """Speaks the protocol of clamd (zVERSION, zINSTREAM) and keeps what it was sent."""
    received: list[bytes] = []
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(path))
    listening.listen()

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                answer(connection, stream)

    def answer(connection: socket.socket, stream: io.BufferedReader) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += stream.read(1)
        if command == b"zVERSION\0":
            connection.sendall(VERSION.encode() + b"\0")
            return
        content = b""
        while length := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(length)
            if stop_after is not None and len(content) > stop_after:
                break
        received.append(content)
        connection.sendall(verdict.encode() + b"\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=10)


def test_clamd_gets_the_whole_content_and_its_word_counts(tmp_path: Path) -> None:
    content = b"0123456789" * 20_000
    with daemon(tmp_path / "clamd", "stream: OK") as received:
        verdict = scanners.ClamdScanner(str(tmp_path / "clamd")).scan(io.BytesIO(content))
    assert verdict == scanners.Verdict(True, "ClamAV", VERSION)
    assert received == [content]


def test_clamd_names_what_it_finds(tmp_path: Path) -> None:
    with daemon(tmp_path / "clamd", "stream: Win.Test.EICAR_HDB-1 FOUND"):
        verdict = scanners.ClamdScanner(str(tmp_path / "clamd")).scan(io.BytesIO(b"x"))
    assert verdict == scanners.Verdict(False, "ClamAV", VERSION, "Win.Test.EICAR_HDB-1")


def test_what_clamd_cannot_look_into_nobody_opens(tmp_path: Path) -> None:
    large = io.BytesIO(b"x" * 3_000_000)
    with daemon(tmp_path / "clamd", "INSTREAM size limit exceeded. ERROR", stop_after=100_000):
        verdict = scanners.ClamdScanner(str(tmp_path / "clamd")).scan(large)
    assert (verdict.clean, verdict.finding) == (
        False,
        "unscannable: over the scanner's size limit",
    )


def test_trouble_is_not_a_verdict(tmp_path: Path) -> None:
    with (
        daemon(tmp_path / "clamd", "Can't allocate memory ERROR"),
        pytest.raises(scanners.ScannerUnavailable),
    ):
        scanners.ClamdScanner(str(tmp_path / "clamd")).scan(io.BytesIO(b"x"))
    with pytest.raises(scanners.ScannerUnavailable):
        scanners.ClamdScanner(str(tmp_path / "nobody")).scan(io.BytesIO(b"x"))


def test_the_setting_chooses_the_scanner(settings: Settings) -> None:
    settings.CLAMD_SOCKET = None
    assert isinstance(scanners.configured(), scanners.SignatureScanner)
    settings.CLAMD_SOCKET = "/run/clamd"
    assert isinstance(scanners.configured(), scanners.ClamdScanner)


def test_production_has_no_scanner_of_its_own_unless_asked_for(settings: Settings) -> None:
    settings.CLAMD_SOCKET, settings.PRODUCTION = None, True
    assert isinstance(scanners.configured(), scanners.NoScanner)
    for given in ("", "signature", "on"):
        settings.SCANNER = given
        assert isinstance(scanners.configured(), scanners.NoScanner)
    settings.SCANNER = "signatures"
    assert isinstance(scanners.configured(), scanners.SignatureScanner)
    settings.CLAMD_SOCKET = "/run/clamd"
    assert isinstance(scanners.configured(), scanners.ClamdScanner)


@pytest.mark.django_db
def test_without_a_scanner_files_wait_and_the_pages_say_why(
    settings: Settings,
) -> None:
    unit = make_unit()
    actor = clerk(unit)
    browser = Browser(actor)
    file = keep(actor, unit)
    assert "平台尚未接入查毒程序" not in browser.get("/documents/files").content.decode()
    settings.CLAMD_SOCKET, settings.PRODUCTION = None, True
    assert tasks.scan() == 0
    doors.run(files.scan_next, actor=SYSTEM, scanner=scanners.configured())
    file.refresh_from_db()
    assert (file.scan_state, file.scan_engine) == ("waiting", "")
    with pytest.raises(errors.Refusal) as refused:
        queries.open_file(actor=actor, file_id=file.id)
    assert refused.value.code == "documents.file_waiting"
    for address in ("/documents/files", "/documents/files/upload"):
        assert "平台尚未接入查毒程序" in browser.get(address).content.decode()
    settings.SCANNER = "signatures"
    assert tasks.scan() == 1
    file.refresh_from_db()
    assert file.scan_state == "clean"


def test_readiness_warns_while_nothing_can_scan(settings: Settings, tmp_path: Path) -> None:
    settings.CLAMD_SOCKET = None
    assert health.scanner() == Part(State.OK)
    settings.PRODUCTION = True
    assert health.scanner().state is State.WARN
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    assert health.scanner().state is State.WARN
    with daemon(tmp_path / "clamd", "stream: OK"):
        assert health.scanner() == Part(State.OK)


@pytest.mark.django_db
def test_files_wait_while_the_scanner_is_away_and_then_go_on(
    settings: Settings, tmp_path: Path
) -> None:
    unit = make_unit()
    actor = clerk(unit)
    for number in range(3):
        keep(actor, unit, content=b"note %d" % number, name="a.txt")
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    assert tasks.scan() == 3
    assert EvidenceFile.objects.filter(scan_state="waiting").count() == 3
    with daemon(tmp_path / "clamd", "stream: OK"):
        assert tasks.scan() == 3
    states = EvidenceFile.objects.values_list("scan_state", "scan_engine", "scan_version")
    assert set(states) == {("clean", "ClamAV", VERSION)}
    assert tasks.scan() == 0


@pytest.mark.django_db
def test_one_unreadable_file_does_not_stop_the_others(store_folder: Path) -> None:
    unit = make_unit()
    actor = clerk(unit)
    lost = keep(actor, unit, content=b"lost", name="a.txt")
    keep(actor, unit, content=b"here", name="b.txt")
    (store_folder / lost.sha256[:2] / lost.sha256[2:4] / lost.sha256).unlink()
    assert tasks.scan() == 2
    assert list(EvidenceFile.objects.order_by("id").values_list("name", "scan_state")) == [
        ("a.txt", "waiting"),
        ("b.txt", "clean"),
    ]


@pytest.mark.django_db
def test_the_metrics_say_how_long_files_wait() -> None:
    def waited() -> list[float]:
        return [sample.value for sample in health.oldest_unscanned()]

    assert waited() == [0.0]
    unit = make_unit()
    with time_machine.travel("2026-07-31 10:00:00 +0800", tick=False):
        keep(clerk(unit), unit)
    with time_machine.travel("2026-07-31 10:02:00 +0800", tick=False):
        assert waited() == [120.0]
        tasks.scan()
        assert waited() == [0.0]


@pytest.mark.django_db
def test_the_scan_task_quarantines() -> None:
    unit = make_unit()
    keep(clerk(unit), unit, content=samples.VIRUS, name="a.txt")
    assert tasks.scan() == 1
    assert EvidenceFile.objects.get().scan_finding == "EICAR-Test-File"
    empty = doors.run(files.scan_next, actor=SYSTEM, scanner=scanners.SignatureScanner())
    assert empty is None
