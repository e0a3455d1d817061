import uuid

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_counters(settings: Settings) -> None:
    """Counters of tries and budgets live in a cache that outlives a test: each test its own."""
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}
    }
