"""What is said about rows."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from records.intake.notes import Note, Weight
from records.models import StagedRow

LEVELS = {
    Weight.HINT: "hint",
    Weight.WARN: "warning",
    Weight.HOLD: "hold",
    Weight.CONFLICT: "conflict",
    Weight.UNKNOWN: "unknown",
    Weight.REJECT: "error",
    Weight.EXCLUDE: "excluded",
}
OUTCOMES = StagedRow.Outcome.choices


class MessageSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="稳定的提示代码，如 date.none。")
    field = serializers.CharField(help_text="数据项代码；与整行有关时为空。")
    level = serializers.ChoiceField(
        choices=list(LEVELS.values()), help_text="提示的分量；error 须更正后重报。"
    )
    message = serializers.CharField(help_text="发生了什么，怎样更正。")


def as_json(notes: Iterable[Note]) -> list[dict[str, str]]:
    """The heaviest first."""
    return [
        {
            "code": note.code,
            "field": note.field,
            "level": LEVELS[note.weight],
            "message": note.message,
        }
        for note in sorted(notes, key=lambda note: -note.weight)
    ]
