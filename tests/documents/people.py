"""Units, people and who is acting, for tests of documents."""

from datetime import date

from accounts.models import Person
from core import clock
from core.actors import Actor, ActorKind, Duty, Role
from sectors.models import OrgUnit


def make_unit(code: str = "credit-office", name: str = "江阴市信用办") -> OrgUnit:
    return OrgUnit.objects.create(
        code=code, name=name, level=OrgUnit.Level.COUNTY, valid_from=date(2020, 1, 1)
    )


def make_person(name: str = "经办人甲") -> Person:
    return Person.objects.create(name=name, created_at=clock.now())


def acting(person: Person, unit: OrgUnit, *roles: Role) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        id=person.id,
        person_id=person.id,
        unit_id=unit.id,
        duties=tuple(Duty(unit.id, role) for role in roles),
    )


def clerk(unit: OrgUnit, name: str = "经办人甲") -> Actor:
    return acting(make_person(name), unit, Role.CLERK)


def approver(unit: OrgUnit, name: str = "审批人乙") -> Actor:
    return acting(make_person(name), unit, Role.APPROVER)


def reader(unit: OrgUnit, name: str = "查阅人丙") -> Actor:
    return acting(make_person(name), unit, Role.READER)
