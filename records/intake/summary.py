"""What became of a batch, in one sentence and in numbers."""

from records.intake.phases import PERSONS
from records.models import Batch, StagedRow

Outcome = StagedRow.Outcome
ORDER = (
    (Outcome.UNCHANGED, "无变化"),
    (Outcome.NEW, "新增"),
    (Outcome.CHANGED, "更正"),
    (Outcome.HELD, "待补正"),
    (Outcome.CONFLICT, "待核实"),
    (Outcome.UNKNOWN, "未知主体"),
    (Outcome.REJECTED, "退回更正"),
    (Outcome.EXCLUDED, "不予归集"),
)


def sentence(batch: Batch) -> str:
    """4,812 行无变化，37 行新增，2 行更正。"""
    if batch.error_code:
        return batch.error_detail
    said = [
        f"{count:,} 行{word}"
        for outcome, word in ORDER
        if (count := int(batch.counts.get(outcome, 0)))
    ]
    persons = int(batch.counts.get(PERSONS, 0))
    if persons:
        said.append(f"{persons:,} 行属自然人，未读取")
    return f"{'，'.join(said) or '没有数据行'}。"


def numbers(batch: Batch) -> list[tuple[str, str, int]]:
    """Outcome, its word, and how many rows."""
    return [(outcome, word, int(batch.counts.get(outcome, 0))) for outcome, word in ORDER]
