"""How far a view reaches: level, department, sector (R019)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, doors
from core.actors import PUBLIC, SYSTEM, Actor, ActorKind, AdminRole, Duty, Role
from sectors.models import Line, OrgUnit, UnitSuccession
from sectors.queries.scope import Scope, scope_of
from sectors.services.packs import load_packs
from tests.sectors import build

pytestmark = [pytest.mark.django_db, pytest.mark.req("R019")]

DAY = timedelta(days=1)


@pytest.fixture
def county() -> None:
    doors.run(load_packs, actor=SYSTEM)


def reach(code: str, role: Role = Role.READER) -> Scope:
    unit = OrgUnit.objects.get(code=code)
    return scope_of(build.staff(build.person(), Duty(unit.pk, role)), clock.today())


def codes(scope: Scope) -> set[str]:
    return set(OrgUnit.objects.filter(id__in=scope.units).values_list("code", flat=True))


def lines(scope: Scope) -> set[str]:
    return set(Line.objects.filter(id__in=scope.lines).values_list("code", flat=True))


def test_a_vertical_system_sees_down_its_line(county: None) -> None:
    province = reach("320000-swj")
    assert codes(province) == {"320000-swj", "320200-swj", "320281-shuiwj"}
    assert codes(reach("320281-shuiwj")) == {"320281-shuiwj"}


def test_a_province_department_sees_its_sectors_lines(county: None) -> None:
    housing = reach("320000-zjt")
    assert codes(housing) == {"320000-zjt"}
    assert {"zj-property", "jy-property", "jy-greening"} <= lines(housing)
    assert not lines(housing) & {"jy-tax", "hb-emitters", "jy-environment"}
    own = Line.objects.get(code="jy-property")
    owner = OrgUnit.objects.get(code="320281-zjj")
    assert housing.covers(owner.pk, own.pk)
    assert not housing.covers(owner.pk)
    assert not housing.covers(owner.pk, Line.objects.get(code="jy-tax").pk)


def test_a_county_bureau_sees_itself_and_its_lines(county: None) -> None:
    bureau = reach("320281-zjj", Role.APPROVER)
    assert codes(bureau) == {"320281-zjj"}
    assert len(lines(bureau)) == 8


def test_a_credit_office_sees_its_county_whole(county: None) -> None:
    office = reach("320281-fgw", Role.CREDIT_OFFICE)
    whole = set(
        OrgUnit.objects.filter(region__code__startswith="320281").values_list("code", flat=True)
    )
    assert codes(office) == whole
    assert {"320281-shuiwj", "320281-fy", "320281-xuxiake-zhzf"} <= whole
    assert "320200-fgw" not in whole
    city = codes(reach("320200-fgw", Role.CREDIT_OFFICE))
    assert city > whole
    assert "320000-fgw" not in city
    assert codes(reach("320000-fgw", Role.CREDIT_OFFICE)) == set(
        OrgUnit.objects.values_list("code", flat=True)
    )
    assert codes(reach("320281-fgw", Role.CLERK)) == {"320281-fgw"}


def test_a_town_government_sees_its_enforcement_bureau(county: None) -> None:
    assert codes(reach("320281-huashi")) == {"320281-huashi", "320281-huashi-zhzf"}
    assert codes(reach("320281-huashi-zhzf")) == {"320281-huashi-zhzf"}


def test_what_was_taken_over_is_seen_from_that_day() -> None:
    old, new = build.unit(valid_to=date(2025, 1, 1)), build.unit()
    UnitSuccession.objects.create(
        from_unit=old,
        to_unit=new,
        kind="merge",
        effective_on=date(2025, 1, 1),
        basis="某文",
        recorded_at=clock.now(),
    )
    actor = build.staff(build.person(), Duty(new.pk, Role.CLERK))
    assert scope_of(actor, date(2024, 12, 31)).units == {new.pk}
    assert scope_of(actor, date(2025, 1, 1)).units == {new.pk, old.pk}


def test_a_stand_in_reaches_as_far_as_the_absent_one() -> None:
    unit, other = build.unit(), build.unit()
    lent = Duty(unit.pk, Role.CLERK, on_behalf_of=77)
    actor = build.staff(build.person(), Duty(other.pk, Role.CLERK), lent)
    assert scope_of(actor, clock.today()).units == {unit.pk, other.pk}


def test_who_reaches_nothing() -> None:
    unit = build.unit()
    nothing = Scope()
    duty = (Duty(unit.pk, Role.CLERK),)
    for actor in (
        PUBLIC,
        SYSTEM,
        build.administrator(AdminRole.SYSTEM),
        Actor(kind=ActorKind.STAFF, person_id=1, admin_role=AdminRole.AUDIT, duties=duty),
        Actor(kind=ActorKind.STAFF, person_id=1),
        Actor(kind=ActorKind.AGENT, person_id=1, subject_ids=frozenset({1})),
    ):
        assert scope_of(actor, clock.today()) == nothing
    client = Actor(kind=ActorKind.CLIENT, id=1, unit_id=unit.pk)
    assert scope_of(client, clock.today()) == Scope(units=frozenset({unit.pk}))


def test_a_scope_costs_one_query() -> None:
    top = build.unit()
    for _ in range(20):
        build.unit(parent=top)
    actor = build.staff(build.person(), Duty(top.pk, Role.CLERK))
    with CaptureQueriesContext(connection) as captured:
        assert len(scope_of(actor, clock.today()).units) == 21
    assert len(captured) == 1
