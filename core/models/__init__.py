from core.models.audit import AuditEvent, AuditSeal
from core.models.calendar import CalendarDay, CalendarYear
from core.models.idempotency import StoredAnswer
from core.models.jobs import Job

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "CalendarDay",
    "CalendarYear",
    "Job",
    "StoredAnswer",
]
