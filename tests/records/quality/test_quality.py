"""What is counted of units, items and months, exactly; and the loop of rows sent back."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from core import clock, doors, errors
from core.actors import Actor, Role
from core.clock import add_months
from core.errors import Refusal
from records.models import Batch, ReturnedRow
from records.quality.decisions.dimensions import Counts, Share
from records.quality.queries import quality, rows
from tests.records.build import people
from tests.records.intake.office import Office, good
from tests.records.intake.samples import code
from tests.records.intake.samples import row as line
from tests.records.quality.counting import count_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def this_month() -> date:
    return clock.today().replace(day=1)


def seen(actor: Actor, month: date | None = None) -> quality.Overview:
    return doors.look(
        quality.overview, actor=actor, month=month or this_month(), today=clock.today()
    )


@pytest.mark.req("R014")
@pytest.mark.req("R181")
def test_a_month_of_a_unit_in_exact_numbers(office: Office) -> None:
    """Three taken in, one of them put right since, two sent back,
    one of an unknown organisation."""
    office.enrol(1, 2, 3)
    office.take_in(
        *good(1, 2, 3),
        line(1, CF_WSH="锡澄环罚决〔2026〕77号", CF_JDRQ="2026-02-31"),
        line(2, CF_WSH="锡澄环罚决〔2026〕78号", CF_XDR_SHXYM="9132"),
        line(4, CF_WSH="锡澄环罚决〔2026〕79号"),
    )
    office.take_in(*good(1, 2), line(3, CF_NR_FK="7"))
    count_on()

    found = seen(office.clerk)
    assert [each.title for each in found.lines] == [office.world.bureau.name]
    counts = found.lines[0].counts
    assert counts == found.total
    assert replace(counts, queued=0) == found.months[-1].counts
    assert counts == Counts(
        facts=3, mended=1, revised=1,
        accepted=4, unchanged=2, unknown=1, rejected=2, batches=2,
        queued=1, returned=2,
    )  # fmt: skip
    assert counts.conformity == Share(5, 7)
    assert counts.completeness == Share(4, 4)
    assert counts.accuracy == Share(2, 3)
    assert [each.counts for each in found.months[:-1]] == [Counts()] * 11


@pytest.mark.req("R014")
def test_what_was_sent_back_and_came_again_closes_the_loop(office: Office) -> None:
    office.enrol(1, 2)
    wrong = line(1, CF_WSH="锡澄环罚决〔2026〕77号", CF_JDRQ="2026-02-31")
    nameless = line(2, CF_WSH="")
    first = office.take_in(wrong, nameless, line(2, CF_WSH="", CF_JDRQ="2026-03-02"))
    assert first.counts["rejected"] == 3
    assert ReturnedRow.objects.filter(accepted_at=None).count() == 3

    again = office.take_in(line(1, CF_WSH="锡澄环罚决〔2026〕77号"), line(2))
    returned = {each.line: each for each in ReturnedRow.objects.filter(batch=first)}
    lines = sorted(returned)
    assert [returned[place].accepted_batch_id for place in lines] == [again.id, again.id, None]
    assert returned[lines[0]].accepted_at == Batch.objects.get(id=again.id).ended_at
    assert returned[lines[0]].reasons == [["date.none", "处罚决定日期"]]
    count_on()
    assert (seen(office.clerk).total.returned, seen(office.clerk).total.accepted_again) == (3, 2)
    statement = "UPDATE records_returnedrow SET accepted_at = NULL"
    with (
        pytest.raises(DatabaseError, match="accepted_once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.req("R014")
def test_one_sees_ones_own_units_and_the_credit_office_those_of_its_area(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    count_on()
    stranger = people(office.world.register, Role.CLERK)
    assert seen(stranger).lines == []
    with pytest.raises(Refusal) as refused:
        doors.look(
            quality.of_unit,
            actor=stranger,
            code=office.world.bureau.code,
            month=this_month(),
            today=clock.today(),
        )
    assert refused.value.code == errors.NOT_FOUND.code
    own = doors.look(
        quality.of_unit,
        actor=office.clerk,
        code=office.world.bureau.code,
        month=this_month(),
        today=clock.today(),
    )
    assert [(each.key, each.counts.facts) for each in own.lines] == [(office.penalty.item.code, 1)]


@pytest.mark.req("R014")
def test_each_number_opens_to_its_rows(office: Office) -> None:
    office.enrol(1, 2)
    office.take_in(*good(1, 2, 4), line(1, CF_WSH="锡澄环罚决〔2026〕77号", CF_JDRQ="2026-02-31"))
    office.take_in(line(2, CF_NR_FK="7"))
    count_on()
    counts = seen(office.clerk).total

    def behind(what: str, **given: str) -> list[object]:
        return list(
            doors.look(
                rows.rows_behind,
                actor=office.clerk,
                code=office.world.bureau.code,
                month=this_month(),
                what=what,
                item_code=given.get("item", office.penalty.item.code),
                today=clock.today(),
            ).rows
        )

    for what in rows.TITLES:
        expected = getattr(counts, what)
        assert len(behind(what)) == len(behind(what, item="")) == expected, what
    (mended,) = behind("mended")
    assert mended.subject.uscc == code(2)  # type: ignore[attr-defined]  # a report of a fact
    assert mended.document_no == "锡澄环罚决〔2026〕32号"  # type: ignore[attr-defined]  # the same
    for wrong in ({"what": "nothing"}, {"what": "facts", "item": "nothing"}):
        with pytest.raises(Refusal) as refused:
            behind(**wrong)
        assert refused.value.code == errors.NOT_FOUND.code


def test_months_before_have_their_own_figures(office: Office) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    count_on()
    before = seen(office.clerk, add_months(this_month(), -1))
    assert (before.lines, before.total) == ([], Counts())


@pytest.mark.parametrize("what", ["facts", "queued", "returned", "batches"])
def test_the_rows_come_page_by_page(office: Office, what: str) -> None:
    office.enrol(1, 2, 3)
    bad = [line(n, CF_WSH=f"锡澄环罚决〔2026〕{70 + n}号", CF_JDRQ="2026-02-31") for n in (1, 2, 3)]
    office.take_in(*good(1, 2, 3, 4, 5, 6), *bad)
    for _ in range(2):
        office.take_in(line(1))
    count_on()
    cursor, pages = None, []
    while True:
        found = doors.look(
            rows.rows_behind,
            actor=office.clerk,
            code=office.world.bureau.code,
            month=this_month(),
            what=what,
            item_code="",
            today=clock.today(),
            cursor=cursor,
            size=2,
        )
        pages.append([row.pk for row in found.rows])
        if found.next is None:
            break
        cursor = found.next
    assert [len(page) for page in pages] == [2, 1]
    assert len({pk for page in pages for pk in page}) == 3


@pytest.mark.req("R014")
def test_what_is_taken_in_with_a_gap_is_not_whole(office: Office) -> None:
    """The source's own code is asked for by the template, and nothing depends on it."""
    office.enrol(1, 2)
    batch = office.take_in(line(1), line(2, CF_SJLYDM=""))
    assert (batch.counts["new"], batch.counts["incomplete"]) == (2, 1)
    count_on()
    assert seen(office.clerk).total.completeness == Share(1, 2)
