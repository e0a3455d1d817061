"""Rulebooks as published."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from ratings.language import Rulebook, read_rulebook
from ratings.language.walk import selected
from ratings.models import Publication, Purpose


@dataclass(frozen=True, slots=True)
class InForce:
    """A line's rulebook on a day."""

    line_id: int
    version_id: int
    publication_id: int
    from_date: date
    rulebook: Rulebook

    @property
    def combines(self) -> list[str]:
        return sorted({code for each in selected(self.rulebook) for code in each.select.lines})


def rulebooks_in_force(day: date | None, known: datetime | None = None) -> list[InForce]:
    """Of each line the official rulebook of the day (without a day: the latest), among those
    published by a moment. Single lines first, combinations after them. One query."""
    published = Publication.objects.filter(purpose=Purpose.OFFICIAL).select_related("version")
    if day is not None:
        published = published.filter(from_date__lte=day)
    if known is not None:
        published = published.filter(published_at__lte=known)
    found: dict[int, Publication] = {}
    for each in published.order_by("from_date", "id"):
        found[each.line_id] = each
    rows = [
        InForce(
            each.line_id,
            each.version_id,
            each.id,
            each.from_date,
            parsed(bytes(each.content_hash), each.version.text),
        )
        for each in found.values()
    ]
    return sorted(rows, key=lambda each: (bool(each.combines), each.line_id))


def parsed(content_hash: bytes, text: str) -> Rulebook:
    """The text by its hash; reading it takes longer than grading somebody by it."""
    return _parsed(content_hash, text)


@lru_cache(maxsize=256)
def _parsed(content_hash: bytes, text: str) -> Rulebook:
    return read_rulebook(content_hash.hex()[:12], text.encode()).rulebook
