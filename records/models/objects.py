"""Supervised objects: ships, projects, sites, facilities, farms."""

from django.db import models
from django.db.models import F, Q

from records.models.catalogue import CatalogueItem, CatalogueVersion
from records.models.known import written
from records.models.subjects import Subject
from sectors.models import OrgUnit


class SupervisedObject(models.Model):
    """监管对象: what facts may be about besides their organisation. Its owner may be unknown or
    have no code (a foreign ship)."""

    class Kind(models.TextChoices):
        SHIP = "ship", "船舶"
        PROJECT = "project", "工程项目"
        SITE = "site", "场所"
        FACILITY = "facility", "设施"
        FARM = "farm", "农场"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.CharField("识别号", max_length=64)
    name = models.CharField("名称", max_length=200)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_supervisedobject_number", fields=["kind", "number"]
            ),
            models.CheckConstraint(
                name="records_supervisedobject_named",
                condition=written("number")
                & written("name")
                & Q(kind__in=["ship", "project", "site", "facility", "farm"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ObjectHolding(models.Model):
    """对象归属: which organisation owns or runs an object, from a day to a day. No row: unknown."""

    class Role(models.TextChoices):
        OWNER = "owner", "所有人"
        OPERATOR = "operator", "经营人"
        CONTRACTOR = "contractor", "施工单位"

    supervised_object = models.ForeignKey(
        SupervisedObject, on_delete=models.PROTECT, related_name="holdings"
    )
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=10, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_objectholding_one",
                fields=["supervised_object", "role"],
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="records_objectholding_days",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="records_objectholding_role",
                condition=Q(role__in=["owner", "operator", "contractor"]),
            ),
        ]


class ObjectRecord(models.Model):
    """对象记录: what a unit says about an object whose owner has no code. It is kept on the object,
    is not shown, counts against nobody and becomes a fact only when a unit says so anew about an
    organisation."""

    supervised_object = models.ForeignKey(
        SupervisedObject, on_delete=models.PROTECT, related_name="records"
    )
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    polarity = models.CharField(max_length=8)
    catalogue_version = models.ForeignKey(
        CatalogueVersion, on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField("决定日期", null=True)
    document_no = models.CharField("决定文书号", max_length=128, blank=True)
    authority = models.CharField("认定机关", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=2000, blank=True)
    outcome = models.CharField("结果", max_length=40, blank=True)
    fields = models.JSONField(default=dict)
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_objectrecord_past",
                condition=Q(decided_on__isnull=True) | Q(decided_on__lte=F("recorded_on")),
            ),
            models.CheckConstraint(
                name="records_objectrecord_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & written("withdrawal_reason"),
            ),
        ]
