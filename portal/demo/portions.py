"""Much work in portions."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
# As many as one transaction takes; intake writes no more at once either.
MOST = 5_000


def portions(things: Iterable[T], most: int = MOST) -> Iterator[list[T]]:
    rest = iter(things)
    while portion := list(islice(rest, most)):
        yield portion
