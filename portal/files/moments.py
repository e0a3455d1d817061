"""The two dates a file can be turned back by: the day asked about, and what was known when."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import HttpRequest
from django.utils.http import urlencode

from core import clock, errors

FIRST_YEAR = 1949


@dataclass(frozen=True, slots=True)
class Moment:
    """What the address asked for; nothing asked means today, and all that is known by now."""

    day: date | None = None
    known: datetime | None = None
    known_on: date | None = None

    @property
    def is_past(self) -> bool:
        return self.known is not None or (self.day is not None and self.day != clock.today())

    def query(self) -> str:
        """For links that stay at this moment."""
        given = {}
        if self.day is not None:
            given["day"] = self.day.isoformat()
        if self.known_on is not None:
            given["known"] = self.known_on.isoformat()
        elif self.known is not None:
            given["known"] = self.known.isoformat()
        return urlencode(given)


def moment_of(request: HttpRequest) -> Moment:
    """?day=2026-04-01&known=2026-05-01, or known= the very reading of the ledger clock an answer
    cited. A day stands for its end: what had become known by midnight."""
    day = day_of(request.GET.get("day", ""))
    raw = request.GET.get("known", "").strip()
    if len(raw) <= len("2026-05-01"):
        known_on = day_of(raw)
        if known_on is None:
            return Moment(day)
        if known_on >= clock.today():
            return Moment(day)
        return Moment(day, end_of(known_on), known_on)
    try:
        known = datetime.fromisoformat(raw)
    except ValueError:
        known = None
    if known is None or known.tzinfo is None or not FIRST_YEAR <= known.year < 2200:
        raise errors.BAD_REQUEST(reason="时点应写作 2026-05-01 或完整的台账时点")
    return Moment(day, known)


def day_of(raw: str) -> date | None:
    raw = raw.strip()
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw) if len(raw) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year < 2200:
        raise errors.BAD_REQUEST(reason="日期应写作 2026-05-01")
    return day


def end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=clock.SHANGHAI)
