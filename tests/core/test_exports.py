"""An export of the audit log is verified by itself, without the platform."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import Settings

from core import clock, doors, errors, roots, runner
from core.actors import SYSTEM, Actor, ActorKind, AdminRole
from core.models import AuditEvent, AuditSeal, Job
from core.services import exports, jobs
from core.steps import VERIFY
from tests.core.audit_log import as_owner, copy_out, seal, write

pytestmark = [pytest.mark.req("R263"), pytest.mark.usefixtures("committed_db")]

AUDITOR = Actor(kind=ActorKind.STAFF, id=3, person_id=30, unit_id=700, admin_role=AdminRole.AUDIT)


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path / "data"
    return tmp_path


def three_days() -> list[date]:
    """Two seals on each of the last three days."""
    today = clock.today()
    days = [today - timedelta(days=back) for back in (2, 1, 0)]
    noon = clock.now().replace(hour=0, minute=1)
    for back in (2, 1, 0):
        with time_machine.travel(noon - timedelta(days=back), tick=True):
            for _ in range(2):
                write(2)
                seal()
    copy_out()
    return days


def export(first: date, last: date, out: Path) -> str:
    said = io.StringIO()
    call_command("export_audit", f"--from={first}", f"--to={last}", f"--out={out}", stdout=said)
    return said.getvalue().strip()


def unpack(file: Path) -> Path:
    folder = file.with_suffix("")
    with zipfile.ZipFile(file) as packed:
        packed.extractall(folder)
    return folder


def verify(folder: Path, *arguments: str) -> tuple[int, str]:
    """As an auditor would: a bare Python, nothing of the platform on its path."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", RUN, str(folder / "verify.py"), *arguments],
        cwd="/",
        env={"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.strip()


RUN = """
import runpy, sys, pathlib
sys.argv = sys.argv[1:]
sys.path.insert(0, str(pathlib.Path(sys.argv[0]).parent))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_a_bundle_of_some_days_is_verified_offline(tmp_path: Path) -> None:
    days = three_days()
    out = tmp_path / "middle.zip"
    assert export(days[1], days[1], out) == f"已导出 4 条事件：{out}"
    assert out.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir() if "draft" in file.name] == []
    folder = unpack(out)
    assert sorted(file.name for file in folder.iterdir()) == [
        "README.md",
        "chain.py",
        "events.ndjson",
        "manifest.json",
        "roots.jsonl",
        "seals.ndjson",
        "verify.py",
    ]
    root = bytes(AuditSeal.objects.get(number=4).root).hex()
    assert verify(folder) == (0, f"完好：止于第 4 号封印、位置 8，根 {root}")
    assert verify(folder, str(roots.path())) == (0, f"完好：止于第 4 号封印、位置 8，根 {root}")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["start"]["position"], manifest["end"], manifest["events"]) == (
        4,
        {"number": 4, "position": 8},
        4,
    )


def test_two_bundles_join(tmp_path: Path) -> None:
    days = three_days()
    ends = []
    for place, (first, last) in enumerate([(days[0], days[0]), (days[1], days[2])]):
        out = tmp_path / f"{place}.zip"
        export(first, last, out)
        folder = unpack(out)
        code, said = verify(folder)
        assert (code, said[:2]) == (0, "完好")
        manifest = json.loads((folder / "manifest.json").read_text())
        ends.append((manifest["start"]["link"], said.rsplit(" ", 1)[1]))
    assert ends[0][0] == "00" * 32
    assert ends[0][1] == ends[1][0]


def edit(name: str, change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        lines = (folder / name).read_text().splitlines()
        (folder / name).write_text("".join(line + "\n" for line in change(lines)))

    return apply


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (
            edit(
                "events.ndjson", lambda ls: [ls[0], ls[1].replace("core.note", "core.x"), *ls[2:]]
            ),
            "位置 2 的事件内容与链不符",
        ),
        (edit("events.ndjson", lambda ls: [ls[0], *ls[2:]]), "缺少位置 2 的事件"),
        (edit("events.ndjson", lambda ls: ls[:-1]), "缺少位置 12 的事件"),
        (
            edit(
                "events.ndjson",
                lambda ls: [*ls, ls[-1].replace('"position": 12', '"position": 13')],
            ),
            "位于最后一个封印之后",
        ),
        (edit("seals.ndjson", lambda ls: ls[1:]), "缺少第 1 号封印"),
        (edit("seals.ndjson", lambda ls: ls[:-1]), "说明中记有第 6 号封印"),
        (
            edit("roots.jsonl", lambda ls: [ls[0].replace("sha256", "sm3"), *ls[1:]]),
            "第 1 号封印与库外根文件不符",
        ),
    ],
)
def test_a_changed_bundle_is_found_out(
    tmp_path: Path, tamper: Callable[[Path], None], said: str
) -> None:
    days = three_days()
    export(days[0], days[2], tmp_path / "all.zip")
    folder = unpack(tmp_path / "all.zip")
    assert verify(folder)[0] == 0
    tamper(folder)
    code, heard = verify(folder)
    assert code == 1
    assert said in heard


def test_a_bundle_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    days = three_days()
    export(days[0], days[2], tmp_path / "all.zip")
    folder = unpack(tmp_path / "all.zip")
    (folder / "events.ndjson").write_text("{")
    code, said = verify(folder)
    assert code == 2
    assert said.startswith("无法校验：文件缺失或损坏（JSONDecodeError")


def test_the_command_overwrites_nothing_and_says_when_there_is_nothing(tmp_path: Path) -> None:
    days = three_days()
    out = tmp_path / "all.zip"
    out.write_text("mine")
    with pytest.raises(CommandError, match="已存在"):
        export(days[0], days[0], out)
    assert out.read_text() == "mine"
    with pytest.raises(CommandError, match="没有已封印的审计事件"):
        export(date(2020, 1, 1), date(2020, 1, 2), tmp_path / "none.zip")


def start_export(first: date, last: date) -> Job:
    return doors.run(
        exports.start_export, actor=AUDITOR, first_day=first, last_day=last, purpose="上级检查"
    )


def test_an_export_runs_as_a_job_and_is_a_logged_reading(tmp_path: Path) -> None:
    days = three_days()
    job = start_export(days[0], days[2])
    runner.run(job.id)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 12, 12)
    assert job.result == {
        "summary": "已导出 12 条事件，可下载后离线校验。",
        "size": exports.file_of(job.id).stat().st_size,
    }
    assert verify(unpack(exports.file_of(job.id)))[0] == 0
    assert [file.name for file in exports.folder().iterdir() if file.is_file()] == [
        f"audit-{job.id}.zip"
    ]
    read = AuditEvent.objects.get(kind="read")
    assert (read.action, read.purpose, read.target_id, read.detail) == (
        "core.export_audit",
        "上级检查",
        str(job.id),
        {"first_day": days[0].isoformat(), "last_day": days[2].isoformat()},
    )


def test_a_step_repeated_after_a_kill_writes_nothing_twice(tmp_path: Path) -> None:
    """What a killed worker wrote beyond the committed place is cut back."""
    days = three_days()
    job = start_export(days[0], days[2])
    bundle = exports.bundle_of(job.id, job.parameters)
    place = bundle.begin()
    bundle.advance(place)
    reached = bundle.advance(place)
    assert bundle.advance(place) == reached
    bundle.finish(reached)
    bundle.finish(reached)
    assert verify(unpack(bundle.out))[0] == 0
    runner.run(job.id)
    job.refresh_from_db()
    assert job.state == "done"


def test_an_export_whose_parts_are_gone_begins_anew(tmp_path: Path) -> None:
    days = three_days()
    job = start_export(days[0], days[2])
    bundle = exports.bundle_of(job.id, job.parameters)
    place = bundle.advance(bundle.begin())
    Job.objects.filter(id=job.id).update(place=place)
    bundle.remove_drafts()
    runner.run(job.id)
    job.refresh_from_db()
    assert (job.state, verify(unpack(bundle.out))[0]) == ("done", 0)


@pytest.mark.parametrize(
    "actor",
    [
        Actor(kind=ActorKind.STAFF, id=1),
        Actor(kind=ActorKind.STAFF, id=1, admin_role=AdminRole.SYSTEM),
        Actor(kind=ActorKind.STAFF, id=1, admin_role=AdminRole.SECURITY),
        Actor(kind=ActorKind.CLIENT, id=1),
    ],
)
def test_only_the_audit_administrator_exports(actor: Actor) -> None:
    with pytest.raises(errors.Refusal) as refused:
        doors.run(
            exports.start_export,
            actor=actor,
            first_day=clock.today(),
            last_day=clock.today(),
            purpose="x",
        )
    assert refused.value.code == "core.not_allowed"
    assert Job.objects.count() == 0


def test_an_export_of_nothing_fails_with_its_reason() -> None:
    job = start_export(date(2020, 1, 1), date(2020, 1, 1))
    runner.run(job.id)
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "core.nothing_to_export")
    with pytest.raises(errors.Refusal) as refused:
        start_export(date(2020, 1, 2), date(2020, 1, 1))
    assert refused.value.fields[0].field == "last_day"


def test_old_exports_are_removed() -> None:
    exports.folder().mkdir(parents=True)
    exports.file_of(1).write_bytes(b"old")
    assert doors.run(exports.remove_old, actor=SYSTEM) == 0
    exports.file_of(2).write_bytes(b"new")
    long_ago = (clock.now() - timedelta(days=31)).timestamp()
    os.utime(exports.file_of(1), (long_ago, long_ago))
    assert doors.run(exports.remove_old, actor=SYSTEM) == 1
    assert [file.name for file in exports.folder().iterdir()] == ["audit-2.zip"]


def test_verifying_runs_as_a_job() -> None:
    three_days()
    job = doors.run(jobs.start, actor=AUDITOR, kind=VERIFY)
    runner.run(job.id)
    job.refresh_from_db()
    root = bytes(AuditSeal.objects.get(number=6).root).hex()
    assert (job.state, job.done, job.total) == ("done", 12, 12)
    assert job.result == {
        "summary": "审计链完好：12 条事件，6 个封印。",
        "holds": True,
        "root": root,
        "finding": None,
    }
    as_owner("UPDATE core_auditevent SET action = 'x' WHERE position = 5")
    again = doors.run(jobs.start, actor=AUDITOR, kind=VERIFY)
    runner.run(again.id)
    again.refresh_from_db()
    assert again.state == "done"
    assert again.result is not None
    assert (again.result["holds"], again.result["finding"]["position"]) == (False, 5)
