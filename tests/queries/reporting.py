"""Rows for the lists of quality: what waits near its last day, what was sent back, what is owed."""

import uuid
from datetime import timedelta
from itertools import count

from core import clock
from records.models import Batch, CatalogueVersion, QueuedRow, ReportPeriod, ReturnedRow
from tests.queries.growing import Place
from tests.records import build

_numbers = count(1)


def waiting(place: Place, number: int) -> None:
    batch = _batch(place)
    today = clock.today()
    QueuedRow.objects.bulk_create(
        QueuedRow(
            batch=batch,
            unit=place.unit,
            item=batch.item,
            queue="held",
            waiting_key=f"waiting-{next(_numbers)}",
            uscc=build.code(),
            document_no=f"锡澄演罚〔2026〕{n}号",
            decided_on=today,
            due_on=today,
            remarks=[],
            row={},
            queued_at=clock.now(),
        )
        for n in range(number)
    )


def returned(place: Place, number: int) -> None:
    batch = _batch(place)
    ReturnedRow.objects.bulk_create(
        ReturnedRow(
            batch=batch,
            unit=place.unit,
            item=batch.item,
            line=n,
            row_key=n.to_bytes(32),
            reasons=[["date.none", "决定日期"]],
            returned_at=clock.now(),
        )
        for n in range(number)
    )


def owed(place: Place, number: int) -> None:
    """As many items, each overdue."""
    for _ in range(number):
        item = build.item("licence", "neutral", place.unit).item
        first = clock.today().replace(month=1, day=1)
        ReportPeriod.objects.create(
            unit=place.unit,
            item=item,
            starts_on=first,
            ends_on=first + timedelta(days=1),
            due_on=first,
        )


def _batch(place: Place) -> Batch:
    edition: CatalogueVersion = build.item("penalty", "adverse", place.unit)
    return Batch.objects.create(
        unit=place.unit,
        item=edition.item,
        catalogue_version=edition,
        channel="upload",
        mode="partial",
        state="done",
        file_name="行政处罚.csv",
        sha256="0" * 64,
        size=1,
        shelf=uuid.uuid4(),
        created_at=clock.now(),
        ended_at=clock.now(),
    )
