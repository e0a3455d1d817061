"""What becomes of units: merged, split, duties moved; and lines with them."""

from collections.abc import Iterable
from datetime import date

from core import clock, doors
from core.actors import Actor, AdminRole
from core.services import audit
from sectors import errors
from sectors.models import LineOwner, LineRoute, OrgUnit, UnitSuccession
from sectors.queries.lines import lock_owner
from sectors.queries.units import lock_unit, unit_name
from sectors.services.checks import not_long_past, require_administrator


def register_succession(
    *,
    actor: Actor,
    from_unit_id: int,
    to_unit_id: int,
    kind: str,
    effective_on: date,
    basis: str,
    line_ids: Iterable[int] = (),
    remark: str = "",
) -> UnitSuccession:
    """One unit is merged into, split off to or hands duties to another, on a basis, from a day, at
    most thirty days back.
    The lines named move on that day; their past stays with the former owner. Refuses lines that
    are not the former unit's on that day. Both units are held until the transaction ends."""
    doors.require_transaction()
    require_administrator(actor, AdminRole.SYSTEM)
    if kind == UnitSuccession.Kind.RENAME or from_unit_id == to_unit_id:
        raise errors.SUCCESSION_SELF()
    not_long_past(effective_on, clock.today())
    locked = {unit: lock_unit(unit) for unit in sorted({from_unit_id, to_unit_id})}
    former, heir = locked[from_unit_id], locked[to_unit_id]
    succession = UnitSuccession.objects.create(
        from_unit=former,
        to_unit=heir,
        kind=kind,
        effective_on=effective_on,
        basis=basis,
        remark=remark,
        recorded_at=clock.now(),
    )
    moved = sorted(set(line_ids))
    for line_id in moved:
        _move(line_id, former, heir, effective_on)
    audit.record(
        actor=actor,
        action="sectors.register_succession",
        target=("unit", former.pk),
        detail={
            "succession": succession.pk,
            "to_unit": heir.pk,
            "kind": kind,
            "effective_on": effective_on.isoformat(),
            "lines": moved,
        },
    )
    return succession


def _move(line_id: int, former: OrgUnit, heir: OrgUnit, day: date) -> None:
    owner = lock_owner(line_id, day)
    if owner is None or owner.unit_id != former.pk:
        raise errors.SUCCESSION_LINES(day=day.isoformat(), unit=unit_name(former.pk, day))
    if owner.valid_from == day:
        owner.unit = heir
        owner.save(update_fields=["unit"])
    else:
        ends = owner.valid_to
        owner.valid_to = day
        owner.save(update_fields=["valid_to"])
        LineOwner.objects.create(
            line_id=line_id,
            unit=heir,
            valid_from=day,
            valid_to=ends,
            recorded_at=clock.now(),
        )
    routed = LineRoute.objects.filter(
        line_id=line_id, unit=former, valid_to__isnull=True, valid_from__lt=day
    )
    routed.update(valid_to=day)
