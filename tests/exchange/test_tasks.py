"""What runs by itself: the sequencer until nothing waits, and a task for each consumer behind."""

import pytest
from celery import current_app

from core import clock
from desk import tasks as desk_tasks
from exchange import consumers, tasks
from exchange.models import Consumer
from exchange.queries import log_state
from tests.desk.publishing import published
from tests.exchange import ledger as trial
from tests.exchange.reading import sequence


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "_registry", {})
    for name in ("behind", "done", "halted", "new"):
        consumers.register(name, name, lambda actor, changes: None)


@pytest.mark.parametrize("module", [tasks, desk_tasks])
def test_what_beat_calls_is_there(module: object) -> None:
    periodic = getattr(module, "PERIODIC", {})
    assert periodic
    current_app.loader.import_default_modules()
    assert set(periodic) <= set(current_app.tasks)


def test_the_sequencer_goes_on_until_nothing_waits(committed_db: None) -> None:
    trial.note(10_001)
    with published() as sent:
        tasks.sequence()
    assert (log_state().last_position, log_state().waiting) == (10_001, 0)
    assert sent == [("exchange.consume_all", ())] * 3
    with published() as sent:
        tasks.sequence()
    assert sent == []


def test_each_consumer_behind_gets_a_task_of_its_own(committed_db: None) -> None:
    trial.note(3)
    sequence()
    now = clock.now()
    Consumer.objects.create(name="behind", cursor=1, updated_at=now)
    Consumer.objects.create(name="done", cursor=3, updated_at=now)
    Consumer.objects.create(
        name="halted",
        cursor=0,
        updated_at=now,
        state="halted",
        failed_position=1,
        error_code="exchange.handler_failed",
    )
    with published() as sent:
        tasks.consume_all()
    assert sent == [("exchange.consume", ("behind",)), ("exchange.consume", ("new",))]
    for name in ("behind", "new"):
        tasks.consume(name)
    with published() as sent:
        tasks.consume_all()
    assert sent == []
