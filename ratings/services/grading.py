"""Keeping grades right: after changes, by the passing of time, and all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from core import bells, clock
from core.actors import Actor
from core.doors import require_transaction
from exchange.models import Change
from ratings.inputs import Codes
from ratings.queries import InForce, load_codes, rulebooks_in_force
from ratings.sql import grading as sql
from ratings.sql.ledger import Between, These, Who

CONSUMER = "ratings"
# What changes grades; our own changes are among those read.
KINDS = frozenset(
    {"subject.recorded", "fact.recorded", "fact.closed", "effect.begun", "effect.ended"}
)
DUE_AT_ONCE = 5_000


def take_changes(actor: Actor, changes: Sequence[Change]) -> None:
    """The consumer of the change log. It runs in the transaction that moves its cursor, and reads
    the ledger in statements after the one that took the changes."""
    subjects = {each.subject_id for each in changes if each.kind in KINDS}
    if subjects:
        grade_subjects(actor=actor, subject_ids=subjects, day=clock.today())


def grade_subjects(*, actor: Actor, subject_ids: Collection[int], day: date) -> int:
    """Evaluate organisations in every line; how many grades changed."""
    require_transaction()
    codes = load_codes()
    who = These(sorted(subject_ids))
    changed = sum(_write(each, who, day, codes) for each in rulebooks_in_force(day))
    _ring(changed)
    return changed


def grade_due(*, actor: Actor, day: date, limit: int = DUE_AT_ONCE) -> int:
    """Evaluate those whose boundary has come, in the lines concerned and the combinations of them.
    How many were due: fewer than the limit means that nothing is left."""
    require_transaction()
    found = sql.due(day, limit)
    if not found:
        return 0
    of_line: dict[int, set[int]] = defaultdict(set)
    for line_id, subject_id in found:
        of_line[line_id].add(subject_id)
    codes = load_codes()
    changed = 0
    for each in rulebooks_in_force(day):
        wanted = set(of_line[each.line_id])
        for code in each.combines:
            wanted |= of_line[codes.lines[code]]
        if wanted:
            changed += _write(each, These(sorted(wanted)), day, codes)
    _ring(changed)
    return len(found)


def grade_range(*, actor: Actor, after: int, upto: int, lines: Collection[int], day: date) -> int:
    """A range of a full run over some lines (none named: all); how many grades changed."""
    require_transaction()
    codes = load_codes()
    changed = 0
    for each in rulebooks_in_force(day):
        if not lines or each.line_id in lines:
            changed += _write(each, Between(after, upto), day, codes)
    _ring(changed)
    return changed


def _write(each: InForce, who: Who, day: date, codes: Codes) -> int:
    _, changed = sql.write_grades(
        rulebook=each.rulebook,
        version_id=each.version_id,
        line_id=each.line_id,
        codes=codes,
        who=who,
        day=day,
        now=clock.now(),
    )
    return changed


def _ring(changed: int) -> None:
    if changed:
        bells.ring("exchange.sequence")
