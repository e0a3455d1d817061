"""Background work: scan what came in, remove what nobody needs."""

import time

from celery import shared_task

from core import bells, clock, doors
from core.actors import SYSTEM
from documents import scanners, store
from documents.queries import files as queries
from documents.services import files as services

PERIODIC = {"documents.scan": 5, "documents.tidy": 3600}
AT_ONCE = 50
# A task lets go of its worker after so many seconds and asks to be called again.
LONGEST = 60.0


@shared_task(name="documents.scan")
def scan() -> int:
    """Scan waiting files, oldest first; how many were looked at."""
    if not scanners.is_set_up():
        return 0
    scanner = scanners.configured()
    after = 0
    for done in range(AT_ONCE):
        file = doors.run(services.scan_next, actor=SYSTEM, scanner=scanner, after=after)
        if file is None:
            return done
        after = file.id
    return AT_ONCE


@shared_task(name="documents.tidy")
def tidy(after: str = "") -> int:
    """Erase what is past its time, remove bytes nothing needs; how many of these.

    Goes through the store shelf by shelf. When its time is over it asks to be called again, with
    the shelf it came to; if that call is lost, the next round begins anew and loses nothing.
    """
    ends = time.monotonic() + LONGEST
    while doors.run(services.erase_ended, actor=SYSTEM, today=clock.today()):
        if time.monotonic() > ends:
            bells.ring("documents.tidy", after)
            return 0
    if not after:
        store.clear_left_behind()
    removed = 0
    for shelf, digests in store.shelves(after):
        needed = queries.spoken_for(digests)
        for sha256 in digests:
            if sha256 not in needed:
                removed += doors.run(services.remove_unneeded, actor=SYSTEM, sha256=sha256)
        if time.monotonic() > ends:
            bells.ring("documents.tidy", shelf)
            break
    return removed
