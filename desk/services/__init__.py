from desk.services.claims import claim, release
from desk.services.deliveries import deliver, resume_deliveries
from desk.services.messages import (
    Draft,
    ToPerson,
    ToRole,
    ToSubject,
    mark_all_read,
    mark_read,
    send,
)
from desk.services.work import (
    NewItem,
    cancel,
    complete,
    escalate,
    open_items,
    resolve_open_deadlines,
)

__all__ = [
    "Draft",
    "NewItem",
    "ToPerson",
    "ToRole",
    "ToSubject",
    "cancel",
    "claim",
    "complete",
    "deliver",
    "escalate",
    "mark_all_read",
    "mark_read",
    "open_items",
    "release",
    "resolve_open_deadlines",
    "resume_deliveries",
    "send",
]
