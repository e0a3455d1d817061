"""Pure rules of the exchange."""

from datetime import timedelta

MOST_FAILURES = 5


def wait_after(failures: int) -> timedelta:
    """How long a consumer leaves a change alone after so many failures on it: 2, 4, 8 … s."""
    return timedelta(seconds=2 ** min(failures, 6))
