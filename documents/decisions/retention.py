"""How long evidence is kept, by what it is kept for.

The years are illustrative: each county has its own table of terms (文书材料归档范围和保管期限表),
approved by its archives office, and puts its years here. What stands here follows the steps that
《机关文件材料归档范围和文书档案保管期限规定》（国家档案局令第8号） knows: 永久, 30 years, 10 years.
A term that changes gets a new row with its first day; what came in before keeps its end.
"""

from dataclasses import dataclass
from datetime import date

RULES = "机关文件材料归档范围和文书档案保管期限规定（国家档案局令第8号）"
RULES_SINCE = date(2006, 12, 18)


@dataclass(frozen=True, slots=True)
class Term:
    """`years` counts from the end of the year a file came in, as archives count; None is for ever.
    `illustrative` says that the number waits for the county's own table."""

    kind: str
    since: date
    years: int | None
    basis: str
    illustrative: bool = True


TERMS = (
    Term("case", RULES_SINCE, 30, RULES),
    Term("letter", RULES_SINCE, 10, RULES),
    Term("intake", RULES_SINCE, 10, RULES),
    Term("other", RULES_SINCE, 10, RULES),
)


def term_of(kind: str, day: date) -> Term:
    """The term that holds on a day for a kind of evidence."""
    held = [term for term in TERMS if term.kind == kind and term.since <= day]
    if not held:
        raise ValueError(f"no term of keeping for {kind} on {day}")
    return max(held, key=lambda term: term.since)


def keep_until(kind: str, day: date) -> date | None:
    """The last day a file that came in on `day` is kept; None for one that is kept for ever."""
    years = term_of(kind, day).years
    return None if years is None else date(day.year + years, 12, 31)
