"""Organisations with facts out of the register, however it is cut, and counted in ranges."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core import clock, doors, errors, runner
from core.actors import SYSTEM
from core.errors import Refusal
from core.models import Job
from records.models import CoverageDay
from records.quality.services import coverage
from records.tasks import measure_coverage
from sectors.models import Region
from tests.records import build
from tests.records.build import World

pytestmark = pytest.mark.django_db


def counted(by: str) -> dict[str, tuple[int, int]]:
    rows = CoverageDay.objects.filter(by=by, day=clock.today())
    return {row.key: (row.covered, row.whole) for row in rows}


def populate(world: World) -> dict[str, Any]:
    """Five organisations of two towns, one of them not confirmed, one cancelled; facts about three
    of the confirmed, about one twice."""
    Region.objects.get_or_create(
        code="320000", defaults={"name": "江苏省", "level": 1, "parent_id": None}
    )
    here, there = "320281101", "320281102"
    first = world.subject("江阴市一号有限公司", region_code=here)
    second = world.subject("江阴市二号有限公司", region_code=there)
    world.subject("江阴市三号有限公司", region_code=there, kind="household")
    gone = world.subject("江阴市四号有限公司", region_code=here, status="cancelled")
    sector_item = build.item("honour", "positive", world.bureau)
    world.open(
        world.penalty_row(first),
        world.penalty_row(first),
        world.neutral_row(world.licence, second),
        world.penalty_row(gone),
        world.neutral_row(sector_item, second),
    )
    return {"item": sector_item.item.code}


@pytest.mark.req("R007")
@pytest.mark.req("R008")
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_covered_and_registered_by_every_cut(world: World, limit: int) -> None:
    codes = populate(world)
    place: dict[str, Any] = {}
    parameters = {"day": clock.today().isoformat(), "until": clock.now().isoformat()}
    while True:
        place, ended = coverage.measure(parameters, place, limit)
        if ended:
            break
    assert counted("all") == {"": (2, 3)}
    assert counted("kind") == {"enterprise": (2, 2), "household": (0, 1)}
    assert counted("region") == {
        "320281": (2, 3),
        "320281101": (1, 1),
        "320281102": (1, 2),
    }
    assert counted("item") == {
        world.penalty.item.code: (1, 3),
        world.licence.item.code: (1, 3),
        codes["item"]: (1, 3),
    }
    assert counted("unit") == {world.bureau.code: (2, 3)}


@pytest.mark.req("R188")
def test_what_should_be_public_and_is(world: World) -> None:
    """One is too old to be shown any more, one is internal, one of an organisation the register
    has not confirmed."""
    subject = world.subject()
    hidden = build.item("licence", "neutral", world.bureau, disclosure="internal")
    world.open(
        world.penalty_row(subject),
        world.penalty_row(subject, decided_on=date(2023, 6, 1), severity=2),
        world.neutral_row(hidden, subject),
    )
    measure_coverage()
    runner.run(Job.objects.get().id)
    assert counted("shown") == {world.penalty.item.code: (1, 1)}


@pytest.mark.req("R008")
def test_a_day_is_counted_once_and_stays(world: World) -> None:
    world.open(world.penalty_row(world.subject()))
    measure_coverage()
    measure_coverage()
    (job,) = Job.objects.filter(kind=coverage.JOB)
    runner.run(job.id)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"summary": "覆盖情况已统计。", "holds": True})
    assert counted("all") == {"": (1, 1)}
    world.subject("江阴市后来有限公司")
    measure_coverage()
    assert Job.objects.filter(kind=coverage.JOB).count() == 1
    assert counted("all") == {"": (1, 1)}
    for statement in (
        "UPDATE records_coverageday SET covered = 0",
        "DELETE FROM records_coverageday",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_nobody_else_starts_it(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        doors.run(coverage.start_measuring, actor=world.clerk, today=clock.today())
    assert refused.value.code == errors.NOT_ALLOWED.code
    assert doors.run(coverage.start_measuring, actor=SYSTEM, today=clock.today()) is not None
