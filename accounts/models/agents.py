from django.db import models
from django.db.models import F, Q

from accounts.models.people import Person, User


class Representation(models.Model):
    """经办关系: an agent acts for an organisation from one day until another. One agent serves
    many. Organisations live on a floor above, so they are numbers here."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="representations")
    # Copied from the account by composite key: staff cannot represent anybody.
    duty = models.CharField(max_length=8, default=Person.Duty.AGENT)
    subject_id = models.BigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    basis = models.CharField(max_length=100)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_representation_by_agent", condition=Q(duty=Person.Duty.AGENT)
            ),
            models.CheckConstraint(
                name="accounts_representation_span",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(name="accounts_representation_basis", condition=~Q(basis="")),
        ]
        indexes = [models.Index(name="accounts_representation_agents", fields=["subject_id"])]


class ActivationCode(models.Model):
    """激活码: lets whoever holds it act for one organisation. Good once and until it expires."""

    subject_id = models.BigIntegerField()
    code_hash = models.BinaryField(max_length=32)
    basis = models.CharField(max_length=100)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_activationcode_code", fields=["code_hash"]),
            models.CheckConstraint(name="accounts_activationcode_basis", condition=~Q(basis="")),
            models.CheckConstraint(
                name="accounts_activationcode_times", condition=Q(expires_at__gt=F("issued_at"))
            ),
            models.CheckConstraint(
                name="accounts_activationcode_use",
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False, revoked_at__isnull=True),
            ),
        ]
        indexes = [models.Index(name="accounts_activationcode_of", fields=["subject_id"])]
