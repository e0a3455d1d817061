"""Chance that comes out the same every time: of one seed and one number."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from math import log
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")
V = TypeVar("V")


class Weighted(Generic[V]):
    """Values with how often each is drawn."""

    __slots__ = ("_ends", "_total", "_values")

    def __init__(self, *pairs: tuple[V, float]) -> None:
        self._values = [value for value, _ in pairs]
        self._ends = list(accumulate(weight for _, weight in pairs))
        self._total = self._ends[-1]

    def at(self, share: float) -> V:
        return self._values[bisect(self._ends, share * self._total)]


class Draw:
    """Made of `random()` alone, which Python promises to give the same for ever."""

    __slots__ = ("share",)

    def __init__(self, *seed: object) -> None:
        self.share = Random("/".join(map(str, seed))).random  # noqa: S311  # to be had again

    def chance(self, probability: float) -> bool:
        return self.share() < probability

    def below(self, end: int) -> int:
        return int(self.share() * end)

    def between(self, first: int, last: int) -> int:
        return first + int(self.share() * (last - first + 1))

    def pick(self, values: Sequence[T]) -> T:
        return values[int(self.share() * len(values))]

    def of(self, table: Weighted[T]) -> T:
        return table.at(self.share())

    def exponential(self, mean: float) -> int:
        return int(-mean * log(1 - self.share()))
