"""Who read unusually much, and who was refused again and again (R262). A finding is a reason to
ask, never a judgement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from core import clock
from core.actors import Actor
from core.queries.audit import must_audit, start_of
from core.sql import anomalies as sql

HABIT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts as unusual. Parameters, to be tuned to the house by the auditor."""

    days: int = 7
    per_day: int = 100
    per_hour: int = 40
    factor: int = 5
    in_a_row: int = 5


@dataclass(frozen=True, slots=True)
class Unusual:
    """So many reads in a day or an hour, by one whose median of the 60 days before is this; None
    for one who has not read before."""

    who_kind: str
    who_id: int
    at: datetime
    reads: int
    median: int | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Denials without anything else in between."""

    who_kind: str
    who_id: int
    since: datetime
    until: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Anomalies:
    per_day: list[Unusual]
    per_hour: list[Unusual]
    refused: list[Refused]


def list_anomalies(*, actor: Actor, thresholds: Thresholds) -> Anomalies:
    must_audit(actor)
    today = clock.today()
    begin = start_of(today - timedelta(days=thresholds.days - 1))
    window: dict[str, Any] = {
        "from": begin,
        "to": start_of(today + timedelta(days=1)),
        "baseline_from": begin - HABIT,
        "factor": thresholds.factor,
        "in_a_row": thresholds.in_a_row,
    }
    with connection.cursor() as cursor:
        unusual: dict[str, list[Unusual]] = {}
        for unit, minimum in (("day", thresholds.per_day), ("hour", thresholds.per_hour)):
            cursor.execute(sql.UNUSUAL_READS, {**window, "unit": unit, "minimum": minimum})
            unusual[unit] = [Unusual(*row) for row in cursor.fetchall()]
        cursor.execute(sql.DENIALS_IN_A_ROW, window)
        refused = [Refused(*row) for row in cursor.fetchall()]
    return Anomalies(unusual["day"], unusual["hour"], refused)
