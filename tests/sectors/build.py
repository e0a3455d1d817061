"""Rows the tests of this floor start from, written straight into the tables."""

from datetime import date
from itertools import count

from accounts.models import Person
from core import clock
from core.actors import Actor, ActorKind, AdminRole, Duty, Role
from sectors.models import (
    Division,
    Line,
    LineOwner,
    Membership,
    OrgUnit,
    Pack,
    Region,
    Sector,
    UnitName,
)

LONG_AGO = date(2020, 1, 1)
_numbers = count(1)


def person(name: str = "王小明", duty: str = "business") -> Person:
    number = f"T{next(_numbers):05d}"
    return Person.objects.create(name=name, staff_number=number, duty=duty, created_at=clock.now())


def administrator(role: AdminRole) -> Actor:
    made = person("管理员", role.value)
    return Actor(
        kind=ActorKind.STAFF,
        id=made.id,
        person_id=made.id,
        admin_role=role,
        name=made.name,
    )


def unit(code: str = "", level: int = 3, **values: object) -> OrgUnit:
    code = code or f"320281-t{next(_numbers)}"
    made = OrgUnit(code=code, level=level, name=str(values.pop("name", f"机构{code}")))
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    UnitName.objects.create(
        unit=made,
        name=made.name,
        valid_from=made.valid_from,
        valid_to=made.valid_to,
        recorded_at=clock.now(),
    )
    return made


def region(code: str, name: str = "某地") -> Region:
    level = 4 if len(code) == 9 else 1 if code[2:] == "0000" else 2 if code[4:] == "00" else 3
    parent = {1: None, 2: f"{code[:2]}0000", 3: f"{code[:4]}00", 4: code[:6]}[level]
    scheme = "local" if level == 4 else "national"
    return Region.objects.create(code=code, name=name, level=level, parent_id=parent, scheme=scheme)


def division(of: OrgUnit, name: str = "法规科", **values: object) -> Division:
    return Division.objects.create(
        code=f"{of.code}-d{next(_numbers)}", unit=of, name=name, **values
    )


def membership(
    of: Person,
    at: OrgUnit,
    role: Role = Role.CLERK,
    *,
    begins: date = LONG_AGO,
    ends: date | None = None,
    state: str = "confirmed",
    division: Division | None = None,
) -> Membership:
    proposer, decider = person("甲", "system"), person("乙", "security")
    decided = state != "proposed"
    return Membership.objects.create(
        person=of,
        unit=at,
        division=division,
        in_credit_office=bool(division and division.is_credit_office),
        role=role,
        basis="任职通知",
        valid_from=begins,
        valid_to=ends,
        state=state,
        proposed_by=proposer,
        proposed_at=clock.now(),
        decided_by=decider if decided else None,
        decided_at=clock.now() if decided else None,
    )


def sector(code: str = "", **values: object) -> Sector:
    pack, _ = Pack.objects.get_or_create(code="test", defaults={"name": "测试", "kind": "county"})
    number = next(_numbers)
    return Sector.objects.create(
        code=code or f"s{number}",
        name=f"行业{number}",
        pack=pack,
        determined_by="local",
        source="测试",
        **values,
    )


def line(owner: OrgUnit, of: Sector | None = None, *, begins: date = LONG_AGO) -> Line:
    number = next(_numbers)
    made = Line.objects.create(
        code=f"line-{number}",
        name=f"条线{number}",
        sector=of or sector(),
        source="测试",
        valid_from=begins,
    )
    LineOwner.objects.create(line=made, unit=owner, valid_from=begins, recorded_at=clock.now())
    return made


def staff(of: Person, *duties: Duty) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        id=of.id,
        person_id=of.id,
        unit_id=duties[0].unit_id if duties else None,
        duties=duties,
        name=of.name,
    )
