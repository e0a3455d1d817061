"""What /readyz and /metrics say about the change log, its consumers and the deliveries."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from core import clock, doors, metrics
from core.actors import SYSTEM
from core.health import Part, State
from desk import health as desk_health
from desk.models import Delivery
from desk.services import Draft, ToSubject, send
from exchange import consumers, health
from exchange.models import Consumer
from tests.exchange import ledger as trial
from tests.exchange.reading import sequence

pytestmark = pytest.mark.django_db
# The changes of the trial ledger are of 10:00.
SOON = datetime(2026, 4, 15, 10, 5, tzinfo=clock.SHANGHAI)
LATER = datetime(2026, 4, 15, 10, 6, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(consumers, "_registry", {})
    consumers.register("trial", "试用环节", lambda actor, changes: None)
    with time_machine.travel(SOON, tick=False):
        yield


def halt() -> None:
    Consumer.objects.create(
        name="trial",
        cursor=1,
        updated_at=SOON,
        state="halted",
        failed_position=2,
        error_code="exchange.handler_failed",
    )


def test_changes_without_a_place_fail_when_they_grow_old() -> None:
    assert health.change_log() == Part(State.OK, "", {"lag_seconds": 0.0})
    trial.note(2)
    assert health.change_log() == Part(State.OK, "", {"lag_seconds": 300.0})
    with time_machine.travel(LATER, tick=False):
        assert health.change_log() == Part(State.FAIL, "积压", {"lag_seconds": 360.0})


def test_a_consumer_behind_warns_when_its_unread_grow_old() -> None:
    figures = {"halted": 0, "lag": 0, "lag_seconds": 0.0}
    assert health.consumers() == Part(State.OK, "", figures)
    trial.note(3)
    sequence()
    figures = {"halted": 0, "lag": 3, "lag_seconds": 300.0}
    assert health.consumers() == Part(State.OK, "", figures)
    with time_machine.travel(LATER, tick=False):
        figures = {"halted": 0, "lag": 3, "lag_seconds": 360.0}
        assert health.consumers() == Part(State.WARN, "处理环节积压", figures)


def test_a_halted_consumer_warns_at_once() -> None:
    trial.note(3)
    sequence()
    halt()
    figures = {"halted": 1, "lag": 2, "lag_seconds": 300.0}
    assert health.consumers() == Part(State.WARN, "1 个处理环节已停止", figures)


def test_paused_deliveries_warn() -> None:
    drafts = [Draft(to=ToSubject(n), kind="desk.escalated", title="待办") for n in (1, 2)]
    doors.run(send, actor=SYSTEM, messages=drafts)
    assert desk_health.deliveries() == Part(State.OK, "", {"waiting": 2, "paused": 0})
    Delivery.objects.filter(channel="file", message__subject_id=1).update(
        state="paused", error_code="desk.channel_unavailable"
    )
    expected = Part(State.WARN, "1 件投递已暂停", {"waiting": 1, "paused": 1})
    assert desk_health.deliveries() == expected


def test_the_figures_are_scraped_by_name() -> None:
    trial.note(3)
    sequence(2)
    halt()
    lines = metrics.render().splitlines()
    ours = [line for line in lines if line.startswith(("credit_c", "credit_deliv"))]
    assert ours == [
        "credit_changes_waiting 1",
        "credit_changes_waiting_seconds 300",
        'credit_consumer_halted{consumer="trial"} 1',
        'credit_consumer_lag{consumer="trial"} 1',
        'credit_consumer_lag_seconds{consumer="trial"} 300',
        'credit_deliveries{channel="file",state="waiting"} 0',
        'credit_deliveries{channel="file",state="paused"} 0',
    ]
