import pytest

from core import clock
from tests.records.build import World
from tests.records.quality.counting import enter_years


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def calendar_ahead(db: None) -> int:
    """The last year of a calendar that reaches well beyond today, whenever the suite is run."""
    return enter_years(clock.today().year + 1)
