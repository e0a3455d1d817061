"""What the demonstration's clerk has sent and left waiting, so that the pages of intake have
something to show."""

from typing import Any

from core import doors, runner
from documents.store import Incoming
from portal.demo.desk import serving
from records.intake import batches, drafts, nil
from records.models import Batch, QueuedRow
from tests.records.intake.samples import HEADINGS, comma, row

LICENCE = "licence"
QUERIES = {"records:numbers": "year=2026", "records:nil_reports": "month=2026-05"}


def prepare() -> dict[str, dict[str, Any]]:
    """Arguments by endpoint: a batch that was checked, a row that waits, a draft, a nil report."""
    clerk, reviewer = serving("clerk"), serving("reviewer")
    unit_id = clerk.unit_id
    assert unit_id is not None
    checked = [_sent("check"), _sent("partial")]
    doors.run(batches.approve, actor=reviewer, batch_id=checked[1])
    _work(checked[1])
    waiting = QueuedRow.objects.latest("id")
    draft = doors.run(
        drafts.save_draft,
        actor=clerk,
        unit_id=unit_id,
        item_code="penalty",
        values={"CF_WSH": "锡澄环罚决〔2026〕90号"},
    )
    report = doors.run(
        nil.report_nil,
        actor=clerk,
        unit_id=unit_id,
        item_code=LICENCE,
        month=waiting.queued_at.date(),
    )
    batch, of_row = {"batch_id": checked[0]}, {"row_id": waiting.id}
    pages = ("batch", "batch_report", "confirm_batch", "approve_batch", "abandon_batch")
    return {
        **{f"records:{name}": batch for name in (*pages, "undo_batch")},
        **{f"records:{name}": of_row for name in ("queued_row", "supply_row")},
        **{f"records:{name}": of_row for name in ("decide_row", "drop_row")},
        "records:blank": {"code": "penalty", "form": "csv"},
        "records:entry": {"code": "penalty"},
        "records:queue": {"queue": "unknown"},
        "records:discard_row_draft": {"draft_id": draft.id},
        "records:withdraw_nil": {"report_id": report.id},
    }


def _sent(mode: str) -> int:
    clerk = serving("clerk")
    content = comma([HEADINGS, row(1), row(2, CF_JDRQ="2026/02/31")]).encode("utf-8-sig")
    with Incoming() as incoming:
        incoming.write(content)
        incoming.finish()
        batch = doors.run(
            batches.receive_and_start,
            actor=clerk,
            incoming=incoming,
            file_name="行政处罚.csv",
            unit_id=clerk.unit_id,
            item_code="penalty",
            mode=mode,
            channel="upload",
            attests=True,
        )
    _work(batch.id)
    return batch.id


def _work(batch_id: int) -> None:
    batch = Batch.objects.get(id=batch_id)
    assert batch.job_id is not None
    runner.run(batch.job_id)
