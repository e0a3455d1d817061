"""Work this floor gives people to do."""

from django.urls import reverse

from core.actors import Role
from desk.kinds import Step, register_message, register_work

CORRECTION_NOTE = "records.correction_note"
ERASURE = "records.erasure"
OVERDUE_REPORT = "records.overdue_report"
REPORT_OVERDUE = "records.report_overdue"
NOTE, ASKED, PERIOD = "correction_note", "erasure", "report_period"


def note(note_id: int) -> tuple[str, int]:
    return NOTE, note_id


def erasure(erasure_id: int) -> tuple[str, int]:
    return ASKED, erasure_id


def period(period_id: int) -> tuple[str, int]:
    return PERIOD, period_id


def register() -> None:
    register_work(
        CORRECTION_NOTE,
        "公布更正说明",
        url=lambda note_id: reverse("records:note", args=[note_id]),
        steps=[Step(after=1, role=Role.CREDIT_OFFICE)],
    )
    register_work(
        ERASURE, "确认擦除", url=lambda asked_id: reverse("records:erasure", args=[asked_id])
    )
    register_work(
        OVERDUE_REPORT,
        "补报逾期信息",
        url=lambda _: reverse("quality:calendar"),
        steps=[Step(after=3, role=Role.CREDIT_OFFICE, up=True)],
    )
    register_message(REPORT_OVERDUE, "报送逾期", url=lambda _: reverse("quality:calendar"))
