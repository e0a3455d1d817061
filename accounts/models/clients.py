from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.people import KEEPERS, Person
from core.actors import Actor


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def visible_to(self, actor: Actor) -> "ApiClientQuerySet":
        return self if actor.admin_role in KEEPERS else self.none()


class ApiClient(models.Model):
    """接口客户端: a department's system. What it may do is fixed when it is made; its keys come and
    go. Units live a floor above, so the unit is a plain number here."""

    unit_id = models.BigIntegerField("机构")
    name = models.CharField("名称", max_length=60)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name="权限范围")
    budget_per_minute = models.PositiveIntegerField("每分钟限额")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revocation_reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_apiclient_name", fields=["unit_id", "name"]),
            models.CheckConstraint(
                name="accounts_apiclient_some_scope", condition=Q(scopes__len__gte=1)
            ),
            models.CheckConstraint(
                name="accounts_apiclient_budget",
                condition=Q(budget_per_minute__gte=1, budget_per_minute__lte=60_000),
            ),
            models.CheckConstraint(
                name="accounts_apiclient_revocation",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revocation_reason="")
                | (
                    Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revocation_reason="")
                ),
            ),
        ]


class ApiKey(models.Model):
    """接口密钥: `cp_<prefix>_<secret>`. The prefix is shown in lists; of the 256-bit secret only
    the SHA-256 is kept. Made by one administrator, good when another has confirmed it, until the
    day it expires, it is replaced, or its client is revoked."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="keys")
    prefix = models.CharField(max_length=8)
    secret_hash = models.BinaryField(max_length=32)
    created_on = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    expires_on = models.DateField("有效期至")
    # Half-open: at this moment the key no longer works. Set when another replaces it.
    ends_at = models.DateTimeField(null=True)
    # How many days the former key goes on beside this one.
    overlap_days = models.PositiveSmallIntegerField(default=0)
    last_used_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_apikey_prefix", fields=["prefix"]),
            models.UniqueConstraint(
                name="accounts_apikey_one_waiting",
                fields=["client"],
                condition=Q(confirmed_at__isnull=True, ends_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="accounts_apikey_one_current",
                fields=["client"],
                condition=Q(confirmed_at__isnull=False, ends_at__isnull=True),
            ),
            models.CheckConstraint(
                name="accounts_apikey_prefix_form", condition=Q(prefix__regex=r"^[a-z0-9]{8}$")
            ),
            models.CheckConstraint(
                name="accounts_apikey_confirmation",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_apikey_maker_not_checker",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("created_by")),
            ),
            models.CheckConstraint(
                name="accounts_apikey_overlap", condition=Q(overlap_days__lte=30)
            ),
        ]
