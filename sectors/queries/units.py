"""Reading units: where they stand, and what they are and were called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import connection
from django.db.models import Count, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import errors
from core.paging import Page, page
from sectors.models import (
    Division,
    LineOwner,
    Membership,
    OrgUnit,
    UnitName,
    UnitSuccession,
    valid_on,
)
from sectors.models.units import Units
from sectors.sql import scope

M = TypeVar("M", bound=Model)


def get_unit(unit_id: int) -> OrgUnit:
    """A unit by its id, ended or not."""
    unit = OrgUnit.objects.select_related("parent", "vertical_parent", "region").filter(id=unit_id)
    return _one(unit)


def get_unit_by_code(code: str) -> OrgUnit:
    unit = OrgUnit.objects.select_related("parent", "vertical_parent", "region").filter(code=code)
    return _one(unit)


def lock_unit(unit_id: int) -> OrgUnit:
    """The unit, held until the transaction ends: names and ends are set one after another."""
    return _one(OrgUnit.objects.select_for_update(of=("self",)).filter(id=unit_id))


def holds_on(unit_id: int, day: date) -> bool:
    return OrgUnit.objects.on(day).filter(id=unit_id).exists()


def unit_name(unit_id: int, on: date) -> str:
    """What a unit is called on a day; outside its days, the nearest name it had."""
    return names_on([unit_id], on).get(unit_id, "")


def names_on(unit_ids: Iterable[int], on: date) -> dict[int, str]:
    """The names of units on a day, in one query."""
    units = OrgUnit.objects.filter(id__in=set(unit_ids)).annotate(name_then=_name_on(on))
    return dict(units.values_list("id", "name_then"))


def with_name_on(units: QuerySet[OrgUnit], day: date) -> QuerySet[OrgUnit]:
    """Units with `name_then`: the name that holds on the day, else the nearest before or after."""
    return units.annotate(name_then=_name_on(day))


def _name_on(day: date) -> Coalesce:
    names = UnitName.objects.filter(unit=OuterRef("pk"))
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    last = names.filter(begun).order_by(F("valid_from").desc(nulls_last=True)).values("name")[:1]
    first = names.order_by("valid_from").values("name")[:1]
    return Coalesce(Subquery(last), Subquery(first), F("name"))


def units_within(unit_id: int) -> frozenset[int]:
    """The unit and everything beneath it, in government or in its own system."""
    with connection.cursor() as cursor:
        cursor.execute(scope.WITHIN, {"unit": unit_id})
        return frozenset(row[0] for row in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Search:
    """What a list of units is narrowed to; empty means everything that holds on the day."""

    on: date
    text: str = ""
    level: int | None = None
    kind: str = ""
    with_ended: bool = False


ORDER = ("level", "sort_order", "code")


def list_units(search: Search, *, cursor: str | None = None, size: int = 50) -> Page[OrgUnit]:
    """Units by level, in the order of their county's table, with what they are called then and how
    many lines and members they have. Searched by any name they ever had, code or short name."""
    units = with_name_on(_found(search), search.on).select_related("parent", "region")
    units = units.annotate(
        line_count=_held(LineOwner.objects.all(), "unit", search.on),
        member_count=_held(_confirmed(), "unit", search.on),
    )
    return page(units, order=ORDER, cursor=cursor, size=size)


def count_by_level(search: Search) -> dict[int, int]:
    """How many units of each level the search finds, whatever level it is narrowed to."""
    wide = Search(on=search.on, text=search.text, kind=search.kind, with_ended=search.with_ended)
    counted = _found(wide).values("level").annotate(n=Count("id", distinct=True)).order_by("level")
    return {row["level"]: row["n"] for row in counted}


def children_of(unit: OrgUnit, on: date) -> list[OrgUnit]:
    beneath = OrgUnit.objects.on(on).filter(Q(parent=unit) | Q(vertical_parent=unit))
    return list(with_name_on(beneath, on).order_by(*ORDER))


def names_of(unit: OrgUnit) -> list[UnitName]:
    """All names, oldest first."""
    return list(unit.names.order_by(F("valid_from").asc(nulls_first=True)))


def get_name(unit: OrgUnit, name_id: int) -> UnitName:
    name = unit.names.filter(id=name_id).first()
    if name is None:
        raise errors.NOT_FOUND()
    return name


def count_members(unit_id: int, on: date) -> int:
    return _confirmed().filter(valid_on(on), unit_id=unit_id).count()


def successions_of(unit: OrgUnit) -> list[UnitSuccession]:
    """What became of the unit and what came to it, oldest first."""
    both = UnitSuccession.objects.filter(Q(from_unit=unit) | Q(to_unit=unit))
    return list(both.select_related("from_unit", "to_unit").order_by("effective_on", "id"))


def get_division(division_id: int) -> Division:
    found = Division.objects.select_related("unit").filter(id=division_id).first()
    if found is None:
        raise errors.NOT_FOUND()
    return found


def divisions_of(unit: OrgUnit, on: date) -> list[Division]:
    held = unit.divisions.filter(valid_on(on))
    counted = held.annotate(member_count=_held(_confirmed(), "division", on))
    return list(counted.order_by("sort_order", "code"))


def choices_on(day: date) -> list[tuple[int, str]]:
    """Units that hold on the day, as a form offers them: level, name and code."""
    units = OrgUnit.objects.on(day).annotate(name_then=_name_on(day)).order_by(*ORDER)
    levels = dict(OrgUnit.Level.choices)
    return [
        (identity, f"{name}（{levels[level]}，{code}）")
        for identity, name, level, code in units.values_list("id", "name_then", "level", "code")
    ]


def _found(search: Search) -> Units:
    units = OrgUnit.objects.all() if search.with_ended else OrgUnit.objects.on(search.on)
    if search.level:
        units = units.filter(level=search.level)
    if search.kind:
        units = units.filter(kind=search.kind)
    if search.text:
        named = UnitName.objects.filter(name__icontains=search.text).values("unit")
        units = units.filter(
            Q(id__in=named)
            | Q(short_name__icontains=search.text)
            | Q(printed_as__icontains=search.text)
            | Q(code__istartswith=search.text)
        )
    return units


def _held(rows: QuerySet[M], by: str, on: date) -> Coalesce:
    """How many of the rows hold on the day, per thing they belong to."""
    mine = rows.filter(valid_on(on), **{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


def _confirmed() -> QuerySet[Membership]:
    return Membership.objects.filter(state=Membership.State.CONFIRMED)


def _one(units: QuerySet[OrgUnit]) -> OrgUnit:
    unit = units.first()
    if unit is None:
        raise errors.NOT_FOUND()
    return unit
