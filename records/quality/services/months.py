"""Closing a month: its figures as they were known when it ended, written once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Min, Q

from core import clock
from core.actors import SYSTEM, Actor
from core.doors import require_transaction
from core.models import Job
from core.queries.jobs import OPEN
from core.services import audit, jobs
from exchange.models import Change, Consumer
from records.models import MonthlyClose, MonthlyFigure, VolumeDay
from records.quality.decisions.figures import CODES, Key, Month, digest
from records.quality.services.clock import CONSUMER, require_platform
from records.quality.sql import months as sql
from records.quality.sql import population, recount
from records.quality.sql.population import AT_ONCE
from records.quality.sql.recount import Range
from sectors.models import OrgUnit

JOB = "records.close_month"
PLATFORM = ("all", "")


def start_closing(*, actor: Actor, today: date) -> Job | None:
    """Begin to close the earliest month that is over and not closed; None when there is none, or
    when what was written before its end may not all be seen yet. Safe to ask again and late."""
    require_transaction()
    require_platform(actor)
    month = _next_month(today)
    if month is None or Job.objects.filter(kind=JOB, state__in=OPEN).exists():
        return None
    if sql.writers_from_before(month.until) or _is_behind(month):
        return None
    return jobs.start(actor=actor, kind=JOB, parameters={"month": month.first.isoformat()})


def advance(
    month: Month, place: Mapping[str, Any], limit: int = AT_ONCE
) -> tuple[dict[str, Any], MonthlyClose | None]:
    """Count one range of organisations; after the last one the month is closed."""
    stock = Counter({_key(name): value for name, value in place.get("stock", {}).items()})
    within = population.next_range(int(place.get("after", 0)), limit)
    if within is None:
        return {}, _close(month, assemble(month, stock))
    stock.update(_counted(month, within))
    return {"after": within.upto, "stock": {"|".join(k): v for k, v in stock.items()}}, None


def compute(month: Month, limit: int = AT_ONCE) -> dict[Key, int]:
    """Every figure of a month from the ledger, as known before its end. Asked again at any time it
    answers the same."""
    stock: Counter[Key] = Counter()
    within = population.next_range(0, limit)
    while within is not None:
        stock.update(_counted(month, within))
        within = population.next_range(within.upto, limit)
    return assemble(month, stock)


def assemble(month: Month, stock: Mapping[Key, int]) -> dict[Key, int]:
    """What the ranges gave and what happened besides, of units, of towns and in all; what is
    nothing is left out."""
    figures: Counter[Key] = Counter(stock)
    for (code, measure), value in sql.events(month.since, month.until).items():
        figures[("unit", code, measure)] += value
    for (scope, _, measure), value in list(figures.items()):
        if scope == "unit":
            figures[(*PLATFORM, measure)] += value
    assert {measure for _, _, measure in figures} <= CODES
    return {key: value for key, value in figures.items() if value}


def _counted(month: Month, within: Range) -> Mapping[Key, int]:
    """Of one range of organisations: what stands, and what was reported about them."""
    figures: Counter[Key] = Counter(
        population.stock(within, month.since, month.until, month.last_day)
    )
    codes = dict(OrgUnit.objects.values_list("id", "code"))
    reported = recount.by_kind(month.since, month.until, within)
    for (unit_id, kind, polarity), counts in reported.items():
        said = {
            **asdict(counts),
            "licences": counts.facts if kind == "licence" else 0,
            "penalties": counts.facts if kind == "penalty" else 0,
            "adverse": counts.facts if polarity == "adverse" else 0,
        }
        for measure, value in said.items():
            figures[("unit", codes[unit_id], measure)] += value
    return figures


def _close(month: Month, figures: Mapping[Key, int]) -> MonthlyClose:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (txid,) = cursor.fetchone()
    close = MonthlyClose.objects.create(
        month=month.first,
        known_before=month.until,
        closed_at=clock.now(),
        figures=len(figures),
        sha256=digest(figures),
        txid=txid,
    )
    MonthlyFigure.objects.bulk_create(
        [
            MonthlyFigure(close=close, scope=scope, key=key, measure=measure, value=value)
            for (scope, key, measure), value in sorted(figures.items())
        ],
        batch_size=2_000,
    )
    audit.record(
        actor=SYSTEM,
        action="records.close_month",
        target=("monthly_close", close.id),
        detail={"month": month.first.isoformat(), "sha256": close.sha256},
    )
    return close


def _next_month(today: date) -> Month | None:
    first = VolumeDay.objects.aggregate(day=Min("day"))["day"]
    if first is None:
        return None
    closed = set(MonthlyClose.objects.values_list("month", flat=True))
    month = Month(first.replace(day=1))
    while month.next <= today:
        if month.first not in closed:
            return month
        month = Month(month.next)
    return None


def _is_behind(month: Month) -> bool:
    """Whether reports of the month are still to be counted on."""
    cursor = Consumer.objects.filter(name=CONSUMER).values_list("cursor", flat=True).first() or 0
    ahead = Q(position__isnull=True) | Q(position__gt=cursor)
    return Change.objects.filter(ahead, ledger_at__lt=month.until).exists()


def _key(name: str) -> Key:
    scope, key, measure = name.split("|")
    return scope, key, measure
