"""What bin/run and bin/test make of their arguments."""

from pathlib import Path

import pytest

from creditplatform.local.folder import DataFolder, leading_data
from creditplatform.local.processes import REPOSITORY
from creditplatform.local.run import manage_command, parse
from creditplatform.local.services import environment
from creditplatform.local.suite import speed, workers
from creditplatform.local.trouble import Trouble


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "0"],
        ["--port", "x"],
        ["--port", "65536"],
        ["--port", "８０"],
        ["--subjects", "-5"],
        ["--subjects", "0"],
        ["--subjects", "many"],
        ["--nonsense"],
    ],
)
def test_nonsense_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(arguments)
    assert left.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_the_port_comes_from_the_command_line_then_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CREDIT_PORT", raising=False)
    assert parse([]).port == 8000
    monkeypatch.setenv("CREDIT_PORT", "8123")
    assert parse([]).port == 8123
    assert parse(["--port", "8124"]).port == 8124


@pytest.mark.parametrize(
    ("host", "address", "loopback"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", True),
        ("0.0.0.0", "http://127.0.0.1:8000", False),  # noqa: S104 — only named
        ("::", "http://[::1]:8000", False),
        ("::1", "http://[::1]:8000", True),
        ("10.1.2.3", "http://10.1.2.3:8000", False),
    ],
)
def test_the_address_shown_can_be_opened(host: str, address: str, loopback: bool) -> None:
    wanted = parse(["--host", host, "--port", "8000"])
    assert (wanted.address, wanted.loopback) == (address, loopback)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["tests/local/test_command_line.py"], []),
        (["tests/local/test_command_line.py::test_nonsense_is_refused", "-x"], []),
        (["-n", "5"], []),
        (["-n0"], []),
        (["--pdb"], []),
        ([], ["-n", "3", "--dist", "loadgroup"]),
        (["-k", "ledger"], ["-n", "3", "--dist", "loadgroup"]),
        (["tests/local"], ["-n", "3", "--dist", "loadgroup"]),
    ],
)
def test_the_suite_runs_in_parallel_unless_one_file_is_asked_for(
    arguments: list[str], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREDIT_TEST_WORKERS", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert workers(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "folder", "rest"),
    [
        (["migrate"], None, ["migrate"]),
        ([], None, []),
        (["--data", "x", "demo_code", "clerk"], "x", ["demo_code", "clerk"]),
        (["--data=x", "migrate"], "x", ["migrate"]),
        (["restore", "--data", "x"], None, ["restore", "--data", "x"]),
    ],
)
def test_the_folder_may_lead(arguments: list[str], folder: str | None, rest: list[str]) -> None:
    assert leading_data(arguments) == (folder, rest)


@pytest.mark.parametrize("arguments", [["--data"], ["--data="], ["--data", "", "migrate"]])
def test_a_folder_without_a_name_is_refused(arguments: list[str]) -> None:
    with pytest.raises(Trouble, match="--data needs a folder"):
        leading_data(arguments)


def test_the_command_shown_reaches_the_same_folder(tmp_path: Path) -> None:
    assert manage_command(DataFolder(REPOSITORY / ".data")) == "bin/manage"
    other = DataFolder(tmp_path / "a b")
    assert manage_command(other) == f"bin/manage --data '{other.path}'"


def test_production_never_becomes_a_demonstration(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CREDIT_ENV", "production")
    with pytest.raises(Trouble, match="CREDIT_ENV is production"):
        environment(DataFolder(tmp_path), {})


@pytest.mark.parametrize(
    ("arguments", "everything", "expected"),
    [
        ([], False, ["-m", "not slow"]),
        (["tests/local"], False, ["-m", "not slow"]),
        ([], True, []),
        (["-m", "browser"], False, []),
        (["tests/local/test_command_line.py"], False, []),
    ],
)
def test_the_suite_leaves_the_slow_to_ci(
    arguments: list[str], everything: bool, expected: list[str]
) -> None:
    assert speed(arguments, everything=everything) == expected
