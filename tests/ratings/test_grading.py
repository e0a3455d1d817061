"""Grades over the ledger: after changes, by the passing of time, and all at once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock, doors
from core.actors import SYSTEM
from exchange.models import Change
from ratings import reference, tasks
from ratings.compiler import compile_rulebook
from ratings.inputs import Given, GivenFact, GivenSubject, Outcome
from ratings.models import Grade, GradeChange
from ratings.queries import load_codes, rulebooks_in_force
from ratings.services import applying, grading
from ratings.sql.evaluating import outcomes
from ratings.sql.ledger import LedgerRows, These
from records.models import Subject
from records.services import effects, verbs
from records.services.verbs import Grounds
from records.sql.effects import NewEffect
from records.sql.rows import FactRow
from tests.ratings.build import COMBINED, TEXT, Ratings, history, standing, work_off
from tests.sectors import build

DECIDED = date(2026, 4, 15)


def penalise(ratings: Ratings, subject: Subject, **values: Any) -> int:
    given = {"decided_on": DECIDED, **values}
    [row] = ratings.world.open(ratings.world.penalty_row(subject, **given))
    return row.fact_id


def as_of(ratings: Ratings, subject: Subject, day: date, **options: Any) -> list[Outcome]:
    [held] = [each for each in rulebooks_in_force(day) if each.line_id == ratings.line.id]
    rows = LedgerRows(These([subject.id]), **options)
    return outcomes(compile_rulebook(held.rulebook, load_codes(), rows, day))


@pytest.mark.req("R042", "R043")
def test_a_fact_shows_in_the_grade(ratings: Ratings) -> None:
    clean, fined, household = (
        ratings.world.subject(),
        ratings.world.subject(),
        ratings.world.subject(kind="household"),
    )
    ratings.in_force()
    penalise(ratings, fined, severity=3)
    assert ratings.grade(clean, fined, household) == 2
    # 100 − 45; half as much from 15 October, nothing from 15 April 2027.
    assert standing(fined, ratings.line) == (True, "C", 5_500, date(2026, 10, 15))
    assert standing(clean, ratings.line) == (True, "A", 10_000, None)
    assert not Grade.objects.filter(subject=household).exists()
    assert history(fined, ratings.line) == [("", "C", 5_500)]
    assert Change.objects.filter(kind="grade.changed").count() == 2


def test_what_did_not_change_is_not_written(ratings: Ratings) -> None:
    subject = ratings.world.subject()
    ratings.in_force()
    penalise(ratings, subject)
    assert ratings.grade(subject) == 1
    before = _written(subject)
    assert ratings.grade(subject) == 0
    assert _written(subject) == before
    assert history(subject, ratings.line) == [("", "B", 8_000)]


def _written(subject: Subject) -> list[tuple[str, str]]:
    """Which transaction wrote the row, and where."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text, ctid::text FROM ratings_grade WHERE subject_id = %s", [subject.id]
        )
        return list(cursor.fetchall())


@pytest.mark.req("R043")
def test_a_repair_lifts_and_a_revocation_too(ratings: Ratings) -> None:
    subject = ratings.world.subject()
    ratings.in_force()
    fact_id = penalise(ratings, subject, severity=3)
    ratings.grade(subject)
    doors.run(
        effects.begin,
        actor=ratings.world.approver,
        fact_ids=[fact_id],
        effect=NewEffect(kind="suspended", starts_on=clock.today(), reason="复议停止执行"),
    )
    ratings.grade(subject)
    assert history(subject, ratings.line) == [("", "C", 5_500), ("C", "A", 10_000)]


def test_the_consumer_takes_changes(ratings: Ratings) -> None:
    subject = ratings.world.subject()
    ratings.in_force()
    penalise(ratings, subject)
    changes = list(Change.objects.filter(subject_id=subject.id))
    doors.run(lambda actor: grading.take_changes(actor, changes), actor=SYSTEM)
    assert standing(subject, ratings.line)[:3] == (True, "B", 8_000)
    own = list(Change.objects.filter(kind="grade.changed"))
    doors.run(lambda actor: grading.take_changes(actor, own), actor=SYSTEM)
    assert history(subject, ratings.line) == [("", "B", 8_000)]


def test_who_knew_less_does_not_overwrite(ratings: Ratings) -> None:
    """Two evaluations cross: the one made from older knowledge is written last and is dropped."""
    subject = ratings.world.subject()
    ratings.in_force()
    penalise(ratings, subject)
    ratings.grade(subject)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ratings_grade SET known_at = known_at + interval '1 second', grade = 'C' "
            "WHERE subject_id = %s",
            [subject.id],
        )
    assert ratings.grade(subject) == 0
    assert standing(subject, ratings.line)[1] == "C"


@pytest.mark.req("R043")
def test_time_passing_is_due_work_and_equals_a_full_run(ratings: Ratings) -> None:
    subjects = [ratings.world.subject() for _ in range(4)]
    ratings.in_force()
    for number, subject in enumerate(subjects[1:]):
        penalise(ratings, subject, severity=number + 1, decided_on=DECIDED - timedelta(days=number))
    ratings.grade(*subjects)
    for day in (date(2026, 10, 14), date(2026, 10, 15), date(2027, 4, 20)):
        due = Grade.objects.filter(next_boundary_on__lte=day).count()
        assert doors.run(grading.grade_due, actor=SYSTEM, day=day) == due
        kept = {each.id: standing(each, ratings.line) for each in subjects}
        changes = GradeChange.objects.count()
        assert ratings.grade(*subjects, day=day) == 0
        assert {each.id: standing(each, ratings.line) for each in subjects} == kept
        assert GradeChange.objects.count() == changes
    assert [kept[each.id][1:3] for each in subjects] == [("A", 10_000)] * 4


@pytest.mark.req("R045")
def test_a_combination_reads_the_grades_of_the_same_moment(ratings: Ratings) -> None:
    subject = ratings.world.subject()
    ratings.in_force()
    both = build.line(ratings.owner)
    ratings.in_force(COMBINED, CODE="combined", LINE=both.code, OTHER=ratings.line.code)
    ratings.grade(subject)
    assert standing(subject, both) == (True, "I", None, None)
    penalise(ratings, subject, severity=3)
    ratings.grade(subject)
    # It may be another when the line's grade may be.
    assert standing(subject, both) == (True, "II", None, date(2026, 10, 15))
    doors.run(grading.grade_due, actor=SYSTEM, day=date(2026, 10, 15))
    assert standing(subject, ratings.line)[1] == "B"
    assert standing(subject, both)[1] == "I"


@pytest.mark.req("R043")
def test_as_of_gives_what_was_given(ratings: Ratings) -> None:
    subject = ratings.world.subject()
    ratings.in_force()
    fact_id = penalise(ratings, subject, severity=3)
    subject.refresh_from_db()
    then, today = subject.ledger_at, clock.today()
    before = as_of(ratings, subject, today)
    doors.run(
        verbs.withdraw,
        actor=ratings.world.approver,
        fact_id=fact_id,
        grounds=Grounds(reason="复议撤销", document_no="复〔2026〕1号"),
    )
    assert [each.grade for each in as_of(ratings, subject, today)] == ["A"]
    assert as_of(ratings, subject, today, known=then) == before


def test_a_new_rulebook_is_applied_to_everybody_on_its_day(ratings: Ratings) -> None:
    subjects = [ratings.world.subject() for _ in range(3)]
    penalise(ratings, subjects[0], severity=2)
    first = ratings.in_force()
    doors.run(applying.apply_rulebooks, actor=SYSTEM, day=clock.today())
    # One run at a time.
    assert doors.run(applying.apply_rulebooks, actor=SYSTEM, day=clock.today()) is None
    work_off()
    first.refresh_from_db()
    assert first.applied_at is not None
    assert [standing(each, ratings.line)[1] for each in subjects] == ["B", "A", "A"]
    stricter = TEXT.replace("version: 1", "version: 2").replace("points: -20", "points: -60")
    tomorrow = clock.today() + timedelta(days=1)
    second = ratings.published(tomorrow, stricter)
    assert doors.run(applying.apply_rulebooks, actor=SYSTEM, day=clock.today()) is None
    doors.run(applying.apply_rulebooks, actor=SYSTEM, day=tomorrow)
    work_off()
    assert [standing(each, ratings.line)[1] for each in subjects] == ["C", "A", "A"]
    assert Grade.objects.filter(version=second.version).count() == 3
    assert history(subjects[0], ratings.line) == [("", "B", 8_000), ("B", "C", 4_000)]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["penalty", "abnormal", "revise", "suspend", "withdraw", "days", "wait"]),
        st.integers(0, 3),
        st.sampled_from([1, 30, 183, 184, 365]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.req("R043")
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_incremental_equals_full(ratings: Ratings, steps: list[tuple[str, int, int, int]]) -> None:
    """Law 3: after any history, in which changes were taken now and then and days passed, nobody
    stands otherwise than a full run would have it."""
    here = transaction.savepoint()
    try:
        _live_through(ratings, steps)
    finally:
        transaction.savepoint_rollback(here)


def _live_through(ratings: Ratings, steps: list[tuple[str, int, int, int]]) -> None:
    subjects = [ratings.world.subject() for _ in range(2)]
    ratings.in_force()
    both = build.line(ratings.owner)
    ratings.in_force(COMBINED, CODE="combined", LINE=both.code, OTHER=ratings.line.code)
    day, taken, facts = clock.today(), 0, []
    for what, number, days, severity in steps:
        subject = subjects[number % 2]
        decided = clock.today() - timedelta(days=days)
        if what == "penalty":
            row = ratings.world.penalty_row(subject, decided_on=decided, severity=severity)
            facts.append((ratings.world.open(row)[0].fact_id, row))
        elif what == "abnormal":
            row = ratings.world.penalty_row(
                subject,
                decided_on=decided,
                catalogue_version_id=ratings.world.abnormal.id,
                ends_on=clock.today() + timedelta(days=days),
            )
            facts.append((ratings.world.open(row)[0].fact_id, row))
        elif what == "days":
            day += timedelta(days=days)
            doors.run(grading.grade_due, actor=SYSTEM, day=day)
        elif what == "wait":
            continue
        elif facts:
            _change(ratings, what, *facts.pop(number % len(facts)), severity=severity, days=days)
        if number:
            taken = _take(taken, day)
    _take(taken, day)
    doors.run(grading.grade_due, actor=SYSTEM, day=day)
    before = [standing(each, line) for each in subjects for line in (ratings.line, both)]
    assert ratings.grade(*subjects, day=day) == 0
    assert [standing(each, line) for each in subjects for line in (ratings.line, both)] == before


def _take(after: int, day: date) -> int:
    changes = list(Change.objects.filter(id__gt=after).order_by("id"))
    touched = {each.subject_id for each in changes if each.kind in grading.KINDS}
    if touched:
        doors.run(grading.grade_subjects, actor=SYSTEM, subject_ids=touched, day=day)
    return changes[-1].id if changes else after


def _change(
    ratings: Ratings, what: str, fact_id: int, row: FactRow, *, severity: int, days: int
) -> None:
    today = clock.today()
    if what == "revise":
        # An entry in a state is general, whatever else is said.
        is_penalty = row.catalogue_version_id == ratings.world.penalty.id
        severity = severity if is_penalty else 2
        ratings.world.revise(replace(row, fact_id=fact_id, severity=severity))
    elif what == "withdraw":
        doors.run(
            verbs.withdraw,
            actor=ratings.world.approver,
            fact_id=fact_id,
            grounds=Grounds(reason="撤销"),
        )
    else:
        ends_on = today + timedelta(days=days)
        doors.run(
            effects.begin,
            actor=ratings.world.approver,
            fact_ids=[fact_id],
            effect=NewEffect(kind="suspended", starts_on=today, ends_on=ends_on, reason="复议"),
        )


def test_tasks_have_nothing_to_do_in_an_empty_house(db: None) -> None:
    tasks.apply_rulebooks()
    tasks.grade_due()
    assert Grade.objects.count() == 0


def test_the_ledger_and_given_rows_say_the_same(ratings: Ratings) -> None:
    """One statement, two bindings: the same outcome."""
    subject = ratings.world.subject()
    ratings.in_force()
    fact_id = penalise(ratings, subject, severity=2)
    [ledger] = as_of(ratings, subject, clock.today())
    held = rulebooks_in_force(clock.today())[0]
    rows = Given(
        (GivenSubject(subject_id=subject.id, kind="enterprise", status="active"),),
        (
            GivenFact(
                subject_id=subject.id,
                fact_id=fact_id,
                item=ratings.world.penalty.item_id,
                starts_on=DECIDED,
                decided_on=DECIDED,
                severity=2,
            ),
        ),
    )
    [oracle] = reference.evaluate(held.rulebook, load_codes(), rows, clock.today())
    assert (ledger.grade, ledger.score, ledger.next_boundary_on) == (
        oracle.grade,
        oracle.score,
        oracle.next_boundary_on,
    )


@pytest.mark.req("R043")
def test_a_correction_does_not_make_a_fact_newer(ratings: Ratings) -> None:
    """Counted from the day it first came in, whatever is corrected in it later."""
    subject = ratings.world.subject()
    text = TEXT.replace("window: {months: 12}", "window: {from: recorded, months: 12}")
    ratings.in_force(text)
    row = ratings.world.penalty_row(subject, decided_on=DECIDED)
    [written] = ratings.world.open(row)
    ratings.grade(subject)
    assert standing(subject, ratings.line)[3] == date(2026, 11, 20)
    with time_machine.travel("2026-07-01T12:00:00+08:00", tick=False):
        ratings.world.revise(replace(row, fact_id=written.fact_id, severity=3))
        ratings.grade(subject)
    assert standing(subject, ratings.line) == (True, "C", 5_500, date(2026, 11, 20))
