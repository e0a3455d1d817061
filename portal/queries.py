"""Reads for the pages that show several floors at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.actors import Actor
from core.models import AuditSeal
from desk.queries.messages import MessageRow, count_unread, list_messages
from desk.queries.work import (
    WorkCounts,
    WorkRow,
    count_my_work,
    list_my_work,
    list_unit_deadlines,
)
from documents.queries.papers import count_returned, count_to_issue

NEAREST = 8


@dataclass(frozen=True, slots=True)
class AsOf:
    """Up to where the platform's log is sealed, and the root that proves it."""

    sealed_at: datetime
    position: int
    algorithm: str
    root: str


@dataclass(frozen=True, slots=True)
class StaffHome:
    """What waits for a member of staff. The lists are the nearest few, the figures count all."""

    work: Sequence[WorkRow]
    deadlines: Sequence[WorkRow]
    inbox: Sequence[MessageRow]
    counts: WorkCounts
    unread: int
    letters: int
    returned: int


def data_as_of() -> AsOf | None:
    """The last seal over the log; None before the first, which pages say openly."""
    seal = AuditSeal.objects.order_by("-number").first()
    if seal is None:
        return None
    return AsOf(seal.sealed_at, seal.last_position, seal.algorithm, bytes(seal.root).hex())


def staff_home(*, actor: Actor, today: date) -> StaffHome:
    return StaffHome(
        work=list_my_work(actor, today=today, size=NEAREST).items,
        deadlines=list_unit_deadlines(actor, today=today, size=NEAREST).items,
        inbox=list_messages(actor, size=NEAREST).items,
        counts=count_my_work(actor, today=today),
        unread=count_unread(actor),
        letters=count_to_issue(actor),
        returned=count_returned(actor),
    )
