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


UNDONE = (
    ("restored", "条恢复为原内容"),
    ("retracted", "条作误传更正"),
    ("closed", "条登记信息撤回"),
    ("queued", "条等待行撤下"),
    ("changed_since", "条此后已有变动，保留"),
    ("gone", "条此前已更正或转移"),
    ("blocked", "条因文号已另有归属，保留"),
    ("rested_on", "条登记信息已有依附，保留"),
)


def undone(batch: Batch) -> str:
    """已撤回：12 条作误传更正，3 条恢复为原内容。"""
    said = [f"{count:,} {word}" for name, word, count in undone_numbers(batch) if count]
    return f"已撤回：{'，'.join(said) or '没有需要撤回的内容'}。"


def undone_numbers(batch: Batch) -> list[tuple[str, str, int]]:
    """What became of what the batch had brought, in words, and how many."""
    return [(name, word, int(batch.undo_counts.get(name, 0))) for name, word in UNDONE]
