import uuid
from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def own_counters(settings: Settings) -> None:
    """Counters of tries and budgets live in a cache that outlives a test: each test its own."""
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}
    }


@pytest.fixture
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path
