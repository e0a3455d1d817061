"""The drop folder: taken once and whole, answered beside it, no link followed."""

import csv
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.conf import LazySettings
from pytest_django import DjangoCaptureOnCommitCallbacks

from core import clock, doors, runner
from core.actors import SYSTEM
from records.intake import folder, purging, shelf
from records.models import Batch, FactVersion, StagedRow
from tests.records.intake.books import Cell
from tests.records.intake.office import Office, good
from tests.records.intake.samples import HEADINGS, comma, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def drop(office: Office, settings: LazySettings, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    place = tmp_path / "drop" / office.world.bureau.code / office.penalty.item.code
    place.mkdir(parents=True)
    return place


def put(place: Path, *rows: Sequence[Cell], name: str = "处罚.csv", ok: bool = True) -> Path:
    path = place / name
    path.write_bytes(comma([HEADINGS, *rows]).encode())
    if ok:
        (place / f"{name}.ok").touch()
    return path


def look() -> int:
    return folder.read(until=time.monotonic() + 60)


def work() -> None:
    for batch in Batch.objects.exclude(job_id=None):
        assert batch.job_id is not None
        runner.run(batch.job_id)


def said(path: Path) -> dict[str, object]:
    return dict(json.loads(path.read_text()))


@pytest.mark.req("R012", "R014")
def test_a_file_is_taken_and_answered_beside_it(office: Office, drop: Path) -> None:
    office.enrol(1)
    path = put(drop, *good(1, 2))
    assert look() == 1
    assert (path.exists(), (drop / "处罚.csv.ok").exists()) == (False, False)
    batch = Batch.objects.get()
    assert (batch.channel, batch.made_by_id, batch.attests) == ("folder", None, False)
    work()
    assert look() == 0
    answer = said(drop / "done" / "处罚.csv.json")
    assert (answer["batch"], answer["state"]) == (batch.id, "done")
    assert answer["message"] == "1 行待补正，1 行未知主体。"
    with (drop / "done" / "处罚.csv.report.csv").open(encoding="utf-8-sig", newline="") as file:
        report = list(csv.reader(file))
    assert [cells[1] for cells in report] == ["处理结果", "待补正", "未知主体"]
    assert sorted(each.name for each in drop.iterdir()) == ["done"]
    batch.refresh_from_db()
    assert batch.answered_at is not None


def test_the_same_file_is_taken_once(office: Office, drop: Path) -> None:
    put(drop, *good(1))
    look()
    put(drop, *good(1))
    assert look() == 1
    assert Batch.objects.count() == 1
    put(drop, *good(2))
    assert look() == 1
    assert Batch.objects.count() == 2
    assert list(drop.glob("*.csv")) == []


def test_what_is_still_being_written_waits(
    office: Office, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(drop, *good(1), ok=False)
    put(drop, *good(2), name="处罚.csv.part", ok=False)
    assert (look(), Batch.objects.count()) == (0, 0)
    monkeypatch.setattr(folder, "QUIET_SECONDS", 0)
    assert look() == 1
    assert sorted(each.name for each in drop.iterdir()) == ["处罚.csv.part"]


def test_what_is_refused_goes_aside_with_the_reason(office: Office, drop: Path) -> None:
    (drop / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (drop / "图.png.ok").touch()
    unknown = drop.parent.parent / "nobody" / "penalty"
    unknown.mkdir(parents=True)
    put(unknown, *good(1))
    outside = drop.parent / "nothing"
    outside.mkdir()
    put(outside, *good(1))
    assert (look(), Batch.objects.count()) == (0, 0)
    codes = {
        said(place / "failed" / f"{name}.json")["code"]
        for place, name in ((drop, "图.png"), (unknown, "处罚.csv"), (outside, "处罚.csv"))
    }
    assert codes == {"intake.file_kind", "intake.folder_unit", "records.not_in_catalogue"}
    assert sorted(each.name for each in (drop / "failed").iterdir()) == ["图.png", "图.png.json"]
    assert look() == 0


def test_a_file_without_header_is_answered_as_failed(office: Office, drop: Path) -> None:
    (drop / "错.csv").write_text("甲,乙\n1,2\n")
    (drop / "错.csv.ok").touch()
    assert look() == 1
    work()
    look()
    assert said(drop / "failed" / "错.csv.json")["code"] == "intake.no_header"


def test_no_link_is_followed(office: Office, drop: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    target = put(secret, *good(1), ok=False)
    (drop / "链接.csv").symlink_to(target)
    (drop / "链接.csv.ok").touch()
    os.link(target, drop / "硬链接.csv")
    (drop / "硬链接.csv.ok").touch()
    os.mkfifo(drop / "管道.csv")
    (drop / "管道.csv.ok").touch()
    (drop.parent / "aside").symlink_to(secret)
    assert (look(), Batch.objects.count()) == (0, 0)
    assert said(drop / "failed" / "链接.csv.json")["code"] == "intake.folder_file"
    assert said(drop / "failed" / "硬链接.csv.json")["code"] == "intake.folder_file"
    assert target.exists()
    # Nor is anything written through one.
    (drop / "failed").rename(drop / "failed-before")
    (drop / "failed").symlink_to(secret)
    (drop / "空.csv").touch()
    (drop / "空.csv.ok").touch()
    assert look() == 0
    assert [each.name for each in secret.iterdir()] == ["处罚.csv"]


def test_killed_between_taking_and_removing_it_is_taken_once(
    office: Office, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.enrol(1)
    put(drop, *good(1))
    remove = folder._remove

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder, "_remove", killed)
    with pytest.raises(KeyboardInterrupt):
        look()
    assert (Batch.objects.count(), len(list(drop.glob("*.csv")))) == (1, 1)
    monkeypatch.setattr(folder, "_remove", remove)
    look()
    assert (Batch.objects.count(), len(list(drop.glob("*.csv")))) == (1, 0)


def test_what_is_needed_no_more_goes(
    office: Office,
    settings: LazySettings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.DATA_FOLDER = tmp_path
    office.enrol(1)
    with django_capture_on_commit_callbacks(execute=True):
        done = office.take_in(row(1))
    checked = office.rows(row(1), mode="check")
    for part, there in ((shelf.ORIGINAL, False), (shelf.ROWS, False), (shelf.REPORT, True)):
        assert shelf.has(done.shelf, part) is there
    assert doors.run(purging.purge_next, actor=SYSTEM) is False
    Batch.objects.filter(id=done.id).update(ended_at=clock.now() - 2 * purging.KEPT)
    Batch.objects.filter(id=checked.id).update(checked_at=clock.now() - 2 * purging.KEPT)
    with django_capture_on_commit_callbacks(execute=True):
        assert doors.run(purging.purge_next, actor=SYSTEM) is True
        assert doors.run(purging.purge_next, actor=SYSTEM) is True
        assert doors.run(purging.purge_next, actor=SYSTEM) is False
    assert [shelf.has(each.shelf, shelf.ORIGINAL) for each in (done, checked)] == [False, False]
    assert shelf.has(done.shelf, shelf.REPORT) is False
    done.refresh_from_db()
    checked.refresh_from_db()
    assert (done.counts, done.purged_at is not None) == ({"persons": 0, "new": 1}, True)
    assert checked.state == "abandoned"
    assert StagedRow.objects.filter(batch_id=done.id).count() == 0
    stray = shelf.folder() / "00000000-0000-4000-8000-000000000000.original"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    assert (purging.remove_strays(), stray.exists()) == (1, False)
    assert FactVersion.objects.count() == 1
