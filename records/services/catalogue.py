"""Editing the catalogue: by the credit office, in editions, from a day that lies ahead."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from core import clock
from core import errors as core_errors
from core.actors import Actor, Role
from core.doors import require_transaction
from core.errors import FieldError
from core.services import audit
from records import errors
from records.decisions.fields import mistakes, read_schema
from records.models import CatalogueItem, CatalogueSource, CatalogueVersion

EDITABLE = (
    "name",
    "basis",
    "disclosure",
    "shown_months",
    "shared_with",
    "update_cycle",
    "report_days",
    "is_priority",
    "needs_check",
    "any_unit",
    "data_resource",
    "fields",
    "source",
    "is_illustrative",
    "unverified",
    "is_ended",
)


def publish_edition(
    *,
    actor: Actor,
    item_code: str,
    valid_from: date,
    changes: Mapping[str, Any],
    unit_ids: Iterable[int],
) -> CatalogueVersion:
    """The next edition of an item: what is not changed is as before, `unit_ids` are all who may
    send it from then on. It takes force on a day after today, so that no answer already given about
    a day becomes wrong."""
    require_transaction()
    if not actor.holds([Role.CREDIT_OFFICE]):
        raise core_errors.NOT_ALLOWED()
    if not set(changes) <= set(EDITABLE):
        raise core_errors.BAD_REQUEST(reason="有不能修改的内容")
    # Of two editors at once one is refused by the number of the edition.
    item = CatalogueItem.objects.filter(code=item_code).first()
    if item is None:
        raise core_errors.NOT_FOUND()
    latest = CatalogueVersion.objects.filter(item=item).order_by("-number")[0]
    if valid_from <= max(clock.today(), latest.valid_from):
        raise errors.CATALOGUE_LATER()
    values = {name: getattr(latest, name) for name in EDITABLE} | dict(changes)
    _require_sound(values["fields"])
    number = latest.number + 1
    return _write(actor, item, number, valid_from, values, unit_ids, sorted(changes))


def add_item(
    *,
    actor: Actor,
    code: str,
    info_class: str,
    kind: str,
    polarity: str,
    sector_id: int | None,
    valid_from: date,
    changes: Mapping[str, Any],
    unit_ids: Iterable[int],
) -> CatalogueVersion:
    """A new item with its first edition. It may hold from any day on: before it nothing of the item
    can have been recorded."""
    require_transaction()
    if not actor.holds([Role.CREDIT_OFFICE]):
        raise core_errors.NOT_ALLOWED()
    if CatalogueItem.objects.filter(code=code).exists():
        raise errors.ITEM_EXISTS()
    _require_sound(changes["fields"])
    item = CatalogueItem.objects.create(
        code=code, info_class=info_class, kind=kind, polarity=polarity, sector_id=sector_id
    )
    return _write(actor, item, 1, valid_from, changes, unit_ids, sorted(changes))


def _write(
    actor: Actor,
    item: CatalogueItem,
    number: int,
    valid_from: date,
    values: Mapping[str, Any],
    unit_ids: Iterable[int],
    changed: Sequence[str],
) -> CatalogueVersion:
    version = CatalogueVersion.objects.create(
        item=item,
        kind=item.kind,
        polarity=item.polarity,
        number=number,
        valid_from=valid_from,
        recorded_on=clock.today(),
        **values,
    )
    CatalogueSource.objects.bulk_create(
        CatalogueSource(version=version, unit_id=unit_id) for unit_id in sorted(set(unit_ids))
    )
    audit.record(
        actor=actor,
        action="records.publish_edition",
        target=("catalogue_version", version.id),
        detail={"item": item.code, "number": number, "changed": list(changed)},
    )
    return version


def _require_sound(fields: list[dict[str, Any]]) -> None:
    try:
        schema = read_schema(fields)
    except (KeyError, ValueError) as error:
        raise core_errors.BAD_REQUEST(reason="数据项的写法有误") from error
    found = [FieldError(f"fields[{place}]", reason) for place, reason in mistakes(schema)]
    if found:
        raise core_errors.INVALID(count=len(found), fields=found)
