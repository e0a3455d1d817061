"""The audit log: append-only events, their place in the chain, and the seals over it."""

from django.db import models
from django.db.models import F, Q


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
            models.CheckConstraint(
                name="core_auditevent_position_positive",
                condition=Q(position__isnull=True) | Q(position__gte=1),
            ),
            models.UniqueConstraint(name="core_auditevent_position", fields=["position"]),
        ]
        indexes = [
            # What the sealer looks for: the few events that have no place yet.
            models.Index(
                name="core_auditevent_unsealed", fields=["id"], condition=Q(position__isnull=True)
            ),
            models.Index(name="core_auditevent_recorded", fields=["recorded_at", "id"]),
            models.Index(name="core_auditevent_target", fields=["target_kind", "target_id"]),
            models.Index(name="core_auditevent_person", fields=["person_id", "recorded_at"]),
            models.Index(
                name="core_auditevent_subject",
                fields=["subject_id", "recorded_at"],
                condition=Q(subject_id__isnull=False),
            ),
        ]


class AuditSeal(models.Model):
    """封印: the root of the chain up to a position, made each minute, also when nothing happened:
    then it says so (its last position is the one before its first). Numbered without a gap, so that
    a seal cannot vanish. Its copy also leaves the database.

    `complete`: nothing was left waiting when it was made. An event dated well before a complete
    seal and placed after it was not there at the time it claims.
    """

    number = models.BigIntegerField(unique=True)
    first_position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    algorithm = models.CharField(max_length=16)
    root = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    complete = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_auditseal_number_positive", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="core_auditseal_range",
                condition=Q(first_position__gte=1, last_position__gte=F("first_position") - 1),
            ),
        ]
        indexes = [
            models.Index(name="core_auditseal_last", fields=["last_position"]),
        ]
