"""Work done from time to time."""

from celery import shared_task

from accounts.services.tidying import tidy
from core import doors
from core.actors import SYSTEM

PERIODIC = {"accounts.tidy": 600}


@shared_task(name="accounts.tidy")
def tidy_accounts() -> None:
    doors.run(tidy, actor=SYSTEM)
