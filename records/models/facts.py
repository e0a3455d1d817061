"""The ledger. Facts are said by units about subjects; nothing said is ever lost."""

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from documents.models import EvidenceFile
from records.models.catalogue import (
    Behaviour,
    CatalogueItem,
    CatalogueVersion,
    DisclosureRule,
    Polarity,
    Severity,
)
from records.models.subjects import Subject, SupervisedObject
from sectors.models import OrgUnit


class Attestation(models.Model):
    """送达声明: a named officer states, once for a batch, that the decisions in it were notified
    and served. Stands in where the official template has no column for it."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT)
    officer_id = models.BigIntegerField()
    wording = models.CharField(max_length=500)
    attested_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="records_attestation_wording", condition=~Q(wording="")),
        ]


class Fact(models.Model):
    """事实（谱系）: one decision or event, through all its versions. Of one decision only one fact
    counts; a second source waits in the conflict queue."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="facts")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=12)
    polarity = models.CharField(max_length=8, choices=Polarity.choices)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="facts")
    authority_code = models.CharField("认定机关代码", max_length=40)
    document_key = models.CharField("文号（规范）", max_length=128)
    source_key = models.CharField("来源键", max_length=128, blank=True)
    supervised_object = models.ForeignKey(
        SupervisedObject, on_delete=models.PROTECT, null=True, related_name="facts"
    )
    counts = models.BooleanField(default=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_fact_key", fields=["subject", "id"]),
            models.UniqueConstraint(
                name="records_fact_content", fields=["subject", "id", "item", "polarity"]
            ),
            models.UniqueConstraint(
                name="records_fact_counting",
                fields=["subject", "kind", "authority_code", "document_key"],
                condition=Q(counts=True) & ~Q(document_key=""),
            ),
        ]
        indexes = [
            models.Index(
                name="records_fact_source",
                fields=["unit", "source_key"],
                condition=~Q(source_key=""),
            ),
        ]


class FactVersion(models.Model):
    """事实版本: the content as the source said it, and when we knew it so. A change closes one
    version and opens the next in one statement."""

    class NoticeBasis(models.TextChoices):
        DOCUMENT = "document", "送达证明"
        ATTESTED = "attested", "单位声明"

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="versions")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="fact_versions")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="fact_versions")
    polarity = models.CharField(max_length=8, choices=Polarity.choices)
    catalogue_version = models.ForeignKey(CatalogueVersion, on_delete=models.PROTECT)
    known = DateTimeRangeField()
    decided_on = models.DateField("决定日期", null=True)
    starts_on = models.DateField("生效日期")
    ends_on = models.DateField("失效日期", null=True)
    document_no = models.CharField("决定文书号", max_length=128, blank=True)
    authority = models.CharField("认定机关", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=2000, blank=True)
    behaviour = models.ForeignKey(Behaviour, on_delete=models.PROTECT, null=True)
    severity = models.PositiveSmallIntegerField("失信程度", choices=Severity.choices, null=True)
    amount = models.BigIntegerField("罚款（分）", null=True)
    confiscated = models.BigIntegerField("没收（分）", null=True)
    clock_starts_on = models.DateField("公示起算日", null=True)
    disclosure_rule = models.ForeignKey(DisclosureRule, on_delete=models.PROTECT, null=True)
    notice_basis = models.CharField(max_length=8, choices=NoticeBasis.choices, blank=True)
    notice_evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, null=True)
    attestation = models.ForeignKey(Attestation, on_delete=models.PROTECT, null=True)
    performed_on = models.DateField("履行完毕日期", null=True)
    fields = models.JSONField(default=dict)
    content_hash = models.BinaryField(max_length=32)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_factversion_key", fields=["subject", "id"]),
            models.UniqueConstraint(
                name="records_factversion_current",
                fields=["subject", "fact"],
                condition=Q(known__endswith__isnull=True),
            ),
            models.CheckConstraint(
                name="records_factversion_adverse_is_complete",
                condition=~Q(polarity="adverse")
                | (
                    ~Q(basis="")
                    & ~Q(document_no="")
                    & ~Q(authority="")
                    & ~Q(notice_basis="")
                    & Q(
                        decided_on__isnull=False,
                        severity__isnull=False,
                        clock_starts_on__isnull=False,
                        disclosure_rule__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="records_factversion_notice",
                condition=Q(notice_basis="", notice_evidence__isnull=True, attestation__isnull=True)
                | Q(
                    notice_basis="document",
                    notice_evidence__isnull=False,
                    attestation__isnull=True,
                )
                | Q(
                    notice_basis="attested",
                    attestation__isnull=False,
                    notice_evidence__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="records_factversion_period",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="records_factversion_amounts",
                condition=(Q(amount__isnull=True) | Q(amount__gte=0))
                & (Q(confiscated__isnull=True) | Q(confiscated__gte=0)),
            ),
        ]


class FactText(models.Model):
    """可擦除文本: names and free text beside the append-only core, which keeps only their hash.
    Erased by two officers with a reason; the hash stays and shows that something stood here."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="fact_texts")
    version = models.ForeignKey(FactVersion, on_delete=models.PROTECT, related_name="texts")
    field = models.CharField(max_length=40)
    text = models.TextField()
    text_hash = models.BinaryField(max_length=32)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    public_text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.BigIntegerField(null=True)
    erasure_confirmed_by = models.BigIntegerField(null=True)
    erasure_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_facttext_field", fields=["subject", "version", "field"]
            ),
            models.CheckConstraint(
                name="records_facttext_erased_by_two",
                condition=Q(
                    erased_at__isnull=True,
                    erased_by__isnull=True,
                    erasure_confirmed_by__isnull=True,
                )
                | (
                    Q(
                        erased_at__isnull=False,
                        erased_by__isnull=False,
                        erasure_confirmed_by__isnull=False,
                        text="",
                        public_text="",
                    )
                    & ~Q(erasure_reason="")
                    & ~Q(erased_by=F("erasure_confirmed_by"))
                ),
            ),
            models.CheckConstraint(
                name="records_facttext_shown_when_reviewed",
                condition=Q(public_text="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
            ),
        ]


class FactEffect(models.Model):
    """事实效力: what later happened to a fact. Written only by services, never by intake: a unit that
    sends its whole year again every week must not revive a repaired fact."""

    class Kind(models.TextChoices):
        REPAIRED = "repaired", "已修复"
        REVOKED = "revoked", "已撤销"
        RETRACTED = "retracted", "误传更正"
        DISPUTED = "disputed", "异议中"
        NOT_COUNTED = "not_counted", "不计入"
        SUSPENDED = "suspended", "中止"
        SHIELDED = "shielded", "暂时屏蔽"
        MOVED = "moved", "已转移"

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="effects")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="fact_effects")
    version = models.ForeignKey(FactVersion, on_delete=models.PROTECT, related_name="effects")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    period = DateRangeField()
    known = DateTimeRangeField()
    reason = models.CharField(max_length=60)
    document_no = models.CharField(max_length=128, blank=True)
    procedure_kind = models.CharField(max_length=40, blank=True)
    procedure_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_facteffect_current",
                fields=["subject", "fact", "kind"],
                condition=Q(known__endswith__isnull=True),
            ),
            models.CheckConstraint(
                name="records_facteffect_period", condition=Q(period__isempty=False)
            ),
            models.CheckConstraint(name="records_facteffect_reason", condition=~Q(reason="")),
        ]
