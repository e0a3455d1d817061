from django.db import models
from django.db.models import F, Q

from accounts.models.people import User


class Session(models.Model):
    """会话: one browser's visit. Only a hash of its key is stored, so who reads this table can
    enter nowhere. Without a user it is a sign-in under way; with one it holds one of three
    slots."""

    class End(models.TextChoices):
        SIGNED_OUT = "signed_out", "本人退出"
        BY_USER = "by_user", "在其他会话中结束"
        REPLACED = "replaced", "超过同时在线数"
        EXPIRED = "expired", "超时"
        PASSWORD = "password", "密码已更改"
        FACTOR = "factor", "第二因素已更改"
        DEACTIVATED = "deactivated", "账号停用"

    SLOTS = 3

    key_hash = models.BinaryField(max_length=32)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="sessions")
    slot = models.PositiveSmallIntegerField(null=True)
    data = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, choices=End.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_session_key", fields=["key_hash"]),
            # At most three at a time: a CHECK on the slot and one holder of each.
            models.UniqueConstraint(
                name="accounts_session_slot",
                fields=["user", "slot"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="accounts_session_slot_of_user",
                condition=Q(user__isnull=True, slot__isnull=True)
                | Q(user__isnull=False, slot__isnull=False, slot__gte=1, slot__lte=3),
            ),
            models.CheckConstraint(
                name="accounts_session_ended_with_reason",
                condition=Q(ended_at__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="accounts_session_times", condition=Q(expires_at__gt=F("started_at"))
            ),
        ]
        indexes = [
            models.Index(name="accounts_session_of_user", fields=["user", "-started_at"]),
            models.Index(name="accounts_session_expiry", fields=["expires_at"]),
        ]
