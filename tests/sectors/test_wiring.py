"""What this floor gives to others: duties with each request, names of units to accounts, beat."""

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from accounts import units as lent
from core import clock
from core.access import actor_of
from core.actors import Actor, Duty, Role
from sectors import tasks
from sectors.middleware import ActorOfRequest, acting_unit, unit_names
from sectors.models import Membership, UnitName
from tests import people
from tests.sectors import build

pytestmark = pytest.mark.django_db


def test_accounts_offers_units_in_force_and_names_any() -> None:
    unit = build.unit("320281-a", name="某局")
    ended = build.unit("320281-b", name="撤销局", valid_to=clock.today())
    assert lent.choices() == {unit.pk: "某局（县级，320281-a）"}
    assert lent.names(frozenset({unit.pk, ended.pk, 0})) == {
        unit.pk: "某局",
        ended.pk: "撤销局",
        0: "机构 0",
    }
    assert [lent.in_force(each) for each in (unit.pk, ended.pk, 0)] == [True, False, False]


def test_a_request_carries_the_duties_of_its_person() -> None:
    user = people.make_member("approver")
    held = Membership.objects.get(person_id=user.person_id)
    request = HttpRequest()
    request.session = SessionBase()
    request.actor = build.staff(user.person)  # type: ignore[attr-defined]  # as accounts sets it
    seen: list[Actor] = []

    def view(given: HttpRequest) -> HttpResponse:
        seen.append(actor_of(given))
        return HttpResponse()

    ActorOfRequest(view)(request)
    assert seen[0].duties == (Duty(held.unit_id, Role.APPROVER),)
    assert seen[0].unit_id == held.unit_id
    assert unit_names(request) == {held.unit_id: held.unit.name}


def test_the_acting_unit_is_one_of_the_actors_own() -> None:
    unit, other = build.unit(), build.unit()
    actor = build.staff(build.person(), Duty(unit.pk, Role.CLERK), Duty(other.pk, Role.READER))
    assert acting_unit(actor, None) == unit.pk
    assert acting_unit(actor, other.pk) == other.pk
    assert acting_unit(actor, build.unit().pk) == unit.pk
    assert acting_unit(actor, "1; DROP") == unit.pk
    assert acting_unit(build.staff(build.person()), unit.pk) is None


def test_beat_brings_new_names_into_place() -> None:
    unit = build.unit(name="旧名")
    UnitName.objects.update(valid_to=clock.today())
    UnitName.objects.create(
        unit=unit, name="新名", valid_from=clock.today(), recorded_at=clock.now()
    )
    assert set(tasks.PERIODIC) == {"sectors.refresh_names"}
    assert tasks.refresh_names() == 1
    unit.refresh_from_db()
    assert unit.name == "新名"
