"""The queues of intake: what waits, and what people do about it."""

from records.intake.queues.completing import approve_rows, attest_rows, supply
from records.intake.queues.deciding import accept_conflict, drop
from records.intake.queues.looking import access_queued, choices_of, count_queued, list_queued
from records.intake.queues.rechecking import recheck_unknown
from records.intake.queues.taking import Taken

__all__ = [
    "Taken",
    "accept_conflict",
    "access_queued",
    "approve_rows",
    "attest_rows",
    "choices_of",
    "count_queued",
    "drop",
    "list_queued",
    "recheck_unknown",
    "supply",
]
