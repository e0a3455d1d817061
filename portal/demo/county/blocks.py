"""The county in blocks of organisations that follow each other by number.

A block is always made whole, so that the numbers of its documents do not depend on how many
organisations are wanted: the first thousand are the same in a county of a thousand and of a
million.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from portal.demo.county.codes import FIRST_DRAWN
from portal.demo.county.facts import facts_of
from portal.demo.county.said import Said
from portal.demo.county.subjects import Organisation, organisation

SIZE = 250
# How many numbers of one series and year a block has for itself; what goes beyond bears a dash.
ROOM = {"licence": 40, "abnormal-business": 10, "penalty": 8}
OTHERS = 12
# Numbers below are kept for what is written by hand (portal.demo.stories).
KEPT = 200


@dataclass(frozen=True, slots=True)
class Block:
    organisations: tuple[Organisation, ...]
    facts: tuple[tuple[Said, ...], ...]

    def first(self, count: int) -> "Block":
        return Block(self.organisations[:count], self.facts[:count])


def block(place: int, seed: int) -> Block:
    start = FIRST_DRAWN + place * SIZE
    made = tuple(organisation(number, seed) for number in range(start, start + SIZE))
    facts = tuple(tuple(facts_of(each, seed)) for each in made)
    _number(place, facts)
    return Block(made, facts)


def blocks(count: int, seed: int, *, start: int = 0) -> Iterator[Block]:
    """As many organisations as wanted, block by block, from the block `start` on."""
    for place in range(start, -(-count // SIZE)):
        yield block(place, seed).first(count - place * SIZE)


def organisations(count: int, seed: int) -> Iterator[Organisation]:
    numbers = islice(range(FIRST_DRAWN, FIRST_DRAWN + count), count)
    return (organisation(number, seed) for number in numbers)


def _number(place: int, facts: tuple[tuple[Said, ...], ...]) -> None:
    """Offices number their decisions of a year in the order they make them."""
    series: defaultdict[tuple[str, int], list[Said]] = defaultdict(list)
    for of_one in facts:
        for said in of_one:
            if said.series:
                series[said.series, said.decided_on.year].append(said)
    for (pattern, year), members in series.items():
        members.sort(key=lambda said: (said.decided_on, said.number))
        room = ROOM.get(members[0].item, OTHERS)
        for turn, said in enumerate(members):
            last = KEPT + place * room + min(turn, room - 1) + 1
            dash = f"-{turn - room + 2}" if turn >= room else ""
            said.document_no = pattern.format(year=year, number=f"{last:0{said.width}d}{dash}")
