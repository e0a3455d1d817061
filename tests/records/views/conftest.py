import pytest

from tests.records.intake.office import Office


@pytest.fixture
def office(db: None) -> Office:
    return Office()
