from django.db import models


class StoredAnswer(models.Model):
    """幂等应答: what a request with this key was answered. The claim is made in the transaction of
    the change itself, so a second, concurrent request waits for the first and gets its answer."""

    asker = models.CharField(max_length=40)
    key = models.CharField(max_length=128)
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="core_storedanswer_key", fields=["asker", "key"]),
        ]
