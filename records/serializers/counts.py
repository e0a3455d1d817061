"""How many rows of a batch came to what."""

from typing import Any

from rest_framework import serializers

from records.intake.phases import PERSONS
from records.models import Batch, StagedRow

OUTCOMES = tuple(outcome for outcome in StagedRow.Outcome if outcome != StagedRow.Outcome.OPEN)


class CountsSerializer(serializers.Serializer[Any]):
    new = serializers.IntegerField(help_text="新增。")
    changed = serializers.IntegerField(help_text="更正。")
    unchanged = serializers.IntegerField(help_text="无变化。")
    held = serializers.IntegerField(help_text="待补正：缺要件，不公示。")
    conflict = serializers.IntegerField(help_text="待核实：等待人工核实。")
    unknown = serializers.IntegerField(help_text="未知主体：等待登记信息。")
    rejected = serializers.IntegerField(help_text="退回更正：没有入库。")
    excluded = serializers.IntegerField(help_text="不予归集，并非差错。")
    persons = serializers.IntegerField(help_text="自然人的行：未读取，只计数。")


def as_json(batch: Batch) -> dict[str, int]:
    return {str(name): int(batch.counts.get(name, 0)) for name in (*OUTCOMES, PERSONS)}
