"""What falls with a fact that is repaired."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rest:
    """`fact` would not stand without `rests_on`."""

    fact: int
    rests_on: int


def falling_with(fact: int, rests: Iterable[Rest], ended: Collection[int]) -> list[int]:
    """The facts that rest on nothing else that stands, nearest first. `ended` no longer stand."""
    supports: dict[int, set[int]] = {}
    for rest in rests:
        supports.setdefault(rest.fact, set()).add(rest.rests_on)
    gone = {fact, *ended}
    falling: list[int] = []
    while True:
        more = sorted(
            each for each, under in supports.items() if each not in gone and under <= gone
        )
        # A fact that rested only on what had ended before is none of this repair's doing.
        more = [each for each in more if supports[each] & {fact, *falling}]
        if not more:
            return falling
        falling += more
        gone.update(more)
