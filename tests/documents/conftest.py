"""Every test of documents has a store and counters of its own."""

import uuid
from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def store_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def own_counters(settings: Settings) -> None:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}
    }
