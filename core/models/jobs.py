from django.db import models
from django.db.models import F, Q


class Job(models.Model):
    """后台任务: long work in steps. Each step commits its effect, its progress and its place
    together, so a killed worker loses nothing and repeats nothing."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    parameters = models.JSONField(default=dict)
    place = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    result = models.JSONField(null=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_detail = models.CharField(max_length=400, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_by = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_job_progress",
                condition=Q(done__gte=0) & (Q(total__isnull=True) | Q(done__lte=F("total"))),
            ),
            models.CheckConstraint(
                name="core_job_ended",
                condition=Q(state__in=["queued", "running"], ended_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="core_job_open",
                fields=["created_at"],
                condition=Q(state__in=["queued", "running"]),
            ),
        ]
