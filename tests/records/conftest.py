import pytest

from tests.records.build import World


@pytest.fixture
def world(db: None) -> World:
    return World()
