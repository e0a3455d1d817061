"""The long work of this floor."""

from core.jobs import Progress, Work, job
from records.intake import phases, undoing
from records.intake.batches import JOB
from records.intake.summary import sentence, undone
from records.models import Batch
from records.quality.steps import close_month, measure_coverage
from records.queries.snapshots import KIND as SNAPSHOT
from records.services import snapshots

__all__ = ["close_month", "make_snapshot", "measure_coverage", "take_in", "undo_batch"]


@job(JOB, title="数据报送")
def take_in(work: Work) -> Progress:
    """One step of a batch: a chunk read, checked or written."""
    batch_id = int(work.parameters["batch"])
    reached = phases.step(batch_id=batch_id, place=work.place, actor=work.actor)
    result = None
    if reached.rests:
        batch = Batch.objects.get(id=batch_id)
        result = {"summary": sentence(batch), "batch": batch_id, "holds": batch.error_code == ""}
    return Progress(
        done=reached.done, total=reached.total, place=dict(reached.place), result=result
    )


@job(undoing.JOB, title="撤回报送批次")
def undo_batch(work: Work) -> Progress:
    """A chunk of a batch taken back."""
    batch_id = int(work.parameters["batch"])
    reached = undoing.step(batch_id=batch_id, place=work.place, actor=work.actor)
    result = None
    if reached.rests:
        batch = Batch.objects.get(id=batch_id)
        result = {"summary": undone(batch), "batch": batch_id, "holds": True}
    return Progress(done=reached.done, place=dict(reached.place), result=result)


@job(SNAPSHOT, title="生成全量快照")
def make_snapshot(work: Work) -> Progress:
    return snapshots.step(work)
