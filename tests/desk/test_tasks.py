"""What the desk does by itself, on the day it is."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from desk import tasks
from desk.models import Escalation
from tests.desk.conftest import Town
from tests.desk.making import enter, new, opened
from tests.desk.publishing import published

pytestmark = pytest.mark.usefixtures("calendar")


def test_overdue_work_is_escalated_on_the_day_in_shanghai(town: Town) -> None:
    """At 23:30 UTC on Sunday it is Monday morning here."""
    opened(new(town.bureau, 1))
    with time_machine.travel(datetime(2026, 4, 26, 15, 0, tzinfo=UTC), tick=False):
        tasks.escalate()
    assert Escalation.objects.count() == 0
    with time_machine.travel(datetime(2026, 4, 26, 23, 30, tzinfo=UTC), tick=False):
        tasks.escalate()
    assert Escalation.objects.get().escalated_on == date(2026, 4, 27)


def test_a_year_that_arrives_gives_the_waiting_their_days(committed_db: None, town: Town) -> None:
    (item,) = opened(new(town.bureau, 1, starts_on=date(2026, 12, 30)))
    assert item.due_on is None
    with published() as sent:
        enter(2027, date(2027, 1, 1))
    assert sent == [("desk.resolve_deadlines", ())]
    tasks.resolve_deadlines()
    item.refresh_from_db()
    assert item.due_on == date(2027, 1, 11)
