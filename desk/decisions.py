"""Pure rules of the desk: days left, how a day was reckoned, when to try again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.decisions import Day, Deadline, chinese

MOST_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A day that follows from something else than counting working days; `basis` says what."""

    due_on: date
    basis: str

    def explanation(self) -> str:
        return f"{self.basis}，至{chinese(self.due_on)}（含当日）。"

    def as_json(self) -> dict[str, Any]:
        return {"due_on": self.due_on.isoformat(), "basis": self.basis}


def explanation(deadline: Mapping[str, Any]) -> str:
    """How a stored deadline was reckoned, in one sentence; empty for work without one."""
    if "basis" in deadline:
        return FixedDay(date.fromisoformat(deadline["due_on"]), deadline["basis"]).explanation()
    if "working_days" not in deadline:
        return ""
    due_on = deadline["due_on"]
    return Deadline(
        date.fromisoformat(deadline["starts_on"]),
        deadline["working_days"],
        date.fromisoformat(due_on) if due_on else None,
        tuple(
            Day(date.fromisoformat(item["day"]), False, item["why"]) for item in deadline["skipped"]
        ),
        deadline["missing_year"],
    ).explanation()


def days_left(due_on: date, today: date, due_ordinal: int, today_ordinal: int) -> int:
    """Working days from today to the day: 0 on the day only, -1 as soon as it has passed."""
    left = due_ordinal - today_ordinal
    if due_on > today:
        return max(left, 1)
    if due_on < today:
        return min(left, -1)
    return 0


def retry_after(attempts: int) -> timedelta:
    """The wait after so many failed attempts to deliver: 10 s doubling up to an hour."""
    return timedelta(seconds=min(5 * 2**attempts, 3600))
