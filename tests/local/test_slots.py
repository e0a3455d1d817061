"""Test runs beside each other, and what one leaves to the next."""

from pathlib import Path

import pytest

from creditplatform.local import postgres
from creditplatform.local.folder import DataFolder
from creditplatform.local.slots import slot


def test_two_runs_at_once_have_folders_of_their_own(tmp_path: Path) -> None:
    base = DataFolder(tmp_path)
    with slot(base, "one") as first, slot(base, "two") as second:
        assert (first.path, second.path) == (tmp_path / "test" / "1", tmp_path / "test" / "2")
    with slot(base, "three") as third:
        assert third.path == first.path


def test_a_run_begins_with_nothing_but_the_cluster(tmp_path: Path) -> None:
    base = DataFolder(tmp_path)
    with slot(base, "one") as folder:
        (folder.path / "postgres").mkdir()
        (folder.path / "evidence").mkdir()
        (folder.path / "evidence" / "file").touch()
        (folder.path / "secret-key").touch()
        (folder.logs / "web.log").touch()
    with slot(base, "two") as folder:
        names = sorted(entry.name for entry in folder.path.iterdir())
        assert names == ["lock", "logs", "postgres", "processes.lock"]
        assert list(folder.logs.iterdir()) == []


@pytest.mark.parametrize(
    ("boot", "databases", "usable"),
    [("this", 4, True), ("this", 24, True), ("this", 25, False), ("another", 4, False)],
)
def test_a_cluster_without_fsync_serves_until_the_machine_ends(
    tmp_path: Path, boot: str, databases: int, usable: bool
) -> None:
    cluster = tmp_path / "postgres"
    for number in range(databases):
        (cluster / "base" / str(number)).mkdir(parents=True)
    this = Path("/proc/sys/kernel/random/boot_id").read_text()
    (cluster / "credit-made-in-boot").write_text(this if boot == "this" else "another")
    server = postgres.Postgres(Path("/nowhere"), cluster, tmp_path, "same")
    assert postgres.usable_again(server) is usable


def test_no_cluster_is_not_usable(tmp_path: Path) -> None:
    server = postgres.Postgres(Path("/nowhere"), tmp_path / "postgres", tmp_path, "same")
    assert postgres.usable_again(server) is False
