"""What subjects are found by: made from their current versions, and made again with each change."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from core import clock
from records.decisions.names import (
    bigrams,
    initials,
    is_called_by_a_person,
    searchable,
    without_area,
)
from records.models import CURRENT, SubjectName, SubjectVersion
from sectors.models import Region

Kind = SubjectName.Kind


def refresh_names(subject_ids: Iterable[int]) -> None:
    """The name of today, the names it had before, and its sign. What a household is called by a
    person's name is left out: nobody is searched for."""
    wanted = sorted(set(subject_ids))
    areas = dict(Region.objects.values_list("code", "name"))
    versions = SubjectVersion.objects.filter(CURRENT, subject_id__in=wanted)
    ordered = versions.select_related("subject").order_by("subject_id", "valid_from")
    names = [
        name
        for _, of_subject in groupby(ordered, key=lambda version: version.subject_id)
        for name in _names(list(of_subject), areas)
    ]
    SubjectName.objects.filter(subject_id__in=wanted).delete()
    SubjectName.objects.bulk_create(names, batch_size=2_000)


def _names(versions: Sequence[SubjectVersion], areas: dict[str, str]) -> Iterator[SubjectName]:
    today = clock.today()
    begun = [version for version in versions if version.valid_from <= today]
    now = begun[-1] if begun else versions[0]
    found: dict[str, Kind] = {}
    for version in (now, *versions):
        household = version.kind == SubjectVersion.Kind.HOUSEHOLD
        if not is_called_by_a_person(version.name, is_household=household, sign=version.sign):
            found.setdefault(
                searchable(version.name), Kind.LEGAL if version is now else Kind.FORMER
            )
    if now.sign:
        found.setdefault(searchable(now.sign), Kind.SIGN)
    within = [areas[code] for code in _codes(now.region_code) if code in areas]
    for term, kind in found.items():
        short = without_area(term, within)
        yield SubjectName(
            subject_id=now.subject_id,
            kind=kind,
            term=term,
            bigrams=bigrams(term),
            initials=initials(term),
            short_initials=initials(short) if short != term else "",
            region_code=now.region_code,
            is_confirmed=now.subject.confirmed_at is not None,
        )


def _codes(region_code: str) -> list[str]:
    """Province, city, county and town an area lies in, from the largest."""
    if not region_code:
        return []
    return [f"{region_code[:2]}0000", f"{region_code[:4]}00", region_code[:6], region_code[:9]]
