"""Two units with people in them, on the 2026 calendar, and kinds of work to give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest
import time_machine

from accounts.models import Person
from core import clock
from core.actors import Actor, ActorKind, Duty, Role
from desk import kinds
from desk.kinds import Step
from sectors.models import OrgUnit

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def tables(request: pytest.FixtureRequest) -> None:
    """A database: with real commits where the test asks for them, else in one transaction."""
    wanted = "committed_db" if "committed_db" in request.fixturenames else "db"
    request.getfixturevalue(wanted)


@pytest.fixture
def calendar(tables: None) -> None:
    """The platform's own calendar, as migrations seed it: 2020 to 2026."""


@dataclass(frozen=True, slots=True)
class Town:
    """城管局 in 市政府, with its people; 环保局 next door."""

    city: OrgUnit
    bureau: OrgUnit
    neighbour: OrgUnit
    persons: list[Person]

    def actor(
        self, number: int, *roles: Role, unit: OrgUnit | None = None, **duty: int | None
    ) -> Actor:
        duties = tuple(Duty((unit or self.bureau).id, role, **duty) for role in roles)
        person = self.persons[number]
        return Actor(
            kind=ActorKind.STAFF,
            id=100 + number,
            person_id=person.id,
            unit_id=(unit or self.bureau).id,
            duties=duties,
            request_id="request-1",
        )


@pytest.fixture
def town(tables: None) -> Town:
    made = {
        "level": OrgUnit.Level.COUNTY,
        "valid_from": date(2020, 1, 1),
    }
    city = OrgUnit.objects.create(code="trial-city", name="试验市政府", **made)
    bureau = OrgUnit.objects.create(code="trial-a", name="试验城管局", parent=city, **made)
    neighbour = OrgUnit.objects.create(code="trial-b", name="试验环保局", parent=city, **made)
    persons = [
        Person.objects.create(name=name, staff_number=f"T{number}", created_at=NOON)
        for number, name in enumerate(["甲", "乙", "丙", "丁"])
    ]
    return Town(city, bureau, neighbour, persons)


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform's kinds, and those of a floor above that wants repairs to be dealt with."""
    monkeypatch.setattr(kinds, "_work", {})
    monkeypatch.setattr(kinds, "_messages", dict(kinds._messages))
    kinds.register_work(
        "repair.accept",
        "受理修复申请",
        url=lambda target: f"/repair/{target}",
        steps=[
            Step(after=1, role=Role.REVIEWER),
            Step(after=3, role=Role.APPROVER),
            Step(after=5, role=Role.CREDIT_OFFICE, up=True),
        ],
    )
    kinds.register_work("penalty.complete", "补正处罚信息", url=lambda target: f"/held/{target}")
    kinds.register_message("repair.answered", "修复结果", url=lambda target: f"/repair/{target}")


@pytest.fixture
def at_noon() -> Iterator[None]:
    """The clock stands at noon on Wednesday, 15 April 2026."""
    with time_machine.travel(NOON, tick=False):
        yield
