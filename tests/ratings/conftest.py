from collections.abc import Iterator

import pytest
import time_machine

from tests.ratings.build import Ratings

NOON = "2026-05-20T12:00:00+08:00"


@pytest.fixture
def ratings(db: None) -> Iterator[Ratings]:
    """A line with nothing in force, at noon of 20 May 2026."""
    with time_machine.travel(NOON, tick=False):
        yield Ratings()
