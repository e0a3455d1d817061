"""How often one place may ask the public verification page."""

from django.http import HttpRequest

from accounts.limits import after, wait_after_one_more
from accounts.visitors import visitor_of
from core import errors

SECONDS = 60
LIMIT = 30


def count_question(request: HttpRequest) -> None:
    """Raises core.too_many_requests past the limit. Codes cannot be guessed (74 random bits); this
    keeps the page free for others."""
    name = f"verify:{visitor_of(request).network}"
    wait = wait_after_one_more(name, limit=LIMIT, seconds=SECONDS)
    if wait:
        raise after(errors.TOO_MANY(seconds=wait), wait)
