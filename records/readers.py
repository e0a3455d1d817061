"""Who of this floor reads the change log."""

from exchange import consumers
from records.quality.services import clock


def register() -> None:
    consumers.register(clock.CONSUMER, "归集统计", clock.count_on, batch=5_000)
