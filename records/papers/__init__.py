"""The papers of this floor."""

from records.papers import repair_notice


def register() -> None:
    repair_notice.register()
