"""What the engine's changes are called in the feed."""

from exchange.kinds import register_kind
from records.kinds import reads_changes


def register() -> None:
    register_kind("grade.changed", "等级变动", visible_to=reads_changes)
