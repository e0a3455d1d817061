"""So many times in so many seconds, counted in the cache in fixed windows."""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

from core import clock
from core.errors import Refusal

log = logging.getLogger(__name__)


def wait_after_one_more(name: str, *, limit: int, seconds: int) -> int:
    """Count one; 0 when it is within the limit, else in how many seconds to come again.

    Without the cache everything is allowed: the locks that matter are in the database, and a
    platform that stands still because a counter is away would be the greater harm.
    """
    moment = int(clock.now().timestamp())
    window, passed = divmod(moment, seconds)
    key = f"accounts:{name}:{window}"
    try:
        cache.add(key, 0, timeout=2 * seconds)
        count = cache.incr(key)
    except ValueError:  # the key was evicted between the two calls
        return 0
    except (RedisError, OSError) as error:
        kind = name.split(":", 1)[0]
        log.warning("limit not counted", extra={"limit": kind, "error": type(error).__name__})
        return 0
    return 0 if count <= limit else seconds - passed


def after(refusal: Refusal, seconds: int) -> Refusal:
    """The refusal with the time when to come again."""
    refusal.headers["Retry-After"] = str(seconds)
    return refusal
