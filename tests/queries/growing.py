"""Rows for every list: how to make so many more of what it shows."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from accounts.actors import actor_of_account
from accounts.models import User
from core import clock, doors
from core.actors import SYSTEM, Actor, Role
from core.services import audit, jobs, seals
from core.steps import VERIFY
from desk.services.messages import Draft, ToPerson, send
from documents.services.drafts import add_draft
from sectors.middleware import acting_unit
from sectors.models import Division, HandOver, Line, OrgUnit, Pack
from sectors.queries.memberships import duties_of
from tests import people
from tests.desk import making
from tests.documents import keeping, samples, writing
from tests.sectors import build

_numbers = itertools.count(50_000)


@dataclass(slots=True)
class Place:
    """Where the rows go: a unit, and who looks at the list."""

    unit: OrgUnit
    viewer: User

    @property
    def actor(self) -> Actor:
        base = actor_of_account(self.viewer, "")
        duties = duties_of(self.viewer.person_id, clock.today())
        made = Actor(
            kind=base.kind, id=base.id, person_id=base.person_id, duties=duties,
            admin_role=base.admin_role,
        )
        unit = acting_unit(made, None)
        return Actor(
            kind=base.kind, id=base.id, person_id=base.person_id, duties=duties,
            admin_role=base.admin_role, unit_id=unit,
        )


Grow = Callable[[Place, int], None]


def accounts(place: Place, count: int) -> None:
    for _ in range(count):
        people.make_user()


def unconfirmed(place: Place, count: int) -> None:
    for _ in range(count):
        person = people.make_person()
        User.objects.create(
            person=person, duty=person.duty, username=f"new{next(_numbers)}",
            created_at=clock.now(), created_by=people._officer("system"),
        )


def clients(place: Place, count: int) -> None:
    for _ in range(count):
        people.make_client(unit_id=place.unit.pk)


def events(place: Place, count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            other = people.make_person()
            actor = Actor(kind=SYSTEM.kind, id=number, person_id=other.pk, unit_id=place.unit.pk)
            audit.record(actor=actor, action="tests.grow")


def sealed(place: Place, count: int) -> None:
    for _ in range(count):
        doors.run(seals.seal_next, actor=SYSTEM)


def long_work(place: Place, count: int) -> None:
    for _ in range(count):
        doors.run(jobs.start, actor=place.actor, kind=VERIFY)


def units(place: Place, count: int) -> None:
    for _ in range(count):
        build.unit(parent=place.unit)


def members(place: Place, count: int) -> None:
    for _ in range(count):
        build.membership(build.person(), place.unit)


def proposals(place: Place, count: int) -> None:
    for _ in range(count):
        build.membership(build.person(), build.unit(), state="proposed")


def packs(place: Place, count: int) -> None:
    for _ in range(count):
        Pack.objects.create(code=f"p{next(_numbers)}", name="测试", kind="county")


def lines(place: Place, count: int) -> None:
    for _ in range(count):
        build.line(build.unit())


def divisions(place: Place, count: int) -> None:
    for _ in range(count):
        build.division(place.unit)


def regions(place: Place, count: int) -> None:
    for number in range(count):
        build.region(f"9{next(_numbers):05d}"[:2] + f"{number:02d}"[-2:] + "00")


def work(place: Place, count: int) -> None:
    first = next(_numbers) * 100
    making.opened(*(making.new(place.unit, first + n, kind="demo.exercise") for n in range(count)))


def letters(place: Place, count: int) -> None:
    to = ToPerson(place.viewer.person_id)
    drafts = [Draft(to=to, kind="demo.notice", title="演示") for _ in range(count)]
    doors.run(send, actor=SYSTEM, messages=drafts)


def files(place: Place, count: int) -> None:
    for number in range(count):
        keeping.keep(place.actor, place.unit, content=samples.pdf(f"% {number}".encode()))


def drafts(place: Place, count: int) -> None:
    for _ in range(count):
        doors.run(
            add_draft, actor=place.actor, kind="letter", unit_id=place.unit.pk,
            data=writing.letter(),
        )
