"""Pure reckoning of deadlines and of the calendar they rest on: a result with its reasons."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import FieldError

LONGEST_NOTICE = 80
LONGEST_LABEL = 20
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar as far as deadlines care."""

    day: date
    is_working: bool
    label: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many working days after a day. Open (待日历) while a year it needs has no notice yet:
    the deadline waits for the calendar, never the act that started it."""

    starts_on: date
    working_days: int
    due_on: date | None
    skipped: tuple[Day, ...] = ()
    missing_year: int | None = None

    def explanation(self) -> str:
        """How the date came about, in one sentence for the person it binds."""
        start = f"自{chinese(self.starts_on)}次日起{self.working_days}个工作日"
        if self.due_on is None:
            return f"{start}；{self.missing_year}年放假安排尚未录入，到期日待日历。"
        skipped = "、".join(f"{d.day.month}月{d.day.day}日（{d.label}）" for d in self.skipped)
        without = f"；其间不计：{skipped}" if skipped else ""
        return f"{start}，至{chinese(self.due_on)}（含当日）{without}。"

    def as_json(self) -> dict[str, Any]:
        return {
            "starts_on": self.starts_on.isoformat(),
            "working_days": self.working_days,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "skipped": [{"day": d.day.isoformat(), "why": d.label} for d in self.skipped],
            "missing_year": self.missing_year,
        }


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def count_working_days(starts_on: date, working_days: int, days: Iterable[Day]) -> Deadline:
    """The day of the trigger is not counted, the last day is. `days` are consecutive calendar
    days from the day after `starts_on`; when they run out first, the deadline stays open."""
    left = working_days
    skipped: list[Day] = []
    last = starts_on
    if left == 0:
        return Deadline(starts_on, 0, starts_on)
    for day in days:
        last = day.day
        if not day.is_working:
            skipped.append(day)
            continue
        left -= 1
        if left == 0:
            return Deadline(starts_on, working_days, day.day, tuple(skipped))
    missing = date.fromordinal(last.toordinal() + 1).year
    return Deadline(starts_on, working_days, None, tuple(skipped), missing)


def usual(day: date) -> Day:
    """What a day is when no notice says otherwise."""
    weekday = day.weekday()
    return Day(day, weekday < 5, f"周{WEEKDAYS[weekday]}" if weekday >= 5 else "")


def problems_of_year(year: int, notice: str, exceptions: Sequence[Day]) -> list[FieldError]:
    """Why a year cannot be entered like this; empty when it can."""
    found = []
    if not notice or len(notice) > LONGEST_NOTICE:
        found.append(FieldError("notice", f"请填写通知文号，不超过 {LONGEST_NOTICE} 个字。"))
    times = Counter(listed.day for listed in exceptions)
    for place, listed in enumerate(exceptions):
        day = chinese(listed.day)
        problem = ""
        if listed.day.year != year:
            problem = f"{day}不在 {year} 年。"
        elif times[listed.day] > 1:
            problem = f"{day}出现了 {times[listed.day]} 次。"
        elif listed.is_working and usual(listed.day).is_working:
            problem = f"{day}是周{WEEKDAYS[listed.day.weekday()]}，本来就是工作日。"
        elif not listed.label or len(listed.label) > LONGEST_LABEL:
            problem = f"{day}的名称须为 1 至 {LONGEST_LABEL} 个字。"
        if problem:
            found.append(FieldError(f"exceptions[{place}]", problem))
    return found
