"""The clock set back while a demonstration is told its past."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from core import clock, doors
from core.actors import SYSTEM, Actor
from core.models import AuditEvent
from core.services import audit

THEN = datetime(2025, 7, 7, 9, 30, tzinfo=clock.SHANGHAI)


def note(*, actor: Actor) -> None:
    audit.record(actor=actor, action="core.test", detail={"day": clock.today().isoformat()})


def test_it_is_then_until_the_block_ends() -> None:
    assert clock.past() is None
    with clock.telling(THEN):
        assert (clock.now(), clock.today(), clock.past()) == (THEN, THEN.date(), THEN)
        with clock.telling(THEN + timedelta(days=1)):
            assert clock.today() == THEN.date() + timedelta(days=1)
        assert clock.now() == THEN
    assert clock.past() is None
    assert clock.now() > THEN


def test_neither_in_production_nor_ahead(settings: Settings) -> None:
    with (
        pytest.raises(ValueError, match="to come"),
        clock.telling(clock.true_now() + timedelta(minutes=1)),
    ):
        raise AssertionError
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="demonstration"), clock.telling(THEN):
        raise AssertionError


@pytest.mark.django_db
def test_the_audit_log_keeps_the_true_time() -> None:
    before = clock.true_now()
    with clock.telling(THEN):
        doors.look(note, actor=SYSTEM)
    event = AuditEvent.objects.get(action="core.test")
    assert event.recorded_at >= before
    assert event.detail == {"day": "2025-07-07"}
