"""How grave a penalty makes its fact: the platform's own table (catalogue/disclosure.yaml) in short
form, for the penalties the county knows. A test holds that the two say the same."""

from collections.abc import Iterable

MINOR, GENERAL, SERIOUS = 1, 2, 3
CONSIDERABLE, HUGE = 500_000, 100_000_000
FIXED = {
    "警告": MINOR,
    "没收违法所得": GENERAL,
    "没收非法财物": GENERAL,
    "责令停产停业": GENERAL,
    "吊销许可证件": SERIOUS,
}


def degree(penalties: Iterable[str], amount: int | None) -> int:
    return max(FIXED.get(each, 0) or of_fine(amount or 0) for each in penalties)


def of_fine(amount: int) -> int:
    if amount >= HUGE:
        return SERIOUS
    return GENERAL if amount >= CONSIDERABLE else MINOR
