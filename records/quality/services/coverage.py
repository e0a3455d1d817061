"""How many organisations have facts, counted once a day, a range of organisations at a time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core import clock
from core.actors import SYSTEM, Actor
from core.doors import require_transaction
from core.models import Job
from core.queries.jobs import OPEN
from core.services import audit, jobs
from records.models import CoverageDay
from records.quality.services.clock import require_platform
from records.quality.sql import population
from records.quality.sql.population import AT_ONCE

JOB = "records.measure_coverage"
By = CoverageDay.By
Sums = dict[str, list[int]]


def start_measuring(*, actor: Actor, today: date) -> Job | None:
    """Count today's coverage unless that is done or under way."""
    require_transaction()
    require_platform(actor)
    if CoverageDay.objects.filter(day=today).exists():
        return None
    if Job.objects.filter(kind=JOB, state__in=OPEN).exists():
        return None
    return jobs.start(
        actor=actor,
        kind=JOB,
        parameters={"day": today.isoformat(), "until": clock.now().isoformat()},
    )


def measure(
    parameters: Mapping[str, Any], place: Mapping[str, Any], limit: int = AT_ONCE
) -> tuple[dict[str, Any], bool]:
    """Count one range; the place reached, and whether that was the last. Then the day is kept."""
    day = date.fromisoformat(parameters["day"])
    until = datetime.fromisoformat(parameters["until"])
    sums: Sums = {name: list(pair) for name, pair in place.get("sums", {}).items()}
    within = population.next_range(int(place.get("after", 0)), limit)
    if within is None:
        _keep(day, sums)
        return {}, True
    for (by, key), (covered, whole) in population.coverage(within, until, day).items():
        pair = sums.setdefault(f"{by}|{key}", [0, 0])
        pair[0] += covered
        pair[1] += whole
    return {"after": within.upto, "sums": sums}, False


def _keep(day: date, sums: Sums) -> None:
    """Write the day, once: what was counted first stands."""
    sums.setdefault("all|", [0, 0])
    for code, number in population.waiting(day).items():
        sums.setdefault(f"shown|{code}", [0, 0])[1] += number
    areas = population.areas()
    whole = sums["all|"][1]
    now = clock.now()
    rows = []
    for name, (covered, counted) in sorted(sums.items()):
        by, _, key = name.partition("|")
        of = counted
        if by in {By.ITEM, By.SECTOR}:
            of = whole
        elif by == By.UNIT:
            of = _beneath(areas[key], sums, whole)
        rows.append(CoverageDay(day=day, by=by, key=key, covered=covered, whole=of, counted_at=now))
    CoverageDay.objects.bulk_create(rows, ignore_conflicts=True)
    audit.record(
        actor=SYSTEM,
        action="records.measure_coverage",
        detail={"day": day.isoformat(), "registered": whole, "covered": sums["all|"][0]},
    )


def _beneath(area: str, sums: Sums, whole: int) -> int:
    """How many of the register lie in an area; everybody for a unit without one."""
    if not area:
        return whole
    length = 9 if len(area) == 9 else 6
    return sum(
        pair[1]
        for name, pair in sums.items()
        if name.startswith(f"{By.REGION}|{area}") and len(name.partition("|")[2]) == length
    )
