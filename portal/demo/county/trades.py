"""What the county lives by (data/trades.yaml): each trade with the words of its names, its
industry, what offices license and look at in it, and what it is punished for."""

from dataclasses import dataclass

from portal.demo.county.draw import Weighted
from portal.demo.county.tables import Row, table, words


@dataclass(frozen=True, slots=True)
class Trade:
    words: tuple[str, ...]
    industry: str
    acts: tuple[str, ...]
    licences: tuple[str, ...]
    checks: tuple[str, ...]


def _trade(row: Row) -> Trade:
    return Trade(
        words(row, "words"),
        row["industry"],
        words(row, "acts"),
        words(row, "licences"),
        words(row, "checks"),
    )


def _weighted(name: str) -> Weighted[Trade]:
    return Weighted(*((_trade(row), row["weight"]) for row in table("trades")[name]))


ENTERPRISES, SHOPS = _weighted("enterprises"), _weighted("shops")
# Of those that are no business: by kind of organisation.
OTHERS = {row["code"]: _trade(row) for row in table("trades")["others"]}
