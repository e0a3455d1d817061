"""Work and messages as the floors above make them."""

from datetime import date

from core import doors
from core.actors import SYSTEM, Actor, Role
from core.decisions import Day
from core.queries.calendar import deadline
from core.services.calendar import enter_year
from desk.models import WorkItem
from desk.services import NewItem, open_items
from sectors.models import OrgUnit

DECIDED = date(2026, 4, 15)


def new(
    unit: OrgUnit,
    target: int,
    *,
    role: Role = Role.CLERK,
    starts_on: date = DECIDED,
    days: int = 7,
    kind: str = "repair.accept",
    division_id: int | None = None,
) -> NewItem:
    return NewItem(
        kind=kind,
        target=("repair", target),
        unit_id=unit.id,
        role=role,
        title=f"修复申请 {target} 待受理",
        deadline=deadline(starts_on, days),
        subject_id=1000 + target,
        division_id=division_id,
    )


def opened(*items: NewItem, actor: Actor = SYSTEM) -> list[WorkItem]:
    """Open the items and read them back in the order of their targets."""
    assert doors.run(open_items, actor=actor, items=items) == len(items)
    targets = [item.target[1] for item in items]
    return list(WorkItem.objects.filter(target_id__in=targets).order_by("target_id"))


def enter(year: int, *off: date) -> None:
    """The official notice of a year arrives: some days off besides weekends."""
    doors.run(
        enter_year,
        actor=SYSTEM,
        year=year,
        notice=f"国办发明电〔{year - 1}〕1号",
        exceptions=[Day(day, False, "元旦") for day in off],
    )
