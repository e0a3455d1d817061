"""Batches as the systems that sent them follow them: only what an answer says is read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from core import errors as core_errors
from core import paging
from core.actors import Actor
from core.models import Job
from records.intake import errors
from records.models import Batch, StagedRow

SHOWN = (
    "unit_id",
    "item",
    "item__code",
    "catalogue_version",
    "catalogue_version__name",
    "channel",
    "mode",
    "state",
    "file_name",
    "sha256",
    "size",
    "shelf",
    "rows",
    "counts",
    "error_code",
    "error_detail",
    "job_id",
    "created_at",
    "checked_at",
    "ended_at",
    "made_by_id",
    "purged_at",
)


@dataclass(frozen=True, slots=True)
class Following:
    """A batch with how far its job has come."""

    batch: Batch
    job: Job | None


def shown(actor: Actor) -> QuerySet[Batch]:
    found = Batch.objects.visible_to(actor).select_related("item", "catalogue_version")
    return found.only(*SHOWN)


def access_receipt(*, actor: Actor, batch_id: int) -> Following:
    """The batch, or not found also when it is another unit's."""
    batch = shown(actor).filter(id=batch_id).first()
    if batch is None:
        raise core_errors.NOT_FOUND()
    job = None
    if batch.job_id is not None:
        job = Job.objects.only("state", "done", "total").filter(id=batch.job_id).first()
    return Following(batch, job)


def list_receipts(
    *, actor: Actor, cursor: str | None = None, size: int = paging.DEFAULT_SIZE
) -> paging.Page[Batch]:
    """The batches of the unit, the latest first."""
    return paging.page(shown(actor), order=("-id",), cursor=cursor, size=size)


def list_answers(
    *,
    actor: Actor,
    batch_id: int,
    outcomes: Sequence[str],
    cursor: str | None = None,
    size: int = paging.DEFAULT_SIZE,
) -> paging.Page[StagedRow]:
    """What is said about the rows of these outcomes, in the file's order; each with the
    `document_no` it was read with. `intake.report_gone` once the rows were cleared away."""
    batch = shown(actor).filter(id=batch_id).first()
    if batch is None:
        raise core_errors.NOT_FOUND()
    if batch.purged_at is not None:
        raise errors.REPORT_GONE()
    rows = StagedRow.objects.filter(batch_id=batch.id, outcome__in=outcomes).only(
        "n", "line", "outcome", "uscc", "remarks"
    )
    named = rows.annotate(document_no=KeyTextTransform("document_no", "row"))
    return paging.page(named, order=("n",), cursor=cursor, size=size)
