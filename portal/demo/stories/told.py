"""Telling every story once."""

from collections.abc import Callable
from datetime import date

from core import clock, doors
from core.actors import SYSTEM, Actor
from core.doors import require_transaction
from core.models import AuditEvent
from core.services import audit
from portal.demo import deliveries
from portal.demo.history import History
from portal.demo.offices import Offices
from portal.demo.stories import examples, happenings, takings_back
from portal.demo.stories.cast import ENTRIES
from portal.demo.stories.telling import Teller

TOLD = "portal.tell_story"
# Each with the last of its days: what has not all happened yet is told later.
STORIES: tuple[tuple[Callable[[Teller], None], date], ...] = (
    (examples.three_degrees, date(2026, 9, 25)),
    (examples.on_a_list, date(2026, 6, 1)),
    (examples.deferred_papers, date(2026, 11, 6)),
    (happenings.successions, date(2026, 3, 16)),
    (happenings.provisional, date(2026, 11, 16)),
    (happenings.three_parties, date(2026, 6, 8)),
    (happenings.several_acts, date(2026, 7, 6)),
    (takings_back.annulled, date(2026, 9, 16)),
    (takings_back.annulled_now, date(2026, 11, 19)),
    (takings_back.misread_amount, date(2026, 9, 21)),
    (happenings.ships, date(2026, 4, 20)),
    (happenings.responsible, date(2026, 3, 30)),
    (happenings.wages, date(2026, 4, 27)),
    (happenings.honoured, date(2026, 4, 27)),
    (takings_back.mistaken_batch, date(2026, 8, 10)),
    (happenings.shops, date(2026, 8, 17)),
)


def prepare(offices: Offices) -> int:
    """How many stories were new."""
    today = clock.today()
    History(offices, today).introduce(ENTRIES)
    deliveries.weekly(offices)
    told = set(AuditEvent.objects.filter(action=TOLD).values_list("detail__name", flat=True))
    new = [story for story, ends in STORIES if ends <= today and story.__name__ not in told]
    for story in new:
        doors.run(_tell, actor=SYSTEM, story=story, offices=offices)
    deliveries.others(offices)
    return len(new)


def _tell(*, actor: Actor, story: Callable[[Teller], None], offices: Offices) -> None:
    require_transaction()
    story(Teller(offices))
    audit.record(actor=actor, action=TOLD, detail={"name": story.__name__})
