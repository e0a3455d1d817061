"""The county's ledger: loaded once, and taken on from where it stood when time has passed."""

from collections.abc import Callable
from datetime import date

from core import clock, doors
from core.actors import SYSTEM, Actor
from core.doors import require_transaction
from core.models import AuditEvent
from core.services import audit
from portal.demo.county import weeks
from portal.demo.county.blocks import SIZE, blocks
from portal.demo.history import History
from portal.demo.offices import Offices, staffed

# Organisations told together; in a week there is then enough to write at once.
TOGETHER = 20 * SIZE
TOLD = "portal.tell_county"
Say = Callable[[str], None]


def prepare(count: int, seed: int, *, until: date | None = None, say: Say = lambda _: None) -> int:
    """The first `count` drawn organisations with what was said of them up to the day; how many
    facts came. What is there already stays as it is."""
    until = until or clock.today()
    if count <= 0 or weeks.last_week(until) < 0:
        return 0
    waiting = untold(count, seed, until)
    offices = open_offices() if waiting else None
    came = 0
    for start, end in waiting:
        assert offices is not None
        came += tell(offices, start, end, seed, until)
        say(f"{end:,} 个虚构主体，新增 {came:,} 条信息")
    return came


def untold(count: int, seed: int, until: date) -> list[tuple[int, int]]:
    """The ranges that are not there yet, or not as far as they could be by now."""
    week = weeks.last_week(until)
    ranges = ((start, min(count, start + TOGETHER)) for start in range(0, count, TOGETHER))
    return [(start, end) for start, end in ranges if not _is_told(seed, start, end, week)]


def open_offices() -> Offices:
    with clock.telling(weeks.moment(0, weeks.REGISTERED_AT)):
        return staffed()


def tell(offices: Offices, start: int, end: int, seed: int, until: date) -> int:
    """Organisations from one place to another."""
    made = list(blocks(end, seed, start=start // SIZE))
    organisations = [each for block in made for each in block.organisations]
    facts = [of_one for block in made for of_one in block.facts]
    history = History(offices, until)
    came = history.tell(organisations, facts)
    last = weeks.last_week(until)
    doors.run(_note, actor=SYSTEM, seed=seed, start=start, end=end, week=last, facts=came)
    return came


def _is_told(seed: int, start: int, end: int, week: int) -> bool:
    told = AuditEvent.objects.filter(action=TOLD, detail__seed=seed, detail__start=start)
    return any(
        detail["end"] >= end and detail["week"] >= week
        for detail in told.values_list("detail", flat=True)
    )


def _note(*, actor: Actor, **told: int) -> None:
    require_transaction()
    audit.record(actor=actor, action=TOLD, detail=told)
