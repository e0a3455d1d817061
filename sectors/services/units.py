"""Changing units: adding, correcting, renaming, ending."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.queries.clients import count_clients_of
from accounts.queries.people import require_platform
from core import clock, doors
from core import errors as core_errors
from core.actors import Actor, AdminRole
from core.services import audit
from sectors import errors, uses
from sectors.models import (
    Division,
    HandOver,
    LineOwner,
    Membership,
    OrgUnit,
    UnitName,
    UnitSuccession,
)
from sectors.queries.units import lock_unit, unit_name
from sectors.services.changes import difference
from sectors.services.checks import not_before, not_long_past, require_administrator

CHANGEABLE = (
    "short_name",
    "kind",
    "parent_id",
    "vertical_parent_id",
    "region_id",
    "uscc",
    "unverified",
    "remark",
)


def add_unit(
    *,
    actor: Actor,
    code: str,
    level: int,
    kind: str,
    name: str,
    short_name: str = "",
    parent_id: int | None = None,
    vertical_parent_id: int | None = None,
    region_id: str | None = None,
    uscc: str = "",
    valid_from: date | None = None,
    remark: str = "",
) -> OrgUnit:
    """Register a unit and its name, from a day or from before our records. By the system
    administrator. Its code and level stay for good; refuses a code or uscc in use, a circle, and
    a parent of a lower level."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    unit = OrgUnit.objects.create(
        code=code,
        level=level,
        kind=kind,
        name=name,
        short_name=short_name,
        parent_id=parent_id,
        vertical_parent_id=vertical_parent_id,
        region_id=region_id,
        uscc=uscc,
        valid_from=valid_from,
        remark=remark,
    )
    UnitName.objects.create(unit=unit, name=name, valid_from=valid_from, recorded_at=clock.now())
    audit.record(actor=actor, action="sectors.add_unit", target=("unit", unit.pk))
    return unit


def change_unit(*, actor: Actor, unit_id: int, seen: str, **values: object) -> OrgUnit:
    """Correct what is said of a unit, other than its name, code, level and days. `seen` is the
    fingerprint of what the administrator had before them: a change in between is a conflict."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    unit = lock_unit(unit_id)
    if fingerprint(unit) != seen:
        raise core_errors.CONFLICT()
    changed = [
        name for name in CHANGEABLE if name in values and getattr(unit, name) != values[name]
    ]
    before = {name: getattr(unit, name) for name in changed}
    for name in changed:
        setattr(unit, name, values[name])
    if changed:
        unit.save(update_fields=changed)
        audit.record(
            actor=actor,
            action="sectors.change_unit",
            target=("unit", unit.pk),
            detail=difference(before, {name: getattr(unit, name) for name in changed}),
        )
    return unit


def fingerprint(unit: OrgUnit) -> str:
    """Changes with anything `change_unit` may change."""
    said = [getattr(unit, name) for name in CHANGEABLE]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def rename_unit(
    *,
    actor: Actor,
    unit_id: int,
    name: str,
    short_name: str,
    effective_on: date,
    basis: str,
) -> UnitName:
    """A new dated name; the old one stays readable for its days. May lie in the future, at
    most thirty days in the past. Refuses a day not after the one the present name began on."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    not_long_past(effective_on, clock.today())
    unit = lock_unit(unit_id)
    if unit.valid_to and effective_on >= unit.valid_to:
        raise errors.UNIT_ENDED(day=unit.valid_to.isoformat())
    last = unit.names.order_by("-valid_to").filter(valid_to=unit.valid_to).first()
    if last is None or (last.valid_from and effective_on <= last.valid_from):
        begun = last.valid_from if last else None
        raise errors.RENAME_DATE(day=begun.isoformat() if begun else "最初")
    last.valid_to = effective_on
    last.save(update_fields=["valid_to"])
    new = UnitName.objects.create(
        unit=unit,
        name=name,
        valid_from=effective_on,
        valid_to=unit.valid_to,
        recorded_at=clock.now(),
    )
    UnitSuccession.objects.create(
        from_unit=unit,
        to_unit=unit,
        kind=UnitSuccession.Kind.RENAME,
        effective_on=effective_on,
        basis=basis,
        recorded_at=clock.now(),
    )
    unit.short_name = short_name or unit.short_name
    unit.name = unit_name(unit.pk, clock.today())
    unit.save(update_fields=["short_name", "name"])
    audit.record(
        actor=actor,
        action="sectors.rename_unit",
        target=("unit", unit.pk),
        detail={"effective_on": effective_on.isoformat()},
    )
    return new


def correct_name(*, actor: Actor, name_id: int, name: str, unverified: bool) -> UnitName:
    """Put right how a name is written, or say that it has been checked; its days stay. The log
    keeps a hash of what stood there: one name holds at a time, so the old row cannot stay."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    found = UnitName.objects.select_for_update().filter(id=name_id).first()
    if found is None:
        raise core_errors.NOT_FOUND()
    unit = lock_unit(found.unit_id)
    before = {"name": found.name, "unverified": found.unverified}
    found.name, found.unverified = name, unverified
    found.save(update_fields=["name", "unverified"])
    unit.name = unit_name(unit.pk, clock.today())
    unit.save(update_fields=["name"])
    changed = difference(before, {"name": name, "unverified": unverified})
    audit.record(
        actor=actor,
        action="sectors.correct_name",
        target=("unit", unit.pk),
        detail={"name": found.pk, **changed},
    )
    return found


def refresh_names(*, actor: Actor) -> int:
    """Names that begin today take their place on the unit. Idempotent; run daily and often."""
    doors.require_transaction()
    require_platform(actor)
    today = clock.today()
    renamed = 0
    for unit in OrgUnit.objects.on(today).order_by("id"):
        then = unit_name(unit.pk, today)
        if then and then != unit.name:
            OrgUnit.objects.filter(id=unit.pk).update(name=then)
            renamed += 1
    return renamed


def end_unit(*, actor: Actor, unit_id: int, ends_on: date) -> OrgUnit:
    """The unit does not exist from a day on, at the earliest today; its past stays. Refused while
    anything of it goes on past that day, naming it and what to do: see `in_use`."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    not_before(ends_on, clock.today())
    unit = lock_unit(unit_id)
    if unit.valid_to is not None:
        raise errors.UNIT_ENDED(day=unit.valid_to.isoformat())
    reasons = in_use(unit, ends_on)
    if reasons:
        raise errors.UNIT_IN_USE(
            day=ends_on.isoformat(),
            reasons="、".join(str(reason) for reason in reasons),
            advice=advice_on(reasons),
        )
    unit.valid_to = ends_on
    unit.save(update_fields=["valid_to"])
    unit.names.filter(valid_to__isnull=True).update(valid_to=ends_on)
    audit.record(
        actor=actor,
        action="sectors.end_unit",
        target=("unit", unit.pk),
        detail={"ends_on": ends_on.isoformat()},
    )
    return unit


def reopen_unit(*, actor: Actor, unit_id: int) -> OrgUnit:
    """Take back an end that was a mistake, within thirty days: the unit goes on as if it had not
    ended."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    unit = lock_unit(unit_id)
    if unit.valid_to is None:
        return unit
    not_long_past(unit.valid_to, clock.today())
    unit.names.filter(valid_to=unit.valid_to).update(valid_to=None)
    unit.valid_to = None
    unit.save(update_fields=["valid_to"])
    audit.record(actor=actor, action="sectors.reopen_unit", target=("unit", unit.pk))
    return unit


def in_use(unit: OrgUnit, ends_on: date) -> list[uses.Found]:
    """What of the unit goes on past a day: what this floor keeps, keys of its systems, and what
    the floors above have registered."""
    beneath = OrgUnit.objects.filter(parent=unit) | OrgUnit.objects.filter(vertical_parent=unit)
    kept: list[tuple[QuerySet[Any], str, str]] = [
        (_agreed(unit), "名在岗或待确认人员", "结束任职"),
        (LineOwner.objects.filter(unit=unit), "条归口条线", "登记沿革把条线划转给承接机构"),
        (Division.objects.filter(unit=unit), "个处室", "停用处室"),
        (beneath, "个下级或受其业务主管的机构", "为其改登上级机构或业务主管机构"),
        (_not_revoked(unit), "项代岗", "撤销代岗"),
    ]
    found = [
        uses.Found(_going_on(rows, ends_on).count(), name, advice) for rows, name, advice in kept
    ]
    clients = count_clients_of(unit.pk)
    found.append(uses.Found(clients, "个未撤销的接口客户端", "由安全管理员撤销接口客户端"))
    found += [
        uses.Found(use.count(unit.pk, ends_on), use.name, use.advice) for use in uses.registered()
    ]
    return [each for each in found if each.number]


def advice_on(reasons: Iterable[uses.Found]) -> str:
    return "、".join(reason.advice for reason in reasons)


def _agreed(unit: OrgUnit) -> QuerySet[Membership]:
    return Membership.objects.exclude(state=Membership.State.DECLINED).filter(unit=unit)


def _not_revoked(unit: OrgUnit) -> QuerySet[HandOver]:
    return HandOver.objects.filter(unit=unit, revoked_on__isnull=True)


def _going_on(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    return rows.filter(valid_to__isnull=True) | rows.filter(valid_to__gt=day)
