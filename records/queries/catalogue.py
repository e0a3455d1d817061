"""Reading the catalogue: what holds on a day, and how it came to be so."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from core import errors as core_errors
from records.decisions.disclosure import Shelf
from records.models import (
    BehaviourVersion,
    CatalogueSource,
    CatalogueVersion,
    InfoClass,
)


def versions_on(day: date) -> QuerySet[CatalogueVersion]:
    """Of each item the version in force on the day: the one with the latest day of force. What has
    ended is among them and says so."""
    return (
        CatalogueVersion.objects.filter(valid_from__lte=day)
        .order_by("item_id", "-valid_from")
        .distinct("item_id")
        .select_related("item", "item__sector")
    )


def version_on(item_code: str, day: date) -> CatalogueVersion:
    found = versions_on(day).filter(item__code=item_code).first()
    if found is None or found.is_ended:
        raise core_errors.NOT_FOUND()
    return found


def history_of(item_code: str) -> list[CatalogueVersion]:
    """All editions of an item, the newest first."""
    found = CatalogueVersion.objects.filter(item__code=item_code).order_by("-number")
    return list(found.select_related("item"))


def list_catalogue(day: date) -> list[CatalogueVersion]:
    """The catalogue as it stands on a day, without what has ended, in the order of its classes."""
    return _in_order(versions_on(day))


def list_outline(day: date) -> list[CatalogueVersion]:
    """The same without what rows are made of, which is the bulk of it."""
    return _in_order(versions_on(day).defer("fields"))


def _in_order(versions: Iterable[CatalogueVersion]) -> list[CatalogueVersion]:
    standing = [version for version in versions if not version.is_ended]
    order = {value: place for place, value in enumerate(InfoClass.values)}
    return sorted(standing, key=lambda v: (order[v.item.info_class], v.item.code))


def editions_ahead(day: date) -> list[CatalogueVersion]:
    """Editions that take force after the day, the nearest first."""
    found = CatalogueVersion.objects.filter(valid_from__gt=day)
    return list(found.order_by("valid_from", "item__code").select_related("item"))


def senders_of(version_ids: Iterable[int]) -> dict[int, list[CatalogueSource]]:
    """The units that may supply, by version."""
    found = CatalogueSource.objects.filter(version_id__in=list(version_ids))
    senders: dict[int, list[CatalogueSource]] = {}
    for sender in found.select_related("unit").order_by("unit__sort_order", "unit__code"):
        senders.setdefault(sender.version_id, []).append(sender)
    return senders


def shelf_on(item_id: int, day: date) -> Shelf:
    """Whether the public sees the item on the day; before its first version, as that one says."""
    versions = CatalogueVersion.objects.filter(item_id=item_id)
    version = (
        versions.filter(valid_from__lte=day).order_by("-valid_from").first()
        or versions.order_by("valid_from")[0]
    )
    is_public = version.disclosure == CatalogueVersion.Disclosure.PUBLIC and not version.is_ended
    return Shelf(is_public, version.shown_months)


def behaviours_on(day: date, sector_code: str = "") -> list[BehaviourVersion]:
    """The lists of acts as they stand on a day, of one sector or of all."""
    found = BehaviourVersion.objects.filter(valid_from__lte=day)
    if sector_code:
        found = found.filter(behaviour__sector__code=sector_code)
    latest = found.order_by("behaviour_id", "-valid_from").distinct("behaviour_id")
    standing = [each for each in latest.select_related("behaviour__sector") if not each.is_ended]
    return sorted(standing, key=lambda each: each.behaviour.code)
