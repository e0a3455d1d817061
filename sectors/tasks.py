"""Periodic work of this floor."""

from celery import shared_task

from core import doors
from core.actors import SYSTEM
from sectors.services import units

# A new name takes its place on the unit within minutes of the day it begins.
PERIODIC = {"sectors.refresh_names": 600}


@shared_task(name="sectors.refresh_names")
def refresh_names() -> int:
    return doors.run(units.refresh_names, actor=SYSTEM)
