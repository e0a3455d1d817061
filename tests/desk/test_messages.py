"""Messages: to a person, a role, or an organisation's agents; read by each for himself."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from core import doors, errors
from core.actors import SYSTEM, Actor, ActorKind, Role
from core.models import AuditEvent
from desk.models import Delivery, Message, ReadMark
from desk.queries import MessagePage, MessageRow, access_message, count_unread, list_messages
from desk.services import (
    Draft,
    ToPerson,
    ToRole,
    ToSubject,
    claim,
    mark_all_read,
    mark_read,
    send,
)
from tests.desk.conftest import NOON, Town

pytestmark = pytest.mark.usefixtures("at_noon")
SUBJECT = 1001


def draft(to: ToPerson | ToRole | ToSubject, title: str = "修复申请已受理") -> Draft:
    return Draft(to=to, kind="repair.answered", title=title, body="请查收。", link=("repair", 5))


def agent_of(town: Town, number: int, *subjects: int) -> Actor:
    return Actor(
        kind=ActorKind.AGENT,
        id=200 + number,
        person_id=town.persons[number].id,
        subject_ids=frozenset(subjects),
    )


def titles(actor: Actor) -> list[str]:
    return [row.title for row in list_messages(actor).items]


@pytest.fixture
def sent(town: Town) -> list[int]:
    drafts = [
        draft(ToPerson(town.persons[0].id), "致甲"),
        draft(ToRole(town.bureau.id, Role.CLERK), "致经办"),
        draft(ToSubject(SUBJECT), "致主体"),
    ]
    return doors.run(send, actor=SYSTEM, messages=drafts)


def test_each_gets_what_is_addressed_to_them(town: Town, sent: list[int]) -> None:
    clerk = town.actor(0, Role.CLERK)
    assert titles(clerk) == ["致经办", "致甲"]
    assert titles(replace(clerk, duties=())) == ["致甲"]
    assert titles(town.actor(1, Role.CLERK)) == ["致经办"]
    assert titles(town.actor(1, Role.REVIEWER)) == []
    assert titles(town.actor(1, Role.CLERK, unit=town.neighbour)) == []
    assert titles(agent_of(town, 2, SUBJECT)) == ["致主体"]
    assert titles(agent_of(town, 2, SUBJECT + 1)) == []
    # The organisations of an agent are nothing to staff, nor to the public.
    assert titles(replace(clerk, duties=(), subject_ids=frozenset({SUBJECT}))) == ["致甲"]
    assert titles(Actor(kind=ActorKind.PUBLIC)) == []


def test_a_row_says_where_it_leads(town: Town, sent: list[int]) -> None:
    page = list_messages(agent_of(town, 2, SUBJECT))
    assert page == MessagePage(
        [
            MessageRow(
                id=sent[2],
                kind="修复结果",
                title="致主体",
                body="请查收。",
                url=f"/messages/{sent[2]}",
                about="/repair/5",
                read=False,
                at=NOON,
                to_role=False,
            )
        ],
        None,
    )


def test_another_ones_message_does_not_exist(town: Town, sent: list[int]) -> None:
    clerk = town.actor(0, Role.CLERK)
    assert access_message(clerk, sent[0]).title == "致甲"
    for actor, message in [(clerk, sent[2]), (town.actor(1, Role.CLERK), sent[0]), (clerk, 0)]:
        with pytest.raises(errors.Refusal) as refused:
            access_message(actor, message)
        assert refused.value.code == "core.not_found"


def test_reading_is_each_ones_own(town: Town, sent: list[int]) -> None:
    first, second = town.actor(0, Role.CLERK), town.actor(1, Role.CLERK)
    assert (count_unread(first), count_unread(second)) == (2, 1)
    # The organisation's message is passed by: it is not this reader's.
    assert doors.run(mark_read, actor=first, message_ids=[sent[1], sent[2]]) == 1
    assert doors.run(mark_read, actor=first, message_ids=[sent[1]]) == 0
    assert (count_unread(first), count_unread(second)) == (1, 1)
    assert [row.read for row in list_messages(first).items] == [True, False]
    assert [row.title for row in list_messages(first, unread_only=True).items] == ["致甲"]
    assert doors.run(mark_all_read, actor=first) == 1
    marks = ReadMark.objects.order_by("id").values_list("message", "person", "read_at")
    assert list(marks) == [
        (sent[1], town.persons[0].id, NOON),
        (sent[0], town.persons[0].id, NOON),
    ]


def test_sending_is_written_down_without_content(town: Town, sent: list[int]) -> None:
    event = AuditEvent.objects.get(action="desk.send")
    assert event.detail == {"kinds": {"repair.answered": 3}}
    assert sent == list(Message.objects.order_by("id").values_list("id", flat=True))
    deliveries = Delivery.objects.order_by("id").values_list("message", "channel", "state")
    assert list(deliveries) == [
        (message, channel, state)
        for message in sent
        for channel, state in (("file", "waiting"), ("inbox", "sent"))
    ]


def test_a_title_holds_nothing_personal(town: Town) -> None:
    for title in ("", "请联系 13812345678", "320281199001011234 的修复申请"):
        with pytest.raises(errors.Refusal) as refused:
            doors.run(send, actor=SYSTEM, messages=[draft(ToSubject(SUBJECT), title)])
        assert refused.value.code == "desk.title_not_plain"
    assert (Message.objects.count(), Delivery.objects.count()) == (0, 0)


def test_an_unknown_kind_is_a_mistake_of_the_program(town: Town) -> None:
    unknown = replace(draft(ToSubject(SUBJECT)), kind="repair.unknown")
    with pytest.raises(ValueError, match="not registered"):
        doors.run(send, actor=SYSTEM, messages=[unknown])
    assert doors.run(send, actor=SYSTEM, messages=[]) == []
    assert Message.objects.count() == 0


def test_who_is_nobody_cannot_read(town: Town, sent: list[int]) -> None:
    client = Actor(kind=ActorKind.CLIENT, id=5)
    with pytest.raises(errors.Refusal) as refused:
        doors.run(mark_all_read, actor=client)
    assert refused.value.code == "core.not_allowed"
    assert ReadMark.objects.count() == 0


def test_the_newest_come_first_page_after_page(town: Town) -> None:
    for number in range(5):
        with time_machine.travel(NOON + timedelta(minutes=number), tick=False):
            to = ToPerson(town.persons[0].id)
            doors.run(send, actor=SYSTEM, messages=[draft(to, f"第{number}件")])
    clerk = town.actor(0, Role.CLERK)
    first = list_messages(clerk, size=3)
    second = list_messages(clerk, size=3, cursor=first.next)
    assert [row.title for row in first.items] == ["第4件", "第3件", "第2件"]
    assert [row.title for row in second.items] == ["第1件", "第0件"]
    assert second.next is None


def test_ten_and_fifty_cost_the_same(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk = town.actor(0, Role.CLERK)
    for count in (10, 40):
        drafts = [draft(ToPerson(town.persons[0].id)) for _ in range(count)]
        with django_assert_num_queries(3):
            send(actor=SYSTEM, messages=drafts)
        with django_assert_num_queries(2):
            list_messages(clerk)
        with django_assert_num_queries(1):
            count_unread(clerk)
        with django_assert_num_queries(2):
            assert mark_all_read(actor=clerk) == count


def test_claiming_is_for_staff_only(town: Town) -> None:
    """An agent's messages give no way into the work of a unit."""
    with pytest.raises(errors.Refusal) as refused:
        doors.run(claim, actor=agent_of(town, 2, SUBJECT), item_id=1)
    assert refused.value.code == "core.not_found"
