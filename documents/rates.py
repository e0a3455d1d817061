"""How often one address may ask the public verification page."""

import logging

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from core import clock, errors

log = logging.getLogger(__name__)

WINDOW = 60
LIMIT = 30


def count_question(request: HttpRequest) -> None:
    """Raises core.too_many_requests past the limit. Codes cannot be guessed (74 random bits); this
    keeps the page free for others. Without the cache everybody is answered."""
    moment = int(clock.now().timestamp())
    key = f"documents:verify:{request.META.get('REMOTE_ADDR', '')}:{moment // WINDOW}"
    try:
        cache.add(key, 0, timeout=WINDOW * 2)
        count = cache.incr(key)
    except (RedisError, OSError, ValueError) as error:
        log.warning("question not counted", extra={"error": type(error).__name__})
        return
    if count > LIMIT:
        wait = WINDOW - moment % WINDOW
        refusal = errors.TOO_MANY(seconds=wait)
        refusal.headers["Retry-After"] = str(wait)
        raise refusal
