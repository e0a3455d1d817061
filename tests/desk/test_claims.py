"""Taking work on and giving it back: one person at a time, among those who hold the role."""

import threading

import pytest
from django.db import connections

from core import doors, errors
from core.actors import Actor, ActorKind, Duty, Role
from core.models import AuditEvent
from desk.models import WorkItem
from desk.services import claim, complete, release
from tests.desk.conftest import NOON, Town
from tests.desk.making import new, opened


def refused(service: object, actor: Actor, item: WorkItem) -> tuple[str, int]:
    with pytest.raises(errors.Refusal) as raised:
        doors.run(service, actor=actor, item_id=item.id)  # type: ignore[arg-type]  # both fit
    return raised.value.code, raised.value.error.status


def holder(item: WorkItem) -> int | None:
    item.refresh_from_db()
    return item.assignee_id


@pytest.fixture
def item(calendar: None, town: Town) -> WorkItem:
    return opened(new(town.bureau, 1))[0]


@pytest.mark.usefixtures("at_noon")
def test_a_clerk_takes_work_on_and_gives_it_back(town: Town, item: WorkItem) -> None:
    clerk = town.actor(0, Role.CLERK)
    doors.run(claim, actor=clerk, item_id=item.id)
    item.refresh_from_db()
    assert (item.assignee, item.claimed_at) == (town.persons[0], NOON)
    doors.run(claim, actor=clerk, item_id=item.id)
    doors.run(release, actor=clerk, item_id=item.id)
    item.refresh_from_db()
    assert (item.assignee, item.claimed_at) == (None, None)
    events = AuditEvent.objects.filter(target_kind="work").order_by("id")
    assert [(e.action, e.target_id, e.subject_id, e.person_id) for e in events] == [
        ("desk.claim", str(item.id), 1001, town.persons[0].id),
        ("desk.release", str(item.id), 1001, town.persons[0].id),
    ]


def test_what_a_colleague_has_taken_is_taken(town: Town, item: WorkItem) -> None:
    doors.run(claim, actor=town.actor(0, Role.CLERK), item_id=item.id)
    other = town.actor(1, Role.CLERK)
    assert refused(claim, other, item) == ("desk.already_claimed", 409)
    assert refused(release, other, item) == ("desk.release_not_allowed", 403)
    assert holder(item) == town.persons[0].id


def test_those_without_the_role_do_not_find_it(town: Town, item: WorkItem) -> None:
    strangers = [
        town.actor(1, Role.REVIEWER),
        town.actor(1, Role.CLERK, unit=town.neighbour),
        town.actor(1, Role.CREDIT_OFFICE, unit=town.city),
        Actor(kind=ActorKind.STAFF, id=9, person_id=town.persons[3].id),
    ]
    for actor in strangers:
        assert refused(claim, actor, item) == ("core.not_found", 404)
        assert refused(release, actor, item) == ("core.not_found", 404)
    assert holder(item) is None
    assert AuditEvent.objects.filter(kind="denial").count() == 8


def test_a_system_does_not_take_work_on(town: Town, item: WorkItem) -> None:
    client = Actor(kind=ActorKind.CLIENT, id=5, duties=(Duty(town.bureau.id, Role.CLERK),))
    assert refused(claim, client, item) == ("core.not_allowed", 403)
    assert holder(item) is None


def test_an_approver_or_a_deputy_may_give_back_for_another(town: Town, item: WorkItem) -> None:
    absent = town.actor(0, Role.CLERK)
    approver = town.actor(1, Role.CLERK, Role.APPROVER)
    deputy = town.actor(2, Role.CLERK, on_behalf_of=town.persons[0].id)
    for actor in (approver, deputy):
        doors.run(claim, actor=absent, item_id=item.id)
        doors.run(release, actor=actor, item_id=item.id)
        assert holder(item) is None
    abroad = town.actor(3, Role.APPROVER, unit=town.neighbour)
    doors.run(claim, actor=absent, item_id=item.id)
    assert refused(release, abroad, item) == ("core.not_found", 404)


def test_who_only_approves_gives_back_but_takes_nothing_on(town: Town, item: WorkItem) -> None:
    approver = town.actor(1, Role.APPROVER)
    assert refused(claim, approver, item) == ("core.not_found", 404)
    assert refused(release, approver, item) == ("desk.not_claimed", 409)
    doors.run(claim, actor=town.actor(0, Role.CLERK), item_id=item.id)
    colleague = town.actor(2, Role.CLERK)
    assert refused(release, colleague, item) == ("desk.release_not_allowed", 403)
    assert holder(item) == town.persons[0].id
    doors.run(release, actor=approver, item_id=item.id)
    assert holder(item) is None
    event = AuditEvent.objects.get(kind="change", action="desk.release")
    assert (event.person_id, event.target_id) == (town.persons[1].id, str(item.id))


def test_work_of_a_division_is_for_the_division_and_for_the_whole_unit(
    calendar: None, town: Town
) -> None:
    (item,) = opened(new(town.bureau, 1, division_id=town.divisions[0].id))
    elsewhere = town.actor(0, Role.CLERK, division_id=town.divisions[1].id)
    assert refused(claim, elsewhere, item) == ("core.not_found", 404)
    for actor in (
        town.actor(1, Role.CLERK, division_id=town.divisions[0].id),
        town.actor(2, Role.CLERK),
    ):
        doors.run(claim, actor=actor, item_id=item.id)
        doors.run(release, actor=actor, item_id=item.id)


def test_what_has_ended_is_not_taken_on(town: Town, item: WorkItem) -> None:
    clerk = town.actor(0, Role.CLERK)
    assert refused(release, clerk, item) == ("desk.not_claimed", 409)
    complete(actor=clerk, kind="repair.accept", target_kind="repair", target_ids=[1])
    assert refused(claim, clerk, item) == ("desk.not_open", 409)
    assert refused(release, clerk, item) == ("desk.not_open", 409)
    assert holder(item) is None


def test_of_two_at_once_one_gets_it(committed_db: None, calendar: None, town: Town) -> None:
    (item,) = opened(new(town.bureau, 1))
    meet = threading.Barrier(2)
    outcome: dict[int, str] = {}

    def take(number: int) -> None:
        actor = town.actor(number, Role.CLERK)
        try:
            meet.wait(timeout=30)
            doors.run(claim, actor=actor, item_id=item.id)
            outcome[number] = "claimed"
        except errors.Refusal as refusal:
            outcome[number] = refusal.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcome.values()) == ["claimed", "desk.already_claimed"]
    winner = next(number for number, what in outcome.items() if what == "claimed")
    assert holder(item) == town.persons[winner].id
    assert AuditEvent.objects.filter(action="desk.claim").count() == 1
