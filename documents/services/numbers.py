"""Giving papers their numbers."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from core import clock, doors
from core.actors import Actor
from core.services import audit
from documents import errors
from documents.decisions.numbering import render_number
from documents.models import NumberPattern, NumberSeries
from documents.papers import registry
from documents.queries import numbers as queries


@dataclass(frozen=True, slots=True)
class TakenNumber:
    year: int
    number: int
    text: str


# One statement makes the series, or locks its row and counts on; the lock lasts until commit. A
# transaction that is rolled back takes its number back with it, so no number is ever lost.
TAKE = """
INSERT INTO documents_numberseries (unit_id, kind, year, next) VALUES (%s, %s, %s, 2)
ON CONFLICT (unit_id, kind, year) DO UPDATE SET next = documents_numberseries.next + 1
RETURNING next - 1
"""


def take_number(*, actor: Actor, unit_id: int, kind: str, day: date) -> TakenNumber:
    """The next number of a unit's series for the year of `day`. Called by the service that issues
    the paper, in its transaction: others who number the same series wait for it.

    Raises documents.no_number_pattern where the unit has not said how it writes its numbers.
    """
    doors.require_transaction()
    pattern = queries.get_pattern(unit_id, kind)
    if pattern is None:
        raise errors.NO_PATTERN(title=registry.get(kind).title)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [unit_id, kind, day.year])
        row = cursor.fetchone()
    assert row
    number = int(row[0])
    return TakenNumber(day.year, number, render_number(pattern, day.year, number))


def set_numbering(
    *, actor: Actor, unit_id: int, kind: str, pattern: str, year: int, first: int | None = None
) -> None:
    """How a unit writes the numbers of a kind of paper and, where it already numbered some
    elsewhere this year, where to go on."""
    doors.require_transaction()
    set_pattern(actor=actor, unit_id=unit_id, kind=kind, pattern=pattern)
    if first is not None:
        start_series(actor=actor, unit_id=unit_id, kind=kind, year=year, first=first)


def set_pattern(*, actor: Actor, unit_id: int, kind: str, pattern: str) -> NumberPattern:
    """Say how a unit writes the numbers of a kind of paper. Papers already issued keep theirs."""
    doors.require_transaction()
    queries.access_numbering(actor=actor, unit_id=unit_id)
    paper = registry.get(kind)
    found, _ = NumberPattern.objects.update_or_create(
        unit_id=unit_id,
        kind=paper.kind,
        defaults={"pattern": pattern, "set_by_id": actor.person_id, "set_at": clock.now()},
    )
    audit.record(
        actor=actor,
        action="documents.set_pattern",
        target=("unit", unit_id),
        detail={"kind": kind, "pattern": pattern},
    )
    return found


def start_series(*, actor: Actor, unit_id: int, kind: str, year: int, first: int) -> None:
    """Where a unit already numbered papers elsewhere this year: the number to go on with. Only
    before the first number of the year was taken here."""
    doors.require_transaction()
    queries.access_numbering(actor=actor, unit_id=unit_id)
    NumberSeries.objects.create(
        unit_id=unit_id, kind=registry.get(kind).kind, year=year, next=first
    )
    audit.record(
        actor=actor,
        action="documents.start_series",
        target=("unit", unit_id),
        detail={"kind": kind, "year": year, "first": first},
    )
