"""The consumer's turn, and what it is held against."""

from datetime import UTC, date, datetime

from core import doors
from core.actors import SYSTEM
from core.queries.calendar import last_known_year
from core.services.calendar import enter_year
from exchange import services
from records.models import VolumeDay
from records.quality.services import clock
from records.quality.sql import recount
from records.quality.sql.recount import Counts
from tests.exchange.reading import sequence_all

EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


def count_on() -> None:
    """Let the consumer read all there is."""
    sequence_all()
    while doors.run(services.consume, actor=SYSTEM, name=clock.CONSUMER):
        pass


def counters() -> dict[tuple[int, int, date], Counts]:
    return {
        (row.unit_id, row.item_id, row.day): Counts(
            row.facts, row.in_time, row.late, row.waiting, row.mended, row.revised, row.gone
        )
        for row in VolumeDay.objects.all()
        if any((row.facts, row.mended, row.revised, row.gone))
    }


def from_the_ledger() -> dict[tuple[int, int, date], Counts]:
    return recount.by_day(*EVER)


def enter_years(until: int) -> int:
    """Enter plain years up to one; the last that is known."""
    while (last := last_known_year() or 0) < until:
        doors.run(enter_year, actor=SYSTEM, year=last + 1, notice="测试通知", exceptions=[])
    return last
