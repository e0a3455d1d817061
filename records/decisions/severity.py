"""How grave a penalty makes its fact, by the table in force, with reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

MINOR = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table: a kind of penalty, from an amount (分) on, in a sector or in all."""

    penalty_kind: str
    sector: str | None
    amount_from: int
    severity: int
    basis: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Grading:
    severity: int | None
    reasons: tuple[str, ...]


def grade(
    steps: Iterable[Step],
    *,
    kinds: Sequence[str],
    amount: int | None,
    sector: str | None,
    decided_on: date,
    is_simple_procedure: bool = False,
) -> Grading:
    """The gravest of what each kind of penalty makes it. A sector's own lines stand before the
    general ones; of lines of one kind the latest in force holds, and there the highest amount
    reached. A penalty by simple procedure is minor whatever it is. `severity` is None when the
    table knows none of the kinds: a person has to say."""
    if is_simple_procedure:
        return Grading(MINOR, ("简易程序作出",))
    table = [step for step in steps if step.valid_from <= decided_on]
    found = [step for kind in kinds if (step := _step(table, kind, amount or 0, sector))]
    if not found:
        return Grading(None, ())
    severity = max(step.severity for step in found)
    reasons = dict.fromkeys(step.basis for step in found if step.severity == severity)
    return Grading(severity, tuple(reasons))


def _step(table: Sequence[Step], kind: str, amount: int, sector: str | None) -> Step | None:
    lines = [step for step in table if step.penalty_kind == kind and step.sector == sector]
    if sector is not None and not lines:
        lines = [step for step in table if step.penalty_kind == kind and step.sector is None]
    latest = max((step.valid_from for step in lines), default=None)
    reached = [s for s in lines if s.valid_from == latest and s.amount_from <= amount]
    return max(reached, key=lambda step: step.amount_from, default=None)
