"""What floors above the units keep of a unit, so that none ends over open work."""

from datetime import date

from desk.models import WorkItem
from documents.models import PaperDraft
from sectors import uses


def register() -> None:
    uses.register("件未办结待办", count_open_work, "办结或取消待办")
    uses.register("件待签发文书", count_submitted_drafts, "签发或退回文书")


def count_open_work(unit_id: int, day: date) -> int:
    """Open work has no end of its own: it goes on past any day."""
    return WorkItem.objects.filter(unit_id=unit_id, state=WorkItem.State.OPEN).count()


def count_submitted_drafts(unit_id: int, day: date) -> int:
    return PaperDraft.objects.filter(unit_id=unit_id, state=PaperDraft.State.SUBMITTED).count()
