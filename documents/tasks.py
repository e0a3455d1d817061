"""Background work: scan what came in, remove what nobody needs."""

from celery import shared_task

from core import clock, doors
from core.actors import SYSTEM
from documents import scanners, store
from documents.queries import files as queries
from documents.services import files as services

PERIODIC = {"documents.scan": 5, "documents.tidy": 3600}
AT_ONCE = 50


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
def tidy() -> int:
    """Erase what is past its time, remove bytes nothing needs; how many of these."""
    while doors.run(services.erase_ended, actor=SYSTEM, today=clock.today()):
        pass
    store.clear_left_behind()
    removed = 0
    for digests in store.shelves():
        needed = queries.spoken_for(digests)
        for sha256 in digests:
            if sha256 not in needed:
                removed += doors.run(services.remove_unneeded, actor=SYSTEM, sha256=sha256)
    return removed
