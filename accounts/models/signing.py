from django.db import models
from django.db.models import F, Q


class SigningKey(models.Model):
    """签名密钥: what the platform signs receipts and reports with. One at any time. When its time
    is over the private half is erased; the public half stays, so old papers can be verified."""

    class Algorithm(models.TextChoices):
        ED25519 = "Ed25519", "Ed25519"

    kid = models.CharField(max_length=16)
    algorithm = models.CharField(max_length=16, choices=Algorithm.choices)
    public_key = models.BinaryField(max_length=32)
    private_key = models.BinaryField(max_length=128, null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_signingkey_kid", fields=["kid"]),
            models.CheckConstraint(
                name="accounts_signingkey_span",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="accounts_signingkey_private_while_open",
                condition=Q(valid_to__isnull=True, private_key__isnull=False)
                | Q(valid_to__isnull=False, private_key__isnull=True),
            ),
        ]
