"""Which Chromium the browser tests get, and what is said when there is none."""

from pathlib import Path

import pytest

from creditplatform.local import browser
from creditplatform.local.folder import DataFolder


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> DataFolder:
    """A machine with nothing on PATH and no wishes."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    for name in ("CREDIT_CHROMIUM", "CI"):
        monkeypatch.delenv(name, raising=False)
    return DataFolder(tmp_path / "data")


def program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / name
    made.write_text("#!/bin/sh\n")
    made.chmod(0o755)
    return made


def test_the_named_one_is_used(bare: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDIT_CHROMIUM", "/opt/mine")
    found = browser.environment(bare, install=False)
    assert found["CREDIT_CHROMIUM"] == "/opt/mine"
    fonts = Path(found["CREDIT_BROWSER_XDG"]) / "fonts"
    assert [font.name for font in fonts.iterdir()] == ["NotoSansCJK-Regular.ttc"]
    assert all(font.exists() for font in fonts.iterdir())


def test_an_installed_one_is_found(
    bare: DataFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed = program(tmp_path / "bin", "google-chrome")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert browser.environment(bare, install=False)["CREDIT_CHROMIUM"] == str(installed)


def test_a_fetched_one_is_found_again(bare: DataFolder) -> None:
    fetched = program(bare.path / "browser", "chromium")
    assert browser.environment(bare, install=False)["CREDIT_CHROMIUM"] == str(fetched)


def test_its_absence_is_said_loudly(bare: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert browser.environment(bare, install=False) == {}
    assert "NO CHROMIUM FOUND: the browser tests are skipped." in capsys.readouterr().err


def test_in_ci_its_absence_is_a_failure(bare: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert browser.environment(bare, install=False) == {"CREDIT_BROWSER_REQUIRED": "1"}
