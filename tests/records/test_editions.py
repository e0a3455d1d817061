"""Editing the catalogue by hand: in editions, by the credit office, from a day ahead."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from core import clock, doors
from core.actors import Actor, Role
from core.errors import Refusal
from core.models import AuditEvent
from records.models import CatalogueVersion
from records.queries.catalogue import history_of, list_catalogue, senders_of, version_on
from records.services.catalogue import publish_edition
from tests.records.build import World, people
from tests.sectors import build

pytestmark = pytest.mark.django_db


@pytest.mark.req("R010")
def test_the_next_edition_takes_force_on_its_day(world: World) -> None:
    office = people(build.unit(), Role.CREDIT_OFFICE)
    other = build.unit()
    item = world.licence.item
    today, ahead = clock.today(), clock.today() + timedelta(days=5)

    def publish(actor: Actor = office, on: date = ahead, **changes: object) -> CatalogueVersion:
        return doors.run(
            publish_edition,
            actor=actor,
            item_code=item.code,
            valid_from=on,
            changes=changes,
            unit_ids=[other.id],
        )

    attempts: list[tuple[Callable[[], object], str]] = [
        (lambda: publish(actor=world.approver), "core.not_allowed"),
        (lambda: publish(on=today), "records.catalogue_later"),
        (lambda: publish(polarity="positive"), "core.bad_request"),
        (lambda: publish(basis=" "), "records.catalogue_basis"),
        (lambda: publish(fields=[{"code": "A"}]), "core.bad_request"),
        (
            lambda: publish(fields=[{"code": "A", "name": "甲", "type": "text", "into": "amount"}]),
            "core.invalid",
        ),
    ]
    for refused, expected in attempts:
        with pytest.raises(Refusal) as refusal:
            refused()
        assert refusal.value.code == expected
    assert CatalogueVersion.objects.filter(item=item).count() == 1
    made = publish(disclosure="authorities", update_cycle="每周")
    assert (made.number, made.name, made.basis) == (2, world.licence.name, world.licence.basis)
    assert version_on(item.code, today) == world.licence
    assert version_on(item.code, ahead) == made
    assert [version.number for version in history_of(item.code)] == [2, 1]
    assert [sender.unit_id for sender in senders_of([made.id])[made.id]] == [other.id]
    assert AuditEvent.objects.get(kind="change", action="records.publish_edition").detail == {
        "item": item.code,
        "number": 2,
        "changed": ["disclosure", "update_cycle"],
    }
    publish(on=ahead + timedelta(days=1), is_ended=True)
    ended = ahead + timedelta(days=1)
    assert item.code not in {version.item.code for version in list_catalogue(ended)}
    with pytest.raises(Refusal):
        version_on(item.code, ended)


def test_what_has_ended_is_taken_in_no_more(world: World) -> None:
    office = people(build.unit(), Role.CREDIT_OFFICE)
    subject = world.subject()
    world.open(world.neutral_row(world.licence, subject))
    ahead = clock.today() + timedelta(days=5)
    made = doors.run(
        publish_edition,
        actor=office,
        item_code=world.licence.item.code,
        valid_from=ahead,
        changes={"is_ended": True},
        unit_ids=[world.bureau.id],
    )
    world.open(world.neutral_row(world.honour, subject))
    with pytest.raises(Refusal) as refusal:
        world.open(world.neutral_row(made, subject))
    assert refusal.value.code == "records.not_in_catalogue"
