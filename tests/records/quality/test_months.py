"""A month's figures, as known when it ended: exact, the same whenever asked, never changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from core import clock, doors, errors, runner
from core.actors import SYSTEM
from core.errors import Refusal
from core.models import Job
from records.models import FactVersion, MonthlyClose, MonthlyFigure
from records.quality.decisions.figures import Key, Month, digest
from records.quality.services import months
from records.services import verbs
from records.services.verbs import Grounds
from records.tasks import close_months
from tests.records import build
from tests.records.build import World
from tests.records.quality.counting import count_on

pytestmark = pytest.mark.req("R022")
GROUNDS = Grounds(reason="测试")


@dataclass(frozen=True)
class Until(Month):
    """A stretch that ends at a moment of this very day, so that something can come after it."""

    moment: datetime = datetime(2000, 1, 1, tzinfo=clock.SHANGHAI)

    @property
    def until(self) -> datetime:
        return self.moment

    @property
    def last_day(self) -> date:
        return clock.today()


def this_month() -> Month:
    return Month(clock.today().replace(day=1))


def after_it() -> Any:
    """The first of the next month, an hour after midnight."""
    return time_machine.travel(this_month().until + timedelta(hours=1), tick=False)


def populate(world: World) -> None:
    here = world.subject("江阴市一号有限公司", region_code="320281101")
    there = world.subject("江阴市二号有限公司", region_code="320281102")
    timed = build.item("penalty", "adverse", world.bureau, report_days=7)
    wrong = world.penalty_row(there)
    first, _, _, lost = world.open(
        world.penalty_row(here, catalogue_version_id=timed.id, decided_on=date(2026, 4, 15)),
        world.penalty_row(there),
        world.neutral_row(world.licence, there),
        wrong,
    )
    doors.run(verbs.retract, actor=world.approver, fact_ids=[lost.fact_id], grounds=GROUNDS)
    doors.run(
        verbs.repair,
        actor=world.approver,
        fact_id=first.fact_id,
        grounds=GROUNDS,
    )
    count_on()


EXPECTED = {
    "facts": 4,
    "licences": 1,
    "penalties": 3,
    "adverse": 3,
    "late": 1,
    "mended": 1,
    "gone": 1,
    "repaired": 1,
    "standing": 3,
    "standing_adverse": 2,
}


def of(figures: dict[Key, int], scope: str, key: str) -> dict[str, int]:
    return {name: value for (s, k, name), value in figures.items() if (s, k) == (scope, key)}


def test_the_figures_of_a_month(world: World) -> None:
    populate(world)
    figures = months.compute(this_month(), limit=1)
    assert figures == months.compute(this_month())
    assert of(figures, "unit", world.bureau.code) == EXPECTED
    assert of(figures, "all", "") == EXPECTED | {"registered": 2, "covered": 2}
    assert of(figures, "town", "320281101") == {
        "facts": 1, "penalties": 1, "adverse": 1, "standing": 1, "standing_adverse": 1,
        "registered": 1, "covered": 1,
    }  # fmt: skip
    assert of(figures, "town", "320281102") == {
        "facts": 3, "licences": 1, "penalties": 2, "adverse": 2, "standing": 2,
        "standing_adverse": 1, "registered": 1, "covered": 1,
    }  # fmt: skip


def test_asked_again_it_answers_the_same_whatever_came_later(world: World) -> None:
    populate(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    stretch = Until(this_month().first, moment)
    before = months.compute(stretch)
    later = world.subject("江阴市三号有限公司", region_code="320281102")
    (written,) = world.open(world.penalty_row(later))
    standing = FactVersion.objects.filter(closed_at=None).exclude(fact_id=written.fact_id)
    doors.run(
        verbs.retract,
        actor=world.approver,
        fact_ids=[standing.order_by("id")[1].fact_id],
        grounds=GROUNDS,
    )
    count_on()
    assert months.compute(stretch) == before
    assert months.compute(this_month()) != before


def test_a_month_is_closed_once_when_it_is_over_and_stays(world: World) -> None:
    populate(world)
    close_months()
    assert MonthlyClose.objects.count() == Job.objects.count() == 0
    with after_it():
        close_months()
        close_months()
        (job,) = Job.objects.filter(kind=months.JOB)
        runner.run(job.id)
        job.refresh_from_db()
        closed = MonthlyClose.objects.get()
        stored = {
            (row.scope, row.key, row.measure): row.value for row in MonthlyFigure.objects.all()
        }
        assert stored == months.compute(this_month_of(closed))
        assert closed.sha256 == digest(stored)
        assert (closed.figures, closed.known_before) == (len(stored), this_month_of(closed).until)
        assert job.result == {
            "summary": f"{closed.month.year}年{closed.month.month}月数据已结转，"
            f"共 {len(stored)} 项。",
            "holds": True,
            "sha256": closed.sha256,
        }
        close_months()
        assert Job.objects.filter(kind=months.JOB).count() == 1


def this_month_of(closed: MonthlyClose) -> Month:
    return Month(closed.month)


def test_it_waits_for_what_is_not_counted_yet(world: World) -> None:
    populate(world)
    world.open(world.penalty_row(world.subject("江阴市五号有限公司")))
    with after_it():
        assert doors.run(months.start_closing, actor=SYSTEM, today=clock.today()) is None
        count_on()
        assert doors.run(months.start_closing, actor=SYSTEM, today=clock.today()) is not None
        with pytest.raises(Refusal) as refused:
            doors.run(months.start_closing, actor=world.clerk, today=clock.today())
        assert refused.value.code == errors.NOT_ALLOWED.code


AGAIN = """
INSERT INTO records_monthlyclose (month, known_before, closed_at, figures, sha256, txid)
SELECT month, known_before, closed_at, 0, sha256, txid FROM records_monthlyclose
"""
ONE_MORE = """
INSERT INTO records_monthlyfigure (close_id, scope, key, measure, value)
SELECT id, 'all', '', 'more', 1 FROM records_monthlyclose
"""


def close(world: World) -> None:
    populate(world)
    with after_it():
        close_months()
        runner.run(Job.objects.get(kind=months.JOB).id)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE records_monthlyfigure SET value = 0", "permission denied"),
        ("DELETE FROM records_monthlyfigure", "permission denied"),
        ("UPDATE records_monthlyclose SET sha256 = repeat('0', 64)", "permission denied"),
        ("DELETE FROM records_monthlyclose", "permission denied"),
        (AGAIN, "records_monthlyclose_month"),
    ],
)
def test_the_database_refuses_any_change(world: World, statement: str, why: str) -> None:
    close(world)
    with (
        pytest.raises(DatabaseError, match=why),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert MonthlyFigure.objects.filter(measure="facts", scope="all").get().value == 4


@pytest.mark.usefixtures("committed_db")
def test_no_later_transaction_adds_a_figure() -> None:
    close(World())
    before = MonthlyFigure.objects.count()
    with (
        pytest.raises(DatabaseError, match="is closed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(ONE_MORE)
    assert MonthlyFigure.objects.count() == before
