"""Divisions of a unit, and which of them handles which line (处室归集反馈, R252)."""

from datetime import date

from core import clock, doors
from core import errors as core_errors
from core.actors import Actor, ActorKind, AdminRole, Role
from core.services import audit
from sectors import errors
from sectors.models import Division, LineRoute, Membership
from sectors.queries.lines import owner_of
from sectors.queries.units import lock_unit
from sectors.services.changes import difference
from sectors.services.checks import not_before, require_administrator


def add_division(
    *,
    actor: Actor,
    unit_id: int,
    code: str,
    name: str,
    short_name: str = "",
    is_credit_office: bool = False,
    valid_from: date | None = None,
) -> Division:
    """A division of a unit in force. Whether it is the credit office stays for good."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    unit = lock_unit(unit_id)
    if unit.valid_to is not None:
        raise errors.UNIT_ENDED(day=unit.valid_to.isoformat())
    division = Division.objects.create(
        unit=unit,
        code=code,
        name=name,
        short_name=short_name,
        is_credit_office=is_credit_office,
        valid_from=valid_from or unit.valid_from,
    )
    audit.record(
        actor=actor,
        action="sectors.add_division",
        target=("unit", unit.pk),
        detail={"division": division.pk},
    )
    return division


def change_division(
    *, actor: Actor, division_id: int, name: str, short_name: str, unverified: bool, remark: str
) -> Division:
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    division = _lock(division_id)
    given = {"name": name, "short_name": short_name, "unverified": unverified, "remark": remark}
    before = {field: getattr(division, field) for field in given}
    for field, value in given.items():
        setattr(division, field, value)
    division.save(update_fields=list(given))
    audit.record(
        actor=actor,
        action="sectors.change_division",
        target=("unit", division.unit_id),
        detail={"division": division.pk, **difference(before, given)},
    )
    return division


def end_division(*, actor: Actor, division_id: int, ends_on: date) -> Division:
    """At the earliest today. Refused while members or lines go on in it past that day, naming
    them."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    not_before(ends_on, clock.today())
    division = _lock(division_id)
    if division.valid_to is not None:
        raise core_errors.CONFLICT()
    reasons = _in_use(division, ends_on)
    if reasons:
        raise errors.DIVISION_IN_USE(day=ends_on.isoformat(), reasons="、".join(reasons))
    division.valid_to = ends_on
    division.save(update_fields=["valid_to"])
    audit.record(
        actor=actor,
        action="sectors.end_division",
        target=("unit", division.unit_id),
        detail={"division": division.pk, "ends_on": ends_on.isoformat()},
    )
    return division


def route_line(
    *, actor: Actor, unit_id: int, line_id: int, division_id: int | None, begins_on: date
) -> LineRoute:
    """From a day, a division handles one of the unit's lines; none when `division_id` is None. By
    an approver of the unit, or the system administrator. Not back in time: what was handled
    before was handled where it was."""
    doors.require_transaction()
    if actor.kind is not ActorKind.SYSTEM and not actor.holds({Role.APPROVER}, unit_id=unit_id):
        require_administrator(actor, AdminRole.SYSTEM)
    not_before(begins_on, clock.today())
    unit = lock_unit(unit_id)
    if owner_of(line_id, begins_on) != unit.pk:
        raise errors.ROUTE_NOT_OWNED()
    if division_id and not Division.objects.filter(id=division_id, unit=unit).exists():
        raise core_errors.NOT_FOUND()
    held = LineRoute.objects.filter(unit=unit, line_id=line_id)
    if held.filter(valid_from__gt=begins_on).exists():
        raise errors.ROUTE_TAKEN()
    held.filter(valid_to__isnull=True, valid_from__lt=begins_on).update(valid_to=begins_on)
    route = held.filter(valid_from=begins_on).first()
    if route:
        # Chosen twice for the same day: the second choice is the one that holds.
        route.division_id = division_id
        route.save(update_fields=["division"])
    else:
        route = LineRoute.objects.create(
            unit=unit,
            line_id=line_id,
            division_id=division_id,
            valid_from=begins_on,
            recorded_at=clock.now(),
        )
    audit.record(
        actor=actor,
        action="sectors.route_line",
        target=("unit", unit.pk),
        detail={"line": line_id, "division": division_id, "begins_on": begins_on.isoformat()},
    )
    return route


def _lock(division_id: int) -> Division:
    found = Division.objects.select_for_update().filter(id=division_id).first()
    if found is None:
        raise core_errors.NOT_FOUND()
    return found


def _in_use(division: Division, ends_on: date) -> list[str]:
    counts = {
        "名在岗或待确认人员": Membership.objects.exclude(state=Membership.State.DECLINED).filter(
            division=division
        ),
        "条承办条线": LineRoute.objects.filter(division=division),
    }
    found = []
    for word, rows in counts.items():
        going_on = rows.filter(valid_to__isnull=True) | rows.filter(valid_to__gt=ends_on)
        if number := going_on.count():
            found.append(f"{number} {word}")
    return found
