"""Two units with people in them, on the 2026 calendar, and kinds of work to give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
import time_machine

from accounts.models import Person
from core import clock
from core.actors import Actor, ActorKind, Duty, Role
from desk import kinds
from desk.kinds import Step
from sectors.models import Division, OrgUnit, Region
from tests.sectors import build

AREA = "320281"
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
    """城管局 in 市政府, with its people and two divisions; 环保局 next door; 发改委, where the
    area's credit office sits."""

    city: OrgUnit
    bureau: OrgUnit
    neighbour: OrgUnit
    office: OrgUnit
    divisions: list[Division]
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
    for code in ("320000", "320200", AREA):
        if not Region.objects.filter(code=code).exists():
            build.region(code)
    city = build.unit("trial-city", name="试验市政府", region_id=AREA)
    bureau = build.unit("trial-a", name="试验城管局", parent=city, region_id=AREA)
    neighbour = build.unit("trial-b", name="试验环保局", parent=city, region_id=AREA)
    office = build.unit("trial-c", name="试验发改委", parent=city, region_id=AREA)
    build.division(office, "信用科", is_credit_office=True)
    divisions = [build.division(bureau, name) for name in ("法规科", "执法科")]
    persons = [build.person(name) for name in ("甲", "乙", "丙", "丁")]
    return Town(city, bureau, neighbour, office, divisions, persons)


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
