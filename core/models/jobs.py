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
    # How often the present step was begun without coming to its end.
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    actor_kind = models.CharField(max_length=8)
    created_by = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
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
            models.Index(name="core_job_unit", fields=["unit_id", "id"]),
            models.Index(name="core_job_person", fields=["person_id", "id"]),
        ]


class JobCancellation(models.Model):
    """取消请求: kept beside the job, because the job's own row is locked while a step runs."""

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="cancellation")
    requested_at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
