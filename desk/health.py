"""What the desk adds to /readyz and /metrics: messages that do not get out."""

from collections.abc import Iterator

from core import health, metrics
from core.health import Part, State
from core.metrics import Sample
from desk import queries


def deliveries() -> Part:
    """A message that waits is still in the inbox, so this warns and does not fail."""
    found = queries.channel_states()
    paused = sum(channel.paused for channel in found)
    figures = {"waiting": sum(channel.waiting for channel in found), "paused": paused}
    if paused:
        return Part(State.WARN, f"{paused} 件投递已暂停", figures)
    return Part(State.OK, "", figures)


def _by_state() -> Iterator[Sample]:
    for channel in queries.channel_states():
        for state, count in (("waiting", channel.waiting), ("paused", channel.paused)):
            yield Sample(count, {"channel": channel.name, "state": state})


health.register("deliveries", deliveries)
metrics.register("credit_deliveries", "Messages not yet sent, by channel and state.", _by_state)
