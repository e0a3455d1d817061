"""What the exchange adds to /readyz and /metrics: places given, consumers behind or halted."""

from collections.abc import Iterator
from datetime import datetime

from core import clock, health, metrics
from core.health import Part, State
from core.metrics import Sample
from exchange import queries

# A change older than this without a place, or unread by a running consumer, is looked into.
LIMIT = 300.0


def change_log() -> Part:
    return health.lag_part(_age(queries.log_state().oldest_waiting_at), limit=LIMIT)


def consumers() -> Part:
    """Requests are answered while a consumer stands still, so it warns and does not fail."""
    found = queries.consumer_states()
    oldest = max((_age(item.oldest_unread_at) for item in found if item.lag), default=0.0)
    halted = sum(item.halted for item in found)
    figures: dict[str, int | float | str] = {
        "halted": halted,
        "lag": max((item.lag for item in found), default=0),
        "lag_seconds": round(oldest, 1),
    }
    if halted:
        return Part(State.WARN, f"{halted} 个处理环节已停止", figures)
    if oldest > LIMIT:
        return Part(State.WARN, "处理环节积压", figures)
    return Part(State.OK, "", figures)


def _age(at: datetime | None) -> float:
    return max(0.0, (clock.now() - at).total_seconds()) if at else 0.0


def _waiting() -> Iterator[Sample]:
    yield Sample(queries.log_state().waiting)


def _waiting_age() -> Iterator[Sample]:
    yield Sample(_age(queries.log_state().oldest_waiting_at))


def _lag() -> Iterator[Sample]:
    for item in queries.consumer_states():
        yield Sample(item.lag, {"consumer": item.name})


def _lag_age() -> Iterator[Sample]:
    for item in queries.consumer_states():
        yield Sample(_age(item.oldest_unread_at) if item.lag else 0.0, {"consumer": item.name})


def _halted() -> Iterator[Sample]:
    for item in queries.consumer_states():
        yield Sample(int(item.halted), {"consumer": item.name})


health.register("changes", change_log)
health.register("consumers", consumers)

for _name, _help, _read in (
    ("credit_changes_waiting", "Changes without a place, counted up to 10,000.", _waiting),
    ("credit_changes_waiting_seconds", "Age of the oldest change without a place.", _waiting_age),
    ("credit_consumer_lag", "Changes a consumer has not read.", _lag),
    ("credit_consumer_lag_seconds", "Age of the oldest change a consumer has not read.", _lag_age),
    ("credit_consumer_halted", "1 for a consumer that stands still.", _halted),
):
    metrics.register(_name, _help, _read)
