from exchange.queries.consumers import (
    ConsumerState,
    LogState,
    consumer_states,
    lock_consumer,
    log_state,
    recent_kinds,
)
from exchange.queries.feed import last_position
from exchange.queries.told import Telling, who_was_told

__all__ = [
    "ConsumerState",
    "LogState",
    "Telling",
    "consumer_states",
    "last_position",
    "lock_consumer",
    "log_state",
    "recent_kinds",
    "who_was_told",
]
