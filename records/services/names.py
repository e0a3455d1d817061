"""What subjects are found by: made from their current versions, and made again with each change."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from django.db.models import F

from core import clock, errors
from core.actors import Actor, ActorKind
from core.doors import require_transaction
from core.services import audit
from records.decisions.names import (
    bigrams,
    initials,
    is_called_by_a_person,
    searchable,
    without_area,
)
from records.models import CURRENT, Subject, SubjectName, SubjectVersion
from sectors.models import Region

Kind = SubjectName.Kind
# How far back a task that did not run for a while looks.
LOOK_BACK = timedelta(days=366)


def refresh_begun(*, actor: Actor, today: date) -> int:
    """Make the names of organisations whose registration changes by a day that was still ahead when
    it was recorded and has come since; how many organisations. Safe to do again."""
    require_transaction()
    if actor.kind is not ActorKind.SYSTEM:
        raise errors.NOT_ALLOWED()
    begun = SubjectVersion.objects.filter(
        CURRENT,
        recorded_on__lt=F("valid_from"),
        valid_from__lte=today,
        valid_from__gt=today - LOOK_BACK,
    )
    subjects = Subject.objects.filter(id__in=begun.values("subject_id")).order_by("id")
    # Who registers something of them at this moment makes their names as well.
    found = list(subjects.select_for_update(no_key=True).values_list("id", flat=True))
    if found:
        refresh_names(found)
        audit.record(actor=actor, action="records.refresh_names", detail={"subjects": len(found)})
    return len(found)


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
