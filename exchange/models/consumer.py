"""Consumers: who reads the change log, and how far each has come."""

from django.db import models
from django.db.models import Q


class Consumer(models.Model):
    """变更消费者: everything up to `cursor` is dealt with, in the same transaction as its effect.

    After a failed batch the consumer goes on one change at a time up to `careful_until`, so that
    the change at fault is known and those before it are not held up. One that keeps failing halts
    the consumer: nothing is skipped until somebody resumes it.
    """

    class State(models.TextChoices):
        RUNNING = "running", "运行中"
        HALTED = "halted", "已停止"

    name = models.CharField(max_length=40, primary_key=True)
    cursor = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    failures = models.PositiveSmallIntegerField(default=0)
    careful_until = models.BigIntegerField(null=True)
    retry_at = models.DateTimeField(null=True)
    failed_position = models.BigIntegerField(null=True)
    error_code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exchange_consumer_cursor_positive", condition=Q(cursor__gte=0)
            ),
            models.CheckConstraint(
                name="exchange_consumer_halted_says_why",
                condition=Q(state="running")
                | Q(state="halted", failed_position__isnull=False) & ~Q(error_code=""),
            ),
        ]
