from core.models.audit import AuditEvent, AuditSeal
from core.models.calendar import CalendarDay, CalendarYear
from core.models.idempotency import StoredAnswer
from core.models.jobs import Job, JobCancellation

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "CalendarDay",
    "CalendarYear",
    "Job",
    "JobCancellation",
    "StoredAnswer",
]
