"""Told: who was given what, written in bulk, found again for everyone who must hear of a repair."""

from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from core import clock, doors
from core.actors import SYSTEM
from exchange.models import Told
from exchange.queries import Telling, who_was_told
from exchange.services import Given, tell

MORNING = datetime(2026, 4, 15, 9, 0, tzinfo=clock.SHANGHAI)
BANK, BUREAU = 31, 41


def give(subject: int, receiver: tuple[Told.Receiver, int], what: tuple[str, int]) -> Given:
    return Given(subject, receiver[0], receiver[1], what[0], what[1])


def telling(receiver: tuple[str, int], what: tuple[str, int], hours: int, channel: str) -> Telling:
    return Telling(
        receiver_kind=receiver[0],
        receiver_id=receiver[1],
        what_kind=what[0],
        what_ref=what[1],
        told_at=MORNING + timedelta(hours=hours),
        channel=channel,
        reference=f"R{hours}",
    )


@pytest.fixture
def history(db: None) -> None:
    """A bank screened twice, a bureau got a report; another subject is somebody else's story."""
    bank, bureau = (Told.Receiver.CLIENT, BANK), (Told.Receiver.UNIT, BUREAU)
    for hours, channel, given in [
        (0, "screening", [give(1, bank, ("fact", 12)), give(1, bank, ("fact", 13))]),
        (1, "report", [give(1, bureau, ("fact", 12)), give(1, bureau, ("grade", 12))]),
        (2, "screening", [give(1, bank, ("fact", 12)), give(2, bank, ("fact", 12))]),
    ]:
        with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
            told = doors.run(
                tell, actor=SYSTEM, given=given, channel=channel, reference=f"R{hours}"
            )
        assert told == 2


@pytest.mark.usefixtures("history")
@pytest.mark.req("R125")
def test_each_receiver_is_found_once_for_each_thing_with_the_last_time() -> None:
    bank, bureau = ("client", BANK), ("unit", BUREAU)
    assert who_was_told(1, ["fact"]) == [
        telling(bank, ("fact", 12), 2, "screening"),
        telling(bank, ("fact", 13), 0, "screening"),
        telling(bureau, ("fact", 12), 1, "report"),
    ]
    assert who_was_told(1, ["fact"], [13]) == [telling(bank, ("fact", 13), 0, "screening")]
    assert who_was_told(1, ["grade", "fact"], [12]) == [
        telling(bank, ("fact", 12), 2, "screening"),
        telling(bureau, ("fact", 12), 1, "report"),
        telling(bureau, ("grade", 12), 1, "report"),
    ]
    assert who_was_told(3, ["fact"]) == []
    assert who_was_told(1, []) == []


@pytest.mark.django_db
def test_telling_many_costs_the_same_as_telling_few(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for count in (10, 1000):
        given = [give(n, (Told.Receiver.CLIENT, BANK), ("fact", n)) for n in range(count)]
        with django_assert_num_queries(1):
            assert tell(actor=SYSTEM, given=given, channel="report") == count
    assert Told.objects.count() == 1010


@pytest.mark.usefixtures("committed_db")
def test_telling_outside_a_door_is_refused() -> None:
    with pytest.raises(RuntimeError):
        tell(actor=SYSTEM, given=[give(1, (Told.Receiver.CLIENT, 1), ("fact", 1))], channel="x")
    assert Told.objects.count() == 0
