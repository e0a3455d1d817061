"""Giving facts to systems: what was given is written down in the transaction that gives it, so that
a repair, a revocation or a correction can follow to whoever holds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core import clock, paging
from core import errors as core_errors
from core.actors import Actor
from core.doors import require_transaction
from core.services import audit
from exchange.services import tell_client_once
from records.queries.access import access_subject
from records.sql import giving as sql

FACT = "fact"
CHANNEL = "api"
PURPOSE = "接口查询信用档案"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """What a system is given of an organisation as of (day, ledger_at). `next` goes on behind the
    last fact, as of the same moment."""

    subject_id: int
    uscc: str
    day: date
    ledger_at: datetime
    is_confirmed: bool
    register: Row | None
    facts: Sequence[Row]
    next: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended, and the moment all pages are of."""

    before: tuple[date, int]
    known: datetime

    def encode(self) -> str:
        return paging.encode([self.before[0], self.before[1], self.known])


def read_cursor(raw: str) -> Cursor:
    """Raises `core.cursor_invalid`."""
    day, fact_id, known = paging.decode(raw, 3)
    try:
        read = Cursor((date.fromisoformat(day), int(fact_id)), datetime.fromisoformat(known))
    except (TypeError, ValueError) as error:
        raise core_errors.BAD_CURSOR() from error
    in_range = 0 <= read.before[1] < 2**62 and 1949 <= read.known.year <= 2999
    if not in_range or read.known.tzinfo is None:
        raise core_errors.BAD_CURSOR()
    return read


def give_file(
    *,
    actor: Actor,
    uscc: str,
    day: date,
    known: datetime | None = None,
    item: str = "",
    cursor: Cursor | None = None,
    size: int,
) -> GivenFile:
    """The register's words and the facts the system may have, the latest first, as of a day and of
    what was known at a moment (now when not said). One statement reads them and the clock.

    What is repaired, revoked, retracted, suspended or shielded today is not given, whatever moment
    is asked about: past answers are reproduced for the law's own purposes only, by staff.
    """
    require_transaction()
    subject = access_subject(actor=actor, uscc=uscc)
    rows = sql.file_rows(
        subject_id=subject.id,
        unit_id=actor.unit_id,
        day=day,
        today=clock.today(),
        moment=cursor.known if cursor else known,
        item=item,
        before=cursor.before if cursor else None,
        limit=size + 1,
    )
    first = rows[0]
    facts = [row for row in rows if row["fact_id"] is not None][:size]
    following = None
    if len(rows) > size:
        last = facts[-1]
        following = Cursor((last["sorted_on"], last["fact_id"]), first["known"]).encode()
    _note(actor, "records.give_file", subject.id, [row["fact_id"] for row in facts])
    return GivenFile(
        subject_id=subject.id,
        uscc=subject.uscc,
        day=day,
        ledger_at=first["known"],
        is_confirmed=bool(first["is_confirmed"]),
        register=first["register"],
        facts=facts,
        next=following,
    )


def give_fact(*, actor: Actor, fact_id: int) -> list[Row]:
    """Every version of a fact the system may have, the oldest first. Not found for one it may not
    read, one that no longer stands, and one that is withheld today."""
    require_transaction()
    rows = sql.versions_of(fact_id, unit_id=actor.unit_id, today=clock.today())
    if not rows or rows[-1]["closed_at"] is not None:
        raise core_errors.NOT_FOUND()
    _note(actor, "records.give_fact", rows[0]["subject_id"], [fact_id])
    return rows


def _note(actor: Actor, action: str, subject_id: int, facts: Sequence[int]) -> None:
    given = [(subject_id, fact_id) for fact_id in facts]
    tell_client_once(actor=actor, what_kind=FACT, given=given, channel=CHANNEL)
    audit.record_read(
        actor=actor,
        action=action,
        purpose=PURPOSE,
        target=("subject", subject_id) if len(facts) != 1 else (FACT, facts[0]),
        subject_id=subject_id,
        detail={"facts": len(facts)},
    )
