import pytest

from portal.public import limits
from portal.public.keeping import pages
from tests.portal.public.county import County
from tests.queries.conftest import own_counters

__all__ = ["own_counters"]


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture(autouse=True)
def _nothing_kept(own_counters: None) -> None:
    """Counts and kept pages outlive a test: each begins with none."""
    pages.clear()
    limits.local.clear()
    limits.outage.end()
