"""零报告: said once, not of a month something was sent of, contradicted by what comes later."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from core import doors
from core.actors import Actor, Role
from core.errors import Refusal
from records.intake import nil
from records.models import NilReport
from tests.records.build import people
from tests.records.intake.office import Office, good
from tests.records.intake.samples import row

pytestmark = pytest.mark.django_db
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


def report(office: Office, month: date = APRIL, actor: Actor | None = None) -> NilReport:
    return doors.run(
        nil.report_nil,
        actor=actor or office.clerk,
        unit_id=office.world.bureau.id,
        item_code=office.penalty.item.code,
        month=month,
    )


@pytest.mark.req("R014")
def test_said_once_for_a_month(office: Office) -> None:
    said = report(office, date(2026, 4, 20))
    assert (said.month, said.reported_by_id) == (APRIL, office.clerk.person_id)
    assert report(office).id == said.id
    assert NilReport.objects.count() == 1
    unit_id = office.world.bureau.id
    assert nil.list_nil(actor=office.clerk, unit_id=unit_id, year=2026) == [said]
    stranger = people(office.world.register, Role.CLERK)
    assert nil.list_nil(actor=stranger, unit_id=unit_id, year=2026) == []


def test_not_of_a_month_something_was_sent_of(office: Office) -> None:
    office.enrol(1)
    office.take_in(row(1, CF_YJ=""))
    with pytest.raises(Refusal) as refusal:
        report(office)
    assert refusal.value.code == "intake.not_nil"
    office.take_in(*good(1))
    with pytest.raises(Refusal) as refusal:
        report(office)
    assert refusal.value.code == "intake.not_nil"
    assert NilReport.objects.count() == 0
    assert report(office, MAY).month == MAY


def test_contradicted_by_what_comes_later(office: Office) -> None:
    office.enrol(1)
    april, may = report(office), report(office, MAY)
    batch = office.take_in(*good(1))
    april.refresh_from_db()
    may.refresh_from_db()
    assert (april.contradicted_by_id, april.withdrawn_at) == (batch.id, None)
    assert april.contradicted_at is not None
    assert may.contradicted_at is None
    with pytest.raises(Refusal) as refusal:
        doors.run(nil.withdraw_nil, actor=office.clerk, report_id=april.id)
    assert refusal.value.code == "intake.nil_ended"


def test_withdrawn_by_the_unit_only(office: Office) -> None:
    said = report(office)
    for actor, expected in (
        (people(office.world.register, Role.CLERK), "core.not_found"),
        (people(office.world.bureau, Role.READER), "core.not_allowed"),
    ):
        with pytest.raises(Refusal) as refusal:
            doors.run(nil.withdraw_nil, actor=actor, report_id=said.id)
        assert refusal.value.code == expected
    said.refresh_from_db()
    assert said.withdrawn_at is None
    doors.run(nil.withdraw_nil, actor=office.clerk, report_id=said.id)
    assert report(office).id != said.id


def test_the_future_and_strangers_are_refused(office: Office) -> None:
    for month, actor, expected in (
        (date(2099, 1, 1), office.clerk, "intake.nil_month"),
        (APRIL, people(office.world.register, Role.CLERK), "core.not_allowed"),
    ):
        with pytest.raises(Refusal) as refusal:
            report(office, month, actor)
        assert refusal.value.code == expected
    assert NilReport.objects.count() == 0


@pytest.mark.parametrize(
    ("month", "name"),
    [("2026-04-01", "records_nilreport_not_nil"), ("2026-05-02", "records_nilreport_month")],
)
def test_the_database_holds_it(office: Office, month: str, name: str) -> None:
    office.enrol(1)
    office.take_in(*good(1))
    with connection.cursor() as cursor, transaction.atomic():
        with pytest.raises(IntegrityError, match=name):
            cursor.execute(
                "INSERT INTO records_nilreport (unit_id, item_id, month, reported_by_id, "
                "reported_at) VALUES (%s, %s, %s, %s, '2026-06-01')",
                [
                    office.world.bureau.id,
                    office.penalty.item_id,
                    month,
                    office.clerk.person_id,
                ],
            )
        transaction.set_rollback(True)
    assert NilReport.objects.count() == 0
