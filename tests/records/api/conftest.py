import uuid
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.records.api.asking import Asking
from tests.records.intake.office import Office


@pytest.fixture(autouse=True)
def own_counters(settings: Settings) -> None:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}
    }


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def asking(db: None) -> Asking:
    """The bureau's system, and the ledger it writes to."""
    return Asking(Office())
