"""Explanations: as of any day and moment, every step, and only to those who may see them."""

from datetime import date, timedelta
from typing import Any

import pytest

from core import doors
from core.actors import PUBLIC, Actor, ActorKind, Role
from core.errors import Refusal
from ratings.decisions import may_see
from ratings.inputs import EntryKind
from ratings.language.words import Visibility
from ratings.queries.explaining import explain_grade
from records.services import verbs
from records.services.verbs import Grounds
from tests.ratings.build import COMBINED, Ratings
from tests.records.build import people
from tests.sectors import build

DECIDED = date(2026, 4, 15)
TODAY = date(2026, 5, 20)


@pytest.mark.req("R043", "R046")
def test_every_step_is_told(ratings: Ratings) -> None:
    subject = ratings.world.subject()
    ratings.in_force()
    row = ratings.world.penalty_row(subject, decided_on=DECIDED, severity=3)
    [written] = ratings.world.open(row)
    found = explain_grade(actor=PUBLIC, uscc=subject.uscc, line_id=ratings.line.id)
    assert (found.outcome.grade, found.outcome.score) == ("C", 5_500)
    assert [(each.kind, each.code, each.value, each.after) for each in found.outcome.entries] == [
        (EntryKind.FACT, "penalties", -4_500_000, ""),
        (EntryKind.START, "", 10_000_000, ""),
        (EntryKind.GRADE, "", None, "C"),
    ]
    fact = found.outcome.entries[0]
    assert (fact.fact_id, fact.points, fact.weight) == (written.fact_id, -4_500, 1_000)
    assert (fact.starts_on, fact.ends_on) == (DECIDED, date(2027, 4, 15))
    later = explain_grade(
        actor=PUBLIC, uscc=subject.uscc, line_id=ratings.line.id, day=date(2026, 10, 15)
    )
    assert (later.outcome.grade, later.outcome.score) == ("B", 7_750)


@pytest.mark.req("R043", "R045")
def test_the_past_is_told_as_it_was_known(ratings: Ratings) -> None:
    """Also of a combination: the grades it read then."""
    subject = ratings.world.subject()
    ratings.in_force()
    both = build.line(ratings.owner)
    ratings.in_force(COMBINED, CODE="combined", LINE=both.code, OTHER=ratings.line.code)
    staff = people(ratings.owner, Role.READER)
    [written] = ratings.world.open(
        ratings.world.penalty_row(subject, decided_on=DECIDED, severity=3)
    )
    given: dict[str, Any] = {"actor": staff, "uscc": subject.uscc}
    before = explain_grade(**given, line_id=both.id)
    assert before.outcome.grade == "II"
    assert before.outcome.next_boundary_on == date(2026, 10, 15)
    doors.run(
        verbs.withdraw,
        actor=ratings.world.approver,
        fact_id=written.fact_id,
        grounds=Grounds(reason="撤销"),
    )
    assert explain_grade(**given, line_id=both.id).outcome.grade == "I"
    # The rulebooks were published by a clock that the ledger's, the database's own, runs ahead of.
    again = explain_grade(**given, line_id=both.id, known=before.known)
    assert again == before


def test_no_rulebook_no_grade(ratings: Ratings) -> None:
    subject = ratings.world.subject()
    given: dict[str, Any] = {"actor": PUBLIC, "uscc": subject.uscc, "line_id": ratings.line.id}
    with pytest.raises(Refusal) as refusal:
        explain_grade(**given)
    assert refusal.value.code == "ratings.no_rulebook"
    ratings.in_force()
    assert explain_grade(**given).outcome.grade == "A"
    with pytest.raises(Refusal) as refusal:
        explain_grade(**given, day=TODAY - timedelta(days=1))
    assert refusal.value.code == "ratings.no_rulebook"


def test_who_may_not_see_is_told_nothing(ratings: Ratings) -> None:
    subject = ratings.world.subject()
    ratings.in_force()
    both = build.line(ratings.owner)
    ratings.in_force(COMBINED, CODE="combined", LINE=both.code, OTHER=ratings.line.code)
    with pytest.raises(Refusal) as refusal:
        explain_grade(actor=PUBLIC, uscc=subject.uscc, line_id=both.id)
    assert refusal.value.code == "core.not_found"


def agent(*subject_ids: int) -> Actor:
    return Actor(kind=ActorKind.AGENT, id=1, subject_ids=frozenset(subject_ids))


@pytest.mark.req("R046")
@pytest.mark.parametrize(
    ("visible_to", "public", "public_best", "own", "other", "staff", "owner"),
    [
        ("public", True, True, True, True, True, True),
        ("best_grade", False, True, True, False, True, True),
        ("authorities", False, False, True, False, True, True),
        ("self", False, False, True, False, False, True),
        ("internal", False, False, False, False, False, True),
    ],
)
def test_visibility(
    db: None,
    visible_to: str,
    public: bool,
    public_best: bool,
    own: bool,
    other: bool,
    staff: bool,
    owner: bool,
) -> None:
    unit, elsewhere = build.unit(), build.unit()

    def sees(actor: Actor, *, is_best: bool = False) -> bool:
        scale = Visibility(visible_to)
        return may_see(actor, scale, is_best=is_best, subject_id=5, owners={unit.id})

    assert sees(PUBLIC) is public
    assert sees(PUBLIC, is_best=True) is public_best
    assert sees(agent(5)) is own
    assert sees(agent(6)) is other
    assert sees(people(elsewhere, Role.CLERK)) is staff
    assert sees(people(unit, Role.CLERK)) is owner
    assert sees(people(elsewhere, Role.CREDIT_OFFICE)) is True
    assert sees(Actor(kind=ActorKind.STAFF, id=1)) is public
