"""Bells: after a commit, wake whoever has work. Best effort: every queue is also polled by beat,
so a lost bell costs seconds and nothing else."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(task: str, *arguments: int | str) -> None:
    """Send the named Celery task once the present transaction has committed."""
    transaction.on_commit(lambda: _send(task, arguments), robust=True)


def _send(task: str, arguments: tuple[int | str, ...]) -> None:
    try:
        current_app.send_task(task, args=arguments, retry=False, ignore_result=True)
    except (OSError, OperationalError) as error:
        log.warning("bell not heard", extra={"task": task, "error": type(error).__name__})
