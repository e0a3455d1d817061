"""Towns to choose from."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.db.models import Q

from sectors.models import Region

# A province has too many towns for one list; there its counties are chosen from.
LONGEST = 200

Choices = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def choices(on: date) -> Choices:
    """(the area around, its towns with their codes), by code."""
    standing = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    levels = [Region.Level.TOWN, Region.Level.COUNTY]
    rows = Region.objects.filter(standing, level__in=levels).order_by("parent_id", "code")
    found = list(rows.values_list("level", "parent__name", "code", "name"))
    towns = [row for row in found if row[0] == Region.Level.TOWN]
    if not 0 < len(towns) <= LONGEST:
        towns = [row for row in found if row[0] == Region.Level.COUNTY]
    return [
        (around or "", [(code, name) for _, _, code, name in group])
        for around, group in groupby(towns, key=lambda row: row[1])
    ]
