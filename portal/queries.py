"""Reads for the pages that show several floors at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.actors import Actor
from core.models import AuditSeal


@dataclass(frozen=True, slots=True)
class AsOf:
    """Up to where the platform's log is sealed, and the root that proves it."""

    sealed_at: datetime
    position: int
    algorithm: str
    root: str


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing to do. `left` is in working days, None while the calendar does not say."""

    title: str
    kind: str
    url: str
    due_on: date | None
    left: int | None
    holder: str = ""


@dataclass(frozen=True, slots=True)
class InboxRow:
    title: str
    url: str
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class StaffHome:
    """What waits for a member of staff. The lists are the nearest few, the figures count all."""

    work: Sequence[WorkRow] = ()
    deadlines: Sequence[WorkRow] = ()
    inbox: Sequence[InboxRow] = ()
    open: int = 0
    due_today: int = 0
    overdue: int = 0
    unread: int = 0


def data_as_of() -> AsOf | None:
    """The last seal over the log; None before the first, which pages say openly."""
    seal = AuditSeal.objects.order_by("-number").first()
    if seal is None:
        return None
    return AsOf(seal.sealed_at, seal.last_position, seal.algorithm, bytes(seal.root).hex())


def staff_home(actor: Actor) -> StaffHome:
    return StaffHome()
