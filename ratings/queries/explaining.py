"""Why an organisation stands where it stands, on any day and by what was known at any moment."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from core import clock
from core import errors as core_errors
from core.actors import Actor
from ratings import errors
from ratings.compiler import compile_rulebook
from ratings.decisions import may_see
from ratings.inputs import GivenFact, Outcome
from ratings.language import Rulebook
from ratings.queries.rulebooks import InForce, rulebooks_in_force
from ratings.queries.vocabulary import load_codes
from ratings.sql.evaluating import outcomes
from ratings.sql.ledger import LedgerRows, These
from records.queries.access import access_subject
from sectors.models import LineOwner

# A line's grade has no beginning a rule could count from.
BEGINNING = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A grade with the rulebook it was reckoned by and every step. Asked with the same day and
    moment again, the same is answered, lawful erasure of text excepted."""

    day: date
    known: datetime
    version_id: int
    rulebook: Rulebook
    outcome: Outcome


def explain_grade(
    *,
    actor: Actor,
    uscc: str,
    line_id: int,
    day: date | None = None,
    known: datetime | None = None,
) -> Explanation:
    """Raises `ratings.no_rulebook` where the line had none that day. Who may not see the grade is
    told the same as of an organisation that is not there."""
    subject = access_subject(actor=actor, uscc=uscc)
    day = day or clock.today()
    # What is asked of the past is what was known then; of the present, all up to the last write.
    moment = known or subject.ledger_at
    in_force = {each.line_id: each for each in rulebooks_in_force(day, known)}
    held = in_force.get(line_id)
    if held is None:
        raise errors.NO_RULEBOOK()
    outcome = _evaluate(held, in_force, subject.id, day, moment)
    owners = LineOwner.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        line_id=line_id,
    ).values_list("unit_id", flat=True)
    best = held.rulebook.scale.grades[0].code
    if not may_see(
        actor,
        held.rulebook.visible_to,
        is_best=outcome.grade == best,
        subject_id=subject.id,
        owners=set(owners),
    ):
        raise core_errors.NOT_FOUND()
    return Explanation(day, moment, held.version_id, held.rulebook, outcome)


def _evaluate(
    held: InForce, in_force: dict[int, InForce], subject_id: int, day: date, known: datetime
) -> Outcome:
    codes = load_codes()
    combined = held.combines
    grades = None
    if combined:
        inputs = [in_force.get(codes.lines[code]) for code in combined]
        grades = [
            _as_input(each, _evaluate(each, in_force, subject_id, day, known))
            for each in inputs
            if each is not None
        ]
    rows = LedgerRows(These([subject_id]), known, reads_grades=bool(combined), grades=grades)
    compiled = compile_rulebook(held.rulebook, codes, rows, day, with_entries=True, everybody=True)
    found = outcomes(compiled)
    # Not confirmed by the register then: not graded.
    return found[0] if found else Outcome(subject_id=subject_id, in_scope=False)


def _as_input(line: InForce, outcome: Outcome) -> GivenFact:
    return GivenFact(
        subject_id=outcome.subject_id,
        fact_id=line.line_id,
        # Out of scope there is no grade to be read, only the day on which there may be one.
        item=line.line_id if outcome.in_scope else 0,
        starts_on=BEGINNING,
        outcome=outcome.grade,
        until=outcome.next_boundary_on,
    )
