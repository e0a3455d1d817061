from exchange.services.consuming import (
    HandlerFailed,
    advance,
    consume,
    read,
    record_failure,
    resume_consumer,
)
from exchange.services.feed import FeedPage, read_feed
from exchange.services.sequencing import sequence
from exchange.services.telling import Given, tell, tell_client_once

__all__ = [
    "FeedPage",
    "Given",
    "HandlerFailed",
    "advance",
    "consume",
    "read",
    "read_feed",
    "record_failure",
    "resume_consumer",
    "sequence",
    "tell",
    "tell_client_once",
]
