"""What a person proves themselves with, and the memory of wrong tries."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models.people import User


class Credential(models.Model):
    """凭据: password and second factor of one account. The secret is sealed (see accounts.sealing);
    `totp_last_step` only moves on, so a code is good for one sign-in."""

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, primary_key=True, related_name="credential"
    )
    password = models.CharField(max_length=128)
    password_set_at = models.DateTimeField()
    password_expires_on = models.DateField()
    must_change = models.BooleanField(default=True)
    totp_secret = models.BinaryField(max_length=128, null=True)
    totp_enrolled_at = models.DateTimeField(null=True)
    totp_last_step = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_credential_enrolled_with_secret",
                condition=Q(totp_secret__isnull=True, totp_enrolled_at__isnull=True)
                | Q(totp_secret__isnull=False, totp_enrolled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_credential_argon2",
                condition=Q(("password__startswith", "argon2$")),
            ),
        ]


class PastPassword(models.Model):
    """曾用密码: hashes a new password is compared with."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="accounts_pastpassword_latest", fields=["user", "-id"])]


class RecoveryCode(models.Model):
    """恢复码: stands in for the second factor once, when the telephone is lost."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    code_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_recoverycode_code", fields=["user", "code_hash"])
        ]


class SignInGuard(models.Model):
    """登录保护: the recent wrong tries at one username, whether or not it exists, so that nobody
    learns from a lock which usernames do. The name is kept as a keyed hash: people type passwords
    into the wrong field."""

    name_hash = models.BinaryField(max_length=32)
    failed_at = ArrayField(models.DateTimeField(), default=list)
    locked_until = models.DateTimeField(null=True)
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_signinguard_name", fields=["name_hash"]),
        ]
        indexes = [models.Index(name="accounts_signinguard_touched", fields=["touched_at"])]
