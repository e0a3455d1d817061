import pytest

from tests.exchange import ledger as trial


@pytest.fixture
def ledger(committed_db: None) -> None:
    """A database with the trial ledger, where commits are real."""
    trial.build()
