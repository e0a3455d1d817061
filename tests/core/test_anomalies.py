"""Unusual reading is measured against one's own habit (R262)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock, errors
from core.actors import Actor, ActorKind, AdminRole
from core.models import AuditEvent
from core.queries.anomalies import Thresholds, list_anomalies
from tests import people

pytestmark = [pytest.mark.req("R262"), pytest.mark.django_db]

AUDITOR = Actor(kind=ActorKind.STAFF, id=3, admin_role=AdminRole.AUDIT)
NOON = clock.now().replace(hour=0, minute=30, second=0, microsecond=0)
LOW = Thresholds(days=7, per_day=10, per_hour=6, factor=3, in_a_row=3)


def add(
    kind: str, at: datetime, count: int = 1, *, person: int | None = 1, actor: int = 9, **more: Any
) -> None:
    AuditEvent.objects.bulk_create(
        AuditEvent(
            kind=kind,
            recorded_at=at + timedelta(seconds=number),
            action="x",
            actor_kind=more.get("actor_kind", "staff"),
            actor_id=actor,
            person_id=person,
            purpose="查" if kind == "read" else "",
        )
        for number in range(count)
    )


def found(thresholds: Thresholds = LOW) -> Any:
    return list_anomalies(actor=AUDITOR, thresholds=thresholds)


def test_more_than_ones_own_habit_is_unusual() -> None:
    for back in range(8, 20):
        add("read", NOON - timedelta(days=back), 4, person=1)
        add("read", NOON - timedelta(days=back), 40, person=2)
    add("read", NOON - timedelta(days=1), 12, person=1)
    add("read", NOON - timedelta(days=1), 60, person=2)
    day = (NOON - timedelta(days=1)).replace(minute=0)
    (one,) = found().per_day
    assert (one.who_kind, one.who_id, one.at, one.reads, one.median) == ("person", 1, day, 12, 4)
    assert found(replace(LOW, per_day=13)).per_day == []
    assert found(replace(LOW, factor=4)).per_day == []
    assert [each.who_id for each in found(replace(LOW, factor=1)).per_day] == [1, 2]


def test_an_hour_is_measured_against_hours() -> None:
    for day in range(8, 12):
        add("read", NOON - timedelta(days=day), 2)
    add("read", NOON - timedelta(days=1), 6)
    (one,) = found().per_hour
    assert (one.reads, one.median, one.at) == (6, 2, (NOON - timedelta(days=1)).replace(minute=0))
    assert found().per_day == []


def test_one_without_a_habit_is_measured_by_the_floor_alone() -> None:
    add("read", NOON, 10, person=None, actor=5, actor_kind="client")
    (one,) = found().per_day
    assert (one.who_kind, one.who_id, one.reads, one.median) == ("client", 5, 10, None)


def test_what_lies_before_the_days_asked_about_is_habit_not_finding() -> None:
    add("read", NOON - timedelta(days=7), 30)
    assert found().per_day == []
    assert [one.reads for one in found(replace(LOW, days=8)).per_day] == [30]


def test_denials_count_only_without_anything_in_between() -> None:
    start = NOON - timedelta(days=2)
    add("denial", start, 2, person=1)
    add("change", start + timedelta(minutes=1), person=1)
    add("denial", start + timedelta(minutes=2), 3, person=1)
    add("denial", start, 2, person=2)
    add("denial", start, 5, person=None, actor=8, actor_kind="client")
    rows = [(one.who_kind, one.who_id, one.count) for one in found().refused]
    assert rows == [("client", 8, 5), ("person", 1, 3)]
    first = found().refused[1]
    assert first.since == start + timedelta(minutes=2)
    assert first.until == start + timedelta(minutes=2, seconds=2)


@pytest.mark.parametrize(
    "actor",
    [
        Actor(kind=ActorKind.STAFF, id=1),
        Actor(kind=ActorKind.STAFF, id=1, admin_role=AdminRole.SYSTEM),
        Actor(kind=ActorKind.STAFF, id=1, admin_role=AdminRole.SECURITY),
        Actor(kind=ActorKind.CLIENT, id=1),
    ],
)
def test_only_the_auditor_asks(actor: Actor) -> None:
    with pytest.raises(errors.Refusal) as refused:
        list_anomalies(actor=actor, thresholds=LOW)
    assert refused.value.code == "core.not_allowed"


def test_the_page_explains_and_links_to_the_events(client: Client) -> None:
    person = people.make_person(name="王敏")
    add("read", NOON, 12, person=person.pk)
    add("denial", NOON + timedelta(minutes=5), 4, person=person.pk)
    people.sign_in(client, people.make_user("audit"))
    empty = client.get("/audit/anomalies")
    assert empty.status_code == 200
    assert "王敏" not in empty.content.decode()
    assert AuditEvent.objects.filter(action="core.list_anomalies").count() == 0
    query: dict[str, Any] = {
        "purpose": "routine",
        "days": 7,
        "per_day": 10,
        "per_hour": 10,
        "factor": 3,
    }
    page = client.get("/audit/anomalies", {**query, "in_a_row": 3}).content.decode()
    today = clock.today().isoformat()
    link = (
        f"/audit/events?purpose=routine&amp;first_day={today}&amp;last_day={today}"
        f"&amp;person_id={person.pk}"
    )
    assert page.count(f'<a href="{link}">王敏</a>') == 3
    assert "中位数" in page
    assert AuditEvent.objects.get(action="core.list_anomalies").purpose == "日常审计"
    wrong = client.get("/audit/anomalies", {**query, "in_a_row": 1})
    assert wrong.status_code == 422
