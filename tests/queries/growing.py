"""Rows for every list: how to make so many more of what it shows."""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts import tokens
from accounts.actors import actor_of_account
from accounts.models import ActivationCode, User
from core import clock, doors
from core.actors import SYSTEM, Actor
from core.services import audit, jobs, seals
from desk.services.messages import Draft, ToPerson, send
from documents.models import NumberPattern
from documents.services.drafts import add_draft
from records.models import Batch, CatalogueVersion, QueuedRow
from sectors.middleware import acting_unit
from sectors.models import HandOver, OrgUnit, Pack, PackLoad, PackOverride
from sectors.queries.memberships import duties_of
from tests import people
from tests.core.counting import COUNT
from tests.desk import making
from tests.documents import keeping, samples, writing
from tests.exchange import ledger
from tests.exchange.reading import sequence_all
from tests.records.build import code, item
from tests.sectors import build

_numbers = itertools.count(50_000)
_provinces = itertools.count(10)


@dataclass(slots=True)
class Place:
    """Where the rows go: a unit, and who looks at the list."""

    unit: OrgUnit
    viewer: User

    @property
    def actor(self) -> Actor:
        known = actor_of_account(self.viewer, "")
        duties = tuple(duties_of(self.viewer.person_id, clock.today()))
        known = replace(known, duties=duties)
        return replace(known, unit_id=acting_unit(known, None))


Grow = Callable[[Place, int], None]


def accounts(place: Place, count: int) -> None:
    for _ in range(count):
        people.make_user()


def represented(place: Place, count: int) -> None:
    for _ in range(count):
        people.make_agent(1)


def codes(place: Place, count: int) -> None:
    """Half of them used, each by somebody else."""
    now = clock.now()
    for number in range(count):
        used_by = people.make_agent() if number % 2 else None
        ActivationCode.objects.create(
            subject_id=1,
            code_hash=tokens.digest(str(next(_numbers))),
            basis="委托书",
            issued_at=now,
            issued_by=people.make_person(),
            expires_at=now + timedelta(days=1),
            used_at=now if used_by else None,
            used_by=used_by,
        )


def unconfirmed(place: Place, count: int) -> None:
    for _ in range(count):
        person = people.make_person()
        User.objects.create(
            person=person,
            duty=person.duty,
            username=f"new{next(_numbers)}",
            created_at=clock.now(),
            created_by=people._officer("system"),
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
        doors.run(jobs.start, actor=place.actor, kind=COUNT)


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
        _loaded(Pack.objects.create(code=f"p{next(_numbers)}", name="测试", kind="county"))


def differences(place: Place, count: int) -> None:
    pack, _ = Pack.objects.get_or_create(code="grow", defaults={"name": "测试", "kind": "county"})
    load = _loaded(pack)
    for number in range(count):
        PackOverride.objects.create(
            load=load,
            part="units",
            key=f"u{number}",
            field="name",
            outcome=PackOverride.Outcome.KEPT,
        )


def _loaded(pack: Pack) -> PackLoad:
    return PackLoad.objects.create(
        pack=pack, version=1, content_hash=b"x" * 32, loaded_at=clock.now()
    )


def lines(place: Place, count: int) -> None:
    for _ in range(count):
        build.line(build.unit())


def divisions(place: Place, count: int) -> None:
    for _ in range(count):
        build.division(place.unit, f"科室{next(_numbers)}")


def regions(place: Place, count: int) -> None:
    for _ in range(count):
        build.region(f"{next(_provinces)}0000")


def sectors(place: Place, count: int) -> None:
    for _ in range(count):
        build.sector()


def stand_ins(place: Place, count: int) -> None:
    """An approver sees everybody's in the unit."""
    today = clock.today()
    for _ in range(count):
        absent = build.membership(build.person(), place.unit)
        other = build.membership(build.person(), place.unit)
        HandOver.objects.create(
            unit=place.unit,
            membership=absent,
            from_person=absent.person,
            to_membership=other,
            to_person=other.person,
            valid_from=today,
            valid_to=today + timedelta(days=7),
            reason="leave",
            made_by=absent.person,
            made_at=clock.now(),
        )


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
            add_draft,
            actor=place.actor,
            kind="letter",
            unit_id=place.unit.pk,
            data=writing.letter(),
        )


def papers(place: Place, count: int) -> None:
    if not NumberPattern.objects.filter(unit=place.unit).exists():
        writing.number_letters(place.unit)
    for _ in range(count):
        writing.issue(place.actor, place.unit, people.make_person().pk)


def changes(place: Place, count: int) -> None:
    """Whether the reader may see them or not: the feed looks at each."""
    ledger.note(count, kind="trial.recorded", first=next(_numbers) * 100)
    sequence_all()


def batches(place: Place, count: int) -> None:
    version = _item_of(place)
    Batch.objects.bulk_create(_batch(place, version) for _ in range(count))


def held(place: Place, count: int) -> None:
    """Rows that wait for what they lack, each with a time to report of its own."""
    version = _item_of(place)
    batch = Batch.objects.create(**_said_of(place, version))
    now = clock.now()
    QueuedRow.objects.bulk_create(
        QueuedRow(
            batch=batch,
            unit=place.unit,
            item=version.item,
            queue=QueuedRow.Queue.HELD,
            waiting_key=str(number),
            uscc=code(),
            name=f"演示公司{number}",
            document_no=f"澄示罚决〔2026〕{number}号",
            due_on=clock.today() + timedelta(days=number % 20),
            remarks=[["held.notice", "", {}]],
            row={},
            queued_at=now,
        )
        for number in itertools.islice(_numbers, count)
    )


def _item_of(place: Place) -> CatalogueVersion:
    sent = CatalogueVersion.objects.filter(sources__unit=place.unit)
    return sent.first() or item("penalty", "adverse", place.unit)


def _batch(place: Place, version: CatalogueVersion) -> Batch:
    return Batch(**_said_of(place, version))


def _said_of(place: Place, version: CatalogueVersion) -> dict[str, Any]:
    now = clock.now()
    return {
        "unit": place.unit,
        "item": version.item,
        "catalogue_version": version,
        "channel": Batch.Channel.UPLOAD,
        "mode": Batch.Mode.PARTIAL,
        "state": Batch.State.DONE,
        "file_name": "行政处罚.csv",
        "sha256": "0" * 64,
        "size": 1,
        "shelf": uuid.uuid4(),
        "rows": 1,
        "counts": {"new": 1},
        "created_at": now,
        "checked_at": now,
        "ended_at": now,
        "made_by": place.viewer.person,
    }
