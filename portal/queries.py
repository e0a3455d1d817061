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
from records.models import Severity
from records.quality.queries.due import DueCounts, count_due
from records.queries.rules import ordinary_rules
from records.queries.submissions import ToDo, count_to_do

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
    due: DueCounts
    intake: ToDo


@dataclass(frozen=True, slots=True)
class Term:
    """How long a degree of breach is shown, in words; `least` is empty where repair may be asked
    for as soon as the duties are met, `most` where it is never shown."""

    severity: str
    label: str
    shown: bool
    least: str
    most: str
    basis: str
    since: date


def terms(on: date) -> list[Term]:
    """What the rules in force on a day say of ordinary decisions, least degree first."""
    return [
        Term(
            severity=Severity(rule.severity).name.lower(),
            label=rule.get_severity_display(),
            shown=rule.shown,
            least=_length(rule.min_months),
            most=_length(rule.max_months if rule.shown else rule.exception_months),
            basis=rule.basis,
            since=rule.valid_from,
        )
        for rule in ordinary_rules(on)
    ]


def _length(months: int | None) -> str:
    """Nothing for what has no such time."""
    if not months:
        return ""
    return f"{months} 个月" if months % 12 else f"{months // 12} 年"


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
        due=count_due(actor, today=today),
        intake=count_to_do(actor),
    )
