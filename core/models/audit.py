"""The audit log: append-only events, their place in the chain, and the seals over it."""

from django.db import models
from django.db.models import Q


class AuditEvent(models.Model):
    """审计事件. Written once; the sealer later adds position and link, once, and nothing else."""

    class Kind(models.TextChoices):
        CHANGE = "change", "办理"
        READ = "read", "查阅"
        DENIAL = "denial", "拒绝"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    recorded_at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    target_kind = models.CharField(max_length=40, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    subject_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=120, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True)
    link = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_auditevent_read_has_purpose",
                condition=~Q(kind="read") | ~Q(purpose=""),
            ),
            models.CheckConstraint(
                name="core_auditevent_position_with_link",
                condition=Q(position__isnull=True, link__isnull=True)
                | Q(position__isnull=False, link__isnull=False),
            ),
            models.UniqueConstraint(name="core_auditevent_position", fields=["position"]),
        ]
        indexes = [
            # What the sealer looks for: the few events that have no place yet.
            models.Index(
                name="core_auditevent_unsealed", fields=["id"], condition=Q(position__isnull=True)
            ),
            models.Index(name="core_auditevent_target", fields=["target_kind", "target_id"]),
            models.Index(name="core_auditevent_person", fields=["person_id", "recorded_at"]),
            models.Index(
                name="core_auditevent_subject",
                fields=["subject_id", "recorded_at"],
                condition=Q(subject_id__isnull=False),
            ),
        ]


class AuditSeal(models.Model):
    """封印: the root of the chain up to a position. Its copy also leaves the database."""

    first_position = models.BigIntegerField(unique=True)
    last_position = models.BigIntegerField(unique=True)
    algorithm = models.CharField(max_length=16)
    root = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_auditseal_range",
                condition=Q(last_position__gte=models.F("first_position")),
            ),
        ]
