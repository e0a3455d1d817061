"""Numbers of documents in their series: which are missing, which were used twice, and which are one
decision spelled in two ways. Findings are for people to look at; they prove nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# As keys have it (records.decisions.numbers): 锡澄环罚决〔2026〕31号, 澄(消)行罚决字〔2026〕第45号.
_NUMBER = re.compile(r"(?P<prefix>.*)〔(?P<year>\d{4})〕(?P<infix>\D*)(?P<serial>\d{1,9})号")
# A gap wider than this is another series of the same prefix, or a mistyped serial.
WIDEST_GAP = 10_000


@dataclass(frozen=True, slots=True)
class Used:
    """A number in use: by the fact (or, with none, by a row that waits) of an organisation."""

    key: str
    uscc: str
    decided_on: date | None
    fact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Number:
    series: str
    year: int
    serial: int


@dataclass(frozen=True, slots=True)
class Series:
    """A series of a year: how many numbers it has, from which to which, and the spans missing
    (first and last of each)."""

    name: str
    year: int
    count: int
    first: int
    last: int
    missing: tuple[tuple[int, int], ...]

    @property
    def missing_count(self) -> int:
        return sum(last - first + 1 for first, last in self.missing)


@dataclass(frozen=True, slots=True)
class Found:
    """`repeated`: one number on different days. (One decision may have several parties: the same
    number on one day is none.) `spellings`: one organisation, one day, one serial, two numbers.
    `unread`: numbers without a year or a serial."""

    series: tuple[Series, ...]
    repeated: tuple[tuple[Used, ...], ...]
    spellings: tuple[tuple[Used, ...], ...]
    unread: tuple[Used, ...]


def read(key: str) -> Number | None:
    found = _NUMBER.fullmatch(key)
    if found is None:
        return None
    series = f"{found['prefix']}〔{found['year']}〕{found['infix']}"
    return Number(series, int(found["year"]), int(found["serial"]))


def find(used: Iterable[Used], year: int) -> Found:
    """Look through the numbers of a year, whatever their order."""
    by_series: dict[str, set[int]] = {}
    by_key: dict[str, list[Used]] = {}
    by_serial: dict[tuple[str, date | None, int], list[Used]] = {}
    unread: list[Used] = []
    for each in sorted(used, key=_order):
        number = read(each.key)
        if number is None:
            if each.decided_on is not None and each.decided_on.year == year:
                unread.append(each)
            continue
        if number.year != year:
            continue
        by_series.setdefault(number.series, set()).add(number.serial)
        by_key.setdefault(each.key, []).append(each)
        by_serial.setdefault((each.uscc, each.decided_on, number.serial), []).append(each)
    return Found(
        series=tuple(_series(name, year, serials) for name, serials in sorted(by_series.items())),
        repeated=tuple(
            tuple(same) for same in by_key.values() if len({each.decided_on for each in same}) > 1
        ),
        spellings=tuple(
            tuple(same)
            for (_, decided_on, _), same in by_serial.items()
            if decided_on is not None and len({each.key for each in same}) > 1
        ),
        unread=tuple(unread),
    )


def _series(name: str, year: int, serials: set[int]) -> Series:
    ordered = sorted(serials)
    return Series(name, year, len(ordered), ordered[0], ordered[-1], _missing(ordered))


def _missing(ordered: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """A series begins with 1; far beyond the last number nothing is missed."""
    found = []
    before = 0 if ordered[0] <= WIDEST_GAP else ordered[0] - 1
    for serial in ordered:
        if 1 < serial - before <= WIDEST_GAP + 1:
            found.append((before + 1, serial - 1))
        before = serial
    return tuple(found)


def _order(used: Used) -> tuple[str, str, str, int]:
    return used.key, used.uscc, str(used.decided_on), used.fact_id or 0
