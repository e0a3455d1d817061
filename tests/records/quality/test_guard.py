"""What the database refuses of quality, to the application's own role and past the ORM."""

import pytest
from django.db import DatabaseError, connection, transaction

from records.models import FactReport
from tests.records.build import World
from tests.records.quality.counting import count_on

pytestmark = pytest.mark.django_db

DEADLINE = (
    "INSERT INTO records_reportdeadline (starts_on, working_days, due_on, missing_year, deadline, "
    "resolved_at) VALUES ('2026-01-05', 7, {due}, {missing}, '{{}}', {resolved})"
)
PERIOD = (
    "INSERT INTO records_reportperiod (unit_id, item_id, starts_on, ends_on, due_on, outcome, "
    "settled_on) SELECT unit_id, item_id, '2026-01-01', {ends}, {due}, {outcome}, {settled} "
    "FROM records_factreport"
)
COVERAGE = (
    "INSERT INTO records_coverageday (day, by, key, covered, whole, counted_at) "
    "VALUES ('2026-01-01', {by}, '', {covered}, 1, '2026-01-01')"
)
CLOSE = (
    "INSERT INTO records_monthlyclose (month, known_before, closed_at, figures, sha256, txid) "
    "VALUES ({month}, '2026-02-01', {closed}, 0, {sha}, 1)"
)
SHA = "repeat('a', 64)"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (DEADLINE.format(due="NULL", missing="NULL", resolved="NULL"), "reportdeadline_open"),
        (DEADLINE.format(due="'2026-01-04'", missing="NULL", resolved="NULL"), "deadline_open"),
        (
            DEADLINE.format(due="NULL", missing="2027", resolved="'2026-01-01'"),
            "reportdeadline_resolved",
        ),
        ("UPDATE records_factreport SET mended_at = known_at", "factreport_mended"),
        (
            "UPDATE records_factreport SET decided_on = NULL, deadline_id = 1",
            "factreport_deadline",
        ),
        ("UPDATE records_factreport SET unit_id = unit_id", "permission denied"),
        (
            PERIOD.format(
                ends="'2026-01-01'", due="'2026-01-09'", outcome="'open'", settled="NULL"
            ),
            "reportperiod_days",
        ),
        (
            PERIOD.format(ends="'2026-02-01'", due="NULL", outcome="'open'", settled="NULL"),
            "reportperiod_due",
        ),
        (
            PERIOD.format(
                ends="'2026-02-01'", due="'2026-02-09'", outcome="'facts'", settled="NULL"
            ),
            "reportperiod_settled",
        ),
        (
            PERIOD.format(
                ends="'2026-02-01'", due="'2026-02-09'", outcome="'lost'", settled="'2026-02-02'"
            ),
            "reportperiod_settled",
        ),
        (COVERAGE.format(by="'all'", covered=2), "coverageday_part"),
        (COVERAGE.format(by="'people'", covered=1), "coverageday_by|too long"),
        (CLOSE.format(month="'2026-01-02'", closed="'2026-02-02'", sha=SHA), "close_first"),
        (CLOSE.format(month="'2026-01-01'", closed="'2026-01-31'", sha=SHA), "close_over"),
        (CLOSE.format(month="'2026-01-01'", closed="'2026-02-02'", sha="'x'"), "close_hash"),
    ],
)
def test_what_would_not_hold_is_refused(world: World, statement: str, constraint: str) -> None:
    world.open(world.penalty_row(world.subject()))
    count_on()
    before = list(FactReport.objects.values())
    with (
        pytest.raises(DatabaseError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(FactReport.objects.values()) == before


def test_a_report_is_of_its_own_fact(world: World) -> None:
    """The organisation and the item a report copies are those of its fact."""
    first, second = world.subject(), world.subject("江阴市二号有限公司")
    world.open(world.penalty_row(first))
    statement = """
        INSERT INTO records_factreport (fact_id, subject_id, item_id, unit_id, known_at, known_on)
        SELECT id, %s, item_id, %s, opened_at, '2026-01-01' FROM records_fact
    """
    with (
        pytest.raises(DatabaseError, match="records_factreport_of_fact"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [second.id, world.bureau.id])
    assert FactReport.objects.count() == 0
