"""Organisations: who the ledger is about. Never a natural person."""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

CODE_SHAPE = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"


class Subject(models.Model):
    """信用主体. `ledger_at` is the ledger clock: the known time of the last write about it. Every
    ledger write locks the subject and moves the clock forward, so an answer that cites it can be
    given again. Provisional until the register has confirmed it: not public, not graded."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    ledger_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_subject_uscc",
                condition=Q(uscc__regex=CODE_SHAPE) & ~Q(uscc="00000000000000000X"),
            ),
        ]


class SubjectVersion(models.Model):
    """主体信息版本: what the register says of a subject from a day on, and when we knew it."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", "企业"
        HOUSEHOLD = "household", "个体工商户"
        COOPERATIVE = "cooperative", "农民专业合作社"
        SOCIAL = "social", "社会组织"
        INSTITUTION = "institution", "事业单位"
        ORGAN = "organ", "机关"
        OTHER = "other", "其他"

    class Status(models.TextChoices):
        ACTIVE = "active", "存续"
        REVOKED = "revoked", "吊销"
        CANCELLED = "cancelled", "注销"
        MOVED = "moved", "迁出"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="versions")
    valid_from = models.DateField()
    known = DateTimeRangeField()
    name = models.CharField("名称", max_length=200)
    sign = models.CharField("字号", max_length=100, blank=True)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    status = models.CharField("状态", max_length=10, choices=Status.choices)
    region_code = models.CharField("行政区划", max_length=12, blank=True)
    industry_code = models.CharField("行业", max_length=4, blank=True)
    established_on = models.DateField("成立日期", null=True)
    address = models.CharField("住所", max_length=300, blank=True)
    oddities = ArrayField(models.CharField(max_length=40), default=list)
    # What search reads: every pair of neighbouring characters of name and sign, and the initials.
    bigrams = ArrayField(models.CharField(max_length=2), default=list)
    initials = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_subjectversion_key", fields=["subject", "id"]),
            models.UniqueConstraint(
                name="records_subjectversion_current",
                fields=["subject", "valid_from"],
                condition=Q(known__endswith__isnull=True),
            ),
            models.CheckConstraint(name="records_subjectversion_name", condition=~Q(name="")),
        ]
        indexes = [
            # Two-character fragments make no trigram; bigrams kept in a column are found at once.
            GinIndex(
                name="records_subjectversion_bigrams",
                fields=["bigrams"],
                condition=Q(known__endswith__isnull=True),
            ),
            models.Index(
                name="records_subjectversion_initial",
                fields=["initials"],
                condition=Q(known__endswith__isnull=True) & ~Q(initials=""),
                opclasses=["varchar_pattern_ops"],
            ),
        ]


class Succession(models.Model):
    """主体承继: a merger, split or conversion, with its basis. Facts stay where they were said."""

    class Kind(models.TextChoices):
        MERGER = "merger", "合并"
        SPLIT = "split", "分立"
        CONVERSION = "conversion", "改制"

    predecessor = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="predecessions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_succession_two_subjects",
                condition=~Q(predecessor=F("successor")),
            ),
            models.CheckConstraint(name="records_succession_basis", condition=~Q(basis="")),
            models.UniqueConstraint(
                name="records_succession_once", fields=["predecessor", "successor", "on"]
            ),
        ]


class SupervisedObject(models.Model):
    """监管对象: a ship, project, site or farm that facts are about. Its owner may be unknown or have
    no code (a foreign ship); its facts then stay on the object."""

    class Kind(models.TextChoices):
        SHIP = "ship", "船舶"
        PROJECT = "project", "工程项目"
        SITE = "site", "场所"
        FACILITY = "facility", "设施"
        FARM = "farm", "农场"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.CharField("识别号", max_length=64)
    name = models.CharField("名称", max_length=200)
    owner = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, related_name="supervised_objects"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_supervisedobject_number", fields=["kind", "number"]
            ),
        ]
